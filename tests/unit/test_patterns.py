import pickle
import re

import pytest

from webapp2compat import patterns
from webapp2compat.patterns import ANY_PATH, RouteTemplateError, Shape


def exactly(*segments):
    return Shape(segments, False)


def beginning(*segments):
    return Shape(segments, True)


@pytest.mark.parametrize(
    ("pattern", "shapes"),
    [
        ("/", [exactly("", "")]),
        ("", [exactly("")]),
        ("^/a/b$", [exactly("", "a", "b")]),
        (r"/a/(\d+)", [exactly("", "a", None)]),
        (r"/a\.html", [exactly("", "a.html")]),
        (r"/a\/b", [exactly("", "a", "b")]),
        (r"/\\/x", [exactly("", "\\", "x")]),
        (r"/\$", [exactly("", "$")]),
        ("/([^/]+)/x", [exactly("", None, "x")]),
        ("/(a|b)/c", [exactly("", None, "c")]),
        ("/(?P<n>a)", [exactly("", None)]),
        ("/ab*", [exactly("", None)]),
        ("/a/?", [exactly("", "a", ""), exactly("", "a")]),
        ("/a/?$", [exactly("", "a", ""), exactly("", "a")]),
        ("/a/(.*)", [beginning("", "a")]),
        ("/a/(.*)/?", [beginning("", "a")]),
        ("/robots.txt", [beginning("")]),
        ("/[^x]/y", [beginning("")]),
        (r"/\D/y", [beginning("")]),
        (r"/(\w)/\1", [beginning("", None)]),
        ("/a/(?!b)c", [beginning("", "a")]),
        ("/a/*b", [beginning("")]),
        ("/a/(b/c)", [beginning("", "a")]),
    ],
)
def test_regex_shows_what_paths_it_can_match(pattern, shapes):
    assert list(patterns.read_regex(pattern).shapes) == shapes


@pytest.mark.parametrize("pattern", ["/a|/b", "/a/(b/c)|/d", "(?i)/a", "/a/(.*)(?i)", "/x(?s)", "/(?#x)*a", "+", "?"])
def test_regex_that_shows_nothing_can_match_any_path(pattern):
    assert patterns.read_regex(pattern).shapes == (ANY_PATH,)


@pytest.mark.parametrize(
    "pattern", ["/(", "/)", "/a**", "/a{2,1}", "/[b-a]", "/(?P<n>a)(?P<n>b)", r"/\1", "/a{9999999999}"]
)
def test_malformed_regex_is_not_taken_for_sound(pattern):
    assert not patterns.read_regex(pattern).is_sound


@pytest.mark.parametrize("pattern", ["/", r"/a/(\d+)$", "/(.*)/x", "/(?:a|b)?/", "/([^/]+)-[ab]{2,}/?"])
def test_ordinary_regex_is_sound_without_compiling_it(pattern):
    assert patterns.read_regex(pattern).is_sound


@pytest.mark.parametrize(
    ("texts", "regexes", "shape"),
    [
        (["/a/b"], [], exactly("", "a", "b")),
        (["/a/", ""], ["[^/]+"], exactly("", "a", None)),
        (["/x-", "-y/edit"], ["[^/]+"], exactly("", None, "edit")),
        (["/f/", "/e"], [".*"], beginning("", "f")),
        (["/", "-", "/e"], ["[^/]+", ".*"], beginning("")),
        (["/a/", ""], ["(?i)x"], ANY_PATH),
    ],
)
def test_template_shows_what_paths_it_can_match(texts, regexes, shape):
    assert patterns.read_template(texts, regexes).shapes == (shape,)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("/a|/b", "/b"), ("(?i)/a", "/A"), ("/a(?i)", "/A"), ("(?x)/a # comment", "/a"), (r"/[(?i)]\(?i\)?", "/?(i)")],
)
def test_anchored_pattern_matches_the_whole_text(pattern, text):
    assert patterns.anchored(pattern, pattern).match(text)


@pytest.mark.parametrize(
    ("pattern", "text"), [("/a", "/a\n"), ("/a|/b", "/ab"), ("(?x)/a # comment", "/ab"), ("[(?i)]", "I")]
)
def test_anchored_pattern_matches_no_part_of_a_text(pattern, text):
    assert patterns.anchored(pattern, pattern).match(text) is None


@pytest.mark.parametrize("pattern", ["(", "a{99999999999999999999}", "(?au)x"])
def test_malformed_pattern_names_its_template(pattern):
    with pytest.raises(re.error, match="The route template '/the/template' is malformed"):
        patterns.anchored(pattern, "/the/template")


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [("[", "unterminated character set at position 0"), ("*", "nothing to repeat at position 0"), ("(?au)", "flags")],
)
def test_malformed_pattern_is_explained_as_it_is_written(pattern, reason):
    with pytest.raises(re.error, match=reason):
        patterns.anchored(pattern, "/the/template")


def test_template_error_can_be_pickled():
    error = pickle.loads(pickle.dumps(RouteTemplateError("/(", "a reason")))

    assert (error.template, error.reason) == ("/(", "a reason")


@pytest.mark.parametrize("pattern", ["/((a+)+)", "/([a-z]+)*", r"/(?:\w*)+x", "/(a+){2,}", "/<x:(a*)*>"])
def test_repeated_repeat_is_noticed(pattern):
    assert patterns.can_explode(pattern)


@pytest.mark.parametrize("pattern", [r"/(?:/\w+)*", "/(a+)", "/(ab)+", r"/\(a+\)+", "/<x>"])
def test_harmless_repeats_are_not(pattern):
    assert not patterns.can_explode(pattern)
