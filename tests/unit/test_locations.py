import pytest

import webapp2
from webapp2compat.locations import safe_location

RELATIVE_LOOKING = ["//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example"]
RELATIVE_LOOKING += ["/\r\n/evil.example", "http:evil.example", "https:///evil.example", "http:\\\\evil.example"]
RELATIVE_LOOKING += [
    "javascript:alert(1)",
    "data:text/html,x",
    " //evil.example",
    "\x00//evil.example",
    "//u@evil.example",
]
RELATIVE_LOOKING += ["http://evil.example:80:90/", "\x01javascript:alert(1)", "ftp://evil.example", "./javascript:x"]


@pytest.fixture
def request_of(app):
    def make(path="/a/b", **switches):
        request = webapp2.Request.blank(path)
        request.app = app(config={"webapp2compat": switches})
        return request

    return make


@pytest.mark.parametrize("uri", RELATIVE_LOOKING)
def test_what_only_looks_relative_stays_on_this_host(uri, request_of):
    response = webapp2.Response()
    request = request_of()
    response.headers["Location"] = safe_location(uri, request)
    sent = request.get_response(response).headers["Location"]

    assert sent.startswith("http://localhost/")


@pytest.mark.parametrize("uri", ["http://other.example/x y", "https://u@h:8080?q", "HTTP://O", "http://[::1]/#f"])
def test_complete_web_urls_leave_it_unchanged(uri, request_of):
    assert safe_location(uri, request_of()) == uri


@pytest.mark.parametrize(
    ("uri", "location"),
    [
        ("/x", "http://localhost/x"),
        ("/x/y.html?a=1", "http://localhost/x/y.html?a=1"),
        ("/x?", "http://localhost/x"),
        ("../x", "http://localhost/x"),
        ("/a/../../b", "http://localhost/b"),
        ("/\xe9", "http://localhost/%C3%A9"),
        ("x", "x"),
        ("", ""),
    ],
)
def test_references_are_joined_as_by_webapp2(uri, location, request_of):
    assert safe_location(uri, request_of()) == location


def test_without_a_request_nothing_is_joined():
    assert safe_location("//evil\x00", None) == "//evil%00"
    assert safe_location("http://other.example", None) == "http://other.example"


@pytest.mark.parametrize("uri", ["http://friend.example/x", "http://LOCALHOST/y"])
def test_listed_hosts_and_this_one_may_be_redirected_to(uri, request_of):
    assert safe_location(uri, request_of(redirect_hosts=["friend.example"])) == uri


def test_host_that_is_not_listed_is_a_400(request_of):
    with pytest.raises(webapp2.exc.HTTPBadRequest, match=r"evil\.example"):
        safe_location("http://EVIL.example/", request_of(redirect_hosts=[]))
