import copy
import logging
import re

import pytest
import webob
from webob import exc

from webapp2compat.request import Request
from webapp2compat.route import BaseRoute, Route, SimpleRoute, is_plain


@pytest.fixture
def build():
    """Build a URL: ``build(template, *args, **kwargs)``; the request is for ``http://h:81/``."""

    def build(template, *args, **kwargs):
        return Route(template).build(Request.blank("/", base_url="http://h:81"), args, kwargs)

    return build


def test_base_route_leaves_matching_and_building_to_its_kinds():
    route = BaseRoute("/x", "handler", "name")

    with pytest.raises(NotImplementedError, match="BaseRoute does not define match"):
        route.match(None)
    with pytest.raises(NotImplementedError, match="BaseRoute cannot build URLs: '/x'"):
        route.build(None, (), {})


def test_route_yields_itself_to_match_and_to_build():
    route = BaseRoute("/x", name="x")

    assert (list(route.get_routes()), list(route.get_match_routes())) == ([route], [route])
    assert list(route.get_build_routes()) == [("x", route)]


def test_build_only_route_is_not_matched():
    assert list(BaseRoute("/x", name="x", build_only=True).get_match_routes()) == []


def test_nameless_route_is_not_built():
    assert list(BaseRoute("/x").get_build_routes()) == []


def test_build_only_route_needs_a_name():
    with pytest.raises(ValueError, match="Route '/x' is build_only but doesn't have a name"):
        Route("/x", build_only=True)


def test_handler_method_is_taken_from_behind_the_last_colon():
    route = Route("/x", "package:module.Handler:method")

    assert (route.handler, route.handler_method) == ("package:module.Handler", "method")


def test_two_handler_methods_are_refused():
    with pytest.raises(ValueError, match=r"handler can't have a colon .got 'a:b'."):
        Route("/x", "a:b", handler_method="c")


def test_unknown_error_format_is_refused():
    with pytest.raises(ValueError, match="The format of errors is 'xml'"):
        Route("/x", error_format="xml")


def test_error_format_is_kept_on_the_route():
    assert (Route("/x").error_format, Route("/x", error_format="json").error_format) == (None, "json")


def test_route_compiles_itself_lazily():
    route = Route("/<a>/<:x>")
    before = set(vars(route))

    assert (route.reverse_template, route.args_count, route.kwargs_count) == ("/%(a)s/%(__0__)s", 1, 1)
    assert route.regex.pattern == r"^(?:/(?P<a>[^/]+)/(?P<__0__>x))\Z"
    assert list(route.variables) == ["a", "__0__"]
    assert set(vars(route)) - before == {"regex", "reverse_template", "args_count", "kwargs_count", "variables"}


@pytest.mark.parametrize("name", ["reverse_template", "args_count", "kwargs_count", "variables", "regex"])
def test_each_compiled_attribute_can_be_asked_first(name):
    assert getattr(Route("/x"), name) in ("/x", 0, {}, re.compile(r"^(?:/x)\Z"))


def test_simple_route_shows_its_anchors_once_compiled():
    route = SimpleRoute("/x", "handler")
    shown = repr(route)
    assert route.regex.pattern == r"^(?:/x)\Z"

    assert (shown, repr(route)) == ("<SimpleRoute('/x', 'handler')>", "<SimpleRoute('^/x$', 'handler')>")


def test_trailing_newline_does_not_match():
    request = Request.blank("/12%0A")

    assert Route(r"/<id:\d+>").match(request) is None
    assert SimpleRoute(r"/(\d+)").match(request) is None


def test_alternatives_of_a_regex_are_anchored_together():
    route = SimpleRoute("/public|/admin")

    assert route.match(Request.blank("/publicXYZ")) is None
    assert route.match(Request.blank("/xyz/admin")) is None
    assert route.match(Request.blank("/admin")) == (route, (), {})


def test_defaults_are_not_shared_between_requests():
    route = Route("/x", defaults={"a": 1})
    route.match(Request.blank("/x"))[2]["a"] = 2

    assert route.match(Request.blank("/x"))[2] == {"a": 1}


def test_route_without_defaults_at_all_matches():
    route = Route("/x")
    route.defaults = None

    assert route.match(Request.blank("/x")) == (route, (), {})


def test_method_that_the_route_lacks_is_answered_with_allow():
    with pytest.raises(exc.HTTPMethodNotAllowed) as caught:
        Route("/x", methods=["PUT", "GET"]).match(Request.blank("/x", method="POST"))

    assert caught.value.headers["Allow"] == "GET, PUT"


def test_methods_may_be_one_name():
    with pytest.raises(exc.HTTPMethodNotAllowed) as caught:
        Route("/x", methods="PUT").match(Request.blank("/x"))

    assert caught.value.headers["Allow"] == "PUT"


def test_route_answers_requests_of_webob_itself():
    route = Route("/x", methods=["GET"])

    with pytest.raises(exc.HTTPMethodNotAllowed):
        route.match(webob.Request.blank("/x", method="HEAD"))


def test_scheme_that_the_route_lacks_does_not_match():
    assert Route("/x", schemes=["https"], methods=["PUT"]).match(Request.blank("/x")) is None


@pytest.mark.parametrize(
    ("kwargs", "url"),
    [
        ({"a": "x"}, "/x"),
        ({"a": 5, "b": 6}, "/5?b=6"),
        ({"a": "é/"}, "/%C3%A9/"),
        ({"a": b"\xc3\xa9"}, "/%C3%A9"),
        ({"a": 1.5, "q": "x y"}, "/1.5?q=x+y"),
        ({"a": "x", "_fragment": "é"}, "/x#%C3%A9"),
        ({"a": "x", "_full": True}, "http://h:81/x"),
        ({"a": "x", "_scheme": "https", "b": [1, 2]}, "https://h:81/x?b=1&b=2"),
        ({"a": "x", "_netloc": "h2", "_fragment": "f"}, "http://h2/x#f"),
    ],
)
def test_url_is_built_from_keyword_arguments(build, kwargs, url):
    assert build("/<a:.+>", **kwargs) == url


def test_positional_values_go_to_variables_without_a_name(build):
    assert build("/<:x>/<:.>", "x", 2, "dropped") == "/x/2"


def test_default_fills_in_when_building():
    assert Route("/<a>", defaults={"a": "d"}).build(None, (), {}) == "/d"


def test_missing_value_is_named(build):
    with pytest.raises(KeyError, match=r"Missing argument .*a.* to build a URI from .*/<a>"):
        build("/<a>")


@pytest.mark.parametrize("value", ["x/y", "", "x\n/"])
def test_value_that_would_not_match_is_refused(build, value):
    with pytest.raises(ValueError, match='is not supported for argument "a" of'):
        build("/<a>", a=value)


def test_value_cannot_turn_the_path_into_another_site(build):
    assert build("/<a:.*>/", a="/evil.example") == "/evil.example/"
    assert build("<a:.*>", a="///evil.example", q=1) == "/evil.example?q=1"


@pytest.mark.parametrize("part", [{"_scheme": "javascript"}, {"_netloc": "evil.example/x@"}])
def test_parameters_of_a_request_cannot_set_a_script_or_a_user(build, part):
    with pytest.raises(ValueError, match=r"_scheme|_netloc"):
        build("/x", **part)


def test_absolute_url_needs_a_request():
    with pytest.raises(AttributeError):
        Route("/x").build(None, (), {"_full": True})


@pytest.mark.parametrize(("template", "url"), [("", "http://h:81"), ("a", "http://h:81/a")])
def test_absolute_url_of_a_relative_template(build, template, url):
    assert build(template, _full=True) == url


def test_route_can_be_copied_with_another_template():
    route = Route("/a/<x>")
    route.build(None, (), {"x": 1})
    other = copy.copy(route)
    other.template = "/b/<x>"

    assert (other.build(None, (), {"x": 1}), route.build(None, (), {"x": 1})) == ("/b/1", "/a/1")
    assert other.match(Request.blank("/b/1")) == (other, (), {"x": "1"})


def test_repeated_repeat_is_logged(caplog):
    with caplog.at_level(logging.WARNING):
        Route("/<x:(a+)+>")._check()

    assert "'/<x:(a+)+>' repeats a repeat" in caplog.text


class Quiet(Route):
    """Adds nothing to matching."""


class Loud(Route):
    def match(self, request):
        return super().match(request)


class Compiled(SimpleRoute):
    regex = re.compile("/x")


@pytest.mark.parametrize(
    ("route", "answer"),
    [(Quiet("/x"), True), (SimpleRoute("/x"), True), (Loud("/x"), False), (Compiled("/x"), False), (object(), False)],
)
def test_route_that_matches_in_its_own_way_is_noticed(route, answer):
    assert is_plain(route) == answer


@pytest.mark.parametrize(("name", "value"), [("match", lambda request: None), ("regex", re.compile("/y"))])
def test_route_that_is_given_its_own_way_is_noticed(name, value):
    route = Route("/x")
    setattr(route, name, value)

    assert not is_plain(route)
