import re

import pytest

from webapp2compat import route_template
from webapp2compat.route_template import PathBuilder, _get_route_variables, _parse_route_template


def test_template_is_read_into_regex_and_reverse_template():
    regex, reverse_template, args_count, kwargs_count, variables = _parse_route_template("/<a:\\d+>/<b>-<:x>", "[^/]+")

    assert regex.pattern == r"^(?:/(?P<a>\d+)/(?P<b>[^/]+)\-(?P<__0__>x))\Z"
    assert (reverse_template, args_count, kwargs_count) == ("/%(a)s/%(b)s-%(__0__)s", 1, 2)
    assert list(variables) == ["a", "b", "__0__"]


def test_variables_have_a_regex_of_their_own():
    variables = _parse_route_template("/<a:x|y>")[4]

    assert variables["a"].match("y")
    assert variables["a"].match("xz") is None


def test_percent_in_a_template_is_literal():
    assert _parse_route_template("/100%/<a>%s", "x")[1] == "/100%%/%(a)s%%s"


@pytest.mark.parametrize("template", ["/<a>/<a>", "/<:x>/<__0__>"])
def test_two_variables_of_one_name_are_reported(template):
    with pytest.raises(re.error, match=r"the variable .* occurs twice"):
        _parse_route_template(template)


@pytest.mark.parametrize("template", ["/<a:(>", "/<a:x)(>", "/<a:*>", r"/<a:(x)\1>"])
def test_malformed_regex_is_reported_with_its_template(template):
    with pytest.raises(re.error, match=re.escape(repr(template))):
        _parse_route_template(template)


@pytest.mark.parametrize("template", ["/<foo/<:bar", "/<a-b>", "/<1a>", "/<a:["])
def test_malformed_brackets_are_text(template):
    regex, _, args_count, kwargs_count, _ = _parse_route_template(template)

    assert (args_count, kwargs_count) == (0, 0)
    assert regex.match(template)


def test_ninety_eight_positional_groups_keep_their_order():
    template = "/".join(["<:.>"] * 98)
    found = _parse_route_template(template)[0].match("/".join("abcdefg" * 14))

    assert _get_route_variables(found) == (tuple("abcdefg" * 14), {})


def test_defaults_fill_in_and_are_updated():
    defaults = {"x": 1, "y": 2}

    assert _get_route_variables(re.match("(?P<__0__>a)(?P<x>b)", "ab"), defaults) == (("a",), {"x": "b", "y": 2})


def test_names_that_only_look_positional_stay_names():
    assert _get_route_variables(re.match("(?P<__x__>a)(?P<__0>b)", "ab")) == ((), {"__x__": "a", "__0": "b"})


@pytest.mark.parametrize("template", ["/<a>/<a>", "/<__0__>/<:x>", "/<a:(>"])
def test_reading_finds_what_needs_compiling(template):
    assert not route_template.read_route_template(template).is_sound


def test_builder_escapes_text_and_values():
    builder = PathBuilder("/ü%/<a>", _parse_route_template("/ü%/<a>", ".+")[4])

    assert builder.path_of({"a": "é %"}) == "/%C3%BC%25/%C3%A9%20%25"
    assert builder.path_of({"a": 5}) == "/%C3%BC%25/5"


@pytest.mark.parametrize("values", [{}, {"a": None}, {"a": "x/y"}, {"a": b"x"}, {"a": True}])
def test_builder_leaves_alone_what_needs_care(values):
    builder = PathBuilder("/<a>", _parse_route_template("/<a>", "[^/]+")[4])

    assert builder.path_of(values) is None
