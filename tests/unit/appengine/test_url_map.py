"""The handlers of app.yaml as matchers."""

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from webapp2compat.appengine.app_yaml import ConfigurationError


@pytest.mark.parametrize(
    "handlers",
    ["- {url: '/(a', script: main.app}", "- {url: /a, static_files: a, upload: 'a('}", "- {url: '/[', static_dir: a}"],
)
def test_pattern_that_is_no_regular_expression_is_rejected(open_site, handlers):
    with pytest.raises(ConfigurationError, match=r"app\.yaml:\d+: "):
        open_site(handlers)


def test_url_has_to_match_the_whole_path(open_site, ask):
    tree = open_site("- {url: /page, script: gone.py}")

    assert [ask(tree, path).status_int for path in ("/page", "/page/", "/a/page", "/pages")] == [500, 200, 200, 200]


def test_static_folder_takes_the_paths_below_its_url(open_site, ask):
    tree = open_site("- {url: /s/, static_dir: files/}", {"files/a.txt": "a"})

    assert [ask(tree, path).text[:1] for path in ("/s/a.txt", "/s")] == ["a", "["]
