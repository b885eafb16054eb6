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


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (
            "{url: '/(.*)', static_files: '\\2.css', upload: .*}",
            r"cannot fill .* group reference 2.* Write \\1 for the",
        ),
        ("{url: '/(.*)', script: '\\2.app'}", "invalid group reference 2"),
        ("{url: '/(.*)', script: '\\g<name>.app'}", "unknown group name"),
        ("{url: /a, static_files: 'a\\q.css', upload: .*}", r"bad escape \\q"),
        ("{script: main.app}", "The handler that names 'main.app' has no url"),
    ],
)
def test_target_that_the_url_cannot_fill_is_rejected(open_site, entry, reason):
    with pytest.raises(ConfigurationError, match=rf"app\.yaml:5: .*{reason}"):
        open_site(f"- {entry}")


def test_script_without_groups_may_hold_a_backslash(open_site, ask):
    assert ask(open_site("- {url: /a, script: 'a\\q.app'}"), "/b").status_int == 200


def test_url_has_to_match_the_whole_path(open_site, ask):
    tree = open_site("- {url: /page, script: gone.py}")

    assert [ask(tree, path).status_int for path in ("/page", "/page/", "/a/page", "/pages")] == [500, 200, 200, 200]


def test_static_folder_takes_the_paths_below_its_url(open_site, ask):
    tree = open_site("- {url: /s/, static_dir: files/}", {"files/a.txt": "a"})

    assert [ask(tree, path).text[:1] for path in ("/s/a.txt", "/s")] == ["a", "["]
