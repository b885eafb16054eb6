import pytest
import webob
from webob import exc

from webapp2compat import matching
from webapp2compat.request import Request
from webapp2compat.route import Route, SimpleRoute


@pytest.mark.parametrize(
    ("environ", "path"),
    [
        ({"SCRIPT_NAME": "/m", "PATH_INFO": "/x"}, "/m/x"),
        ({"PATH_INFO": "/caf\xc3\xa9"}, "/café"),
        ({"PATH_INFO": "/a%2Fb"}, "/a%2Fb"),
        ({"PATH_INFO": ""}, ""),
        ({}, ""),
    ],
)
def test_path_is_read_from_the_environ(environ, path):
    assert matching.path_to_match(Request(environ)) == path


@pytest.mark.parametrize("path", ["/\xff", "/\xc3", "/\xed\xa0\x80", "/\u20ac"])
def test_path_that_is_no_utf_8_is_a_bad_request(path):
    with pytest.raises(exc.HTTPBadRequest, match="no valid UTF-8"):
        matching.path_to_match(Request({"PATH_INFO": path}))


def test_path_of_another_class_of_request_is_asked_of_it():
    class Moved(Request):
        @property
        def path(self):
            return "/moved%20here"

    assert matching.path_to_match(Moved({"PATH_INFO": "/x"})) == "/moved here"
    assert matching.path_to_match(webob.Request.blank("/a%20b")) == "/a b"


@pytest.mark.parametrize("route", [SimpleRoute("/(.*)/(.*)x"), Route("/<:.*>/<:.+>x")])
def test_very_long_path_is_refused_by_a_pattern_that_can_be_slow(route):
    with pytest.raises(exc.HTTPRequestURITooLong, match="8192"):
        route.match(Request({"PATH_INFO": "/" * 8193}))


@pytest.mark.parametrize("route", [SimpleRoute("/(.*)"), Route("/<:.*>"), SimpleRoute("/(a+)(b+)")])
def test_very_long_path_may_match_a_pattern_that_is_fast(route):
    assert len(route.match(Request({"PATH_INFO": "/" + "a" * 5000 + "b" * 5000}))[1][0]) >= 5000


def test_refused_methods_are_listed_sorted_and_once():
    error = matching.method_not_allowed(["PUT", "GET", " PUT", ""])

    assert error.headers["Allow"] == "GET, PUT"


def test_refusal_of_nothing_known_has_no_allow_header():
    assert "Allow" not in matching.method_not_allowed([""]).headers
