from types import SimpleNamespace
from unittest import mock

import pytest

import webapp2


@pytest.fixture
def current():
    """An app and a request that are current, as in a handler."""
    app = webapp2.WSGIApplication([webapp2.Route("/item/<id>", name="item", handler=object)])
    request = webapp2.Request.blank("/a/b?q=1")
    request.app = app
    app.set_globals(app=app, request=request)
    yield app
    app.clear_globals()


@pytest.fixture
def response():
    response = webapp2.Response("text")
    response.headers["X-A"] = "1"
    response.set_cookie("c", "v")
    return response


@pytest.mark.parametrize(
    ("uri", "location"),
    [
        ("/x", "http://localhost/x"),
        ("./y", "http://localhost/a/y"),
        ("../y", "http://localhost/y"),
        ("y", "y"),
        ("", ""),
        ("?a=1", "?a=1"),
        ("http://other.example/x", "http://other.example/x"),
        ("/\xe9".encode(), "http://localhost/%C3%A9"),
        (b"y", "y"),
    ],
)
def test_only_uris_with_a_leading_dot_or_slash_are_joined(current, uri, location):
    assert webapp2.redirect(uri).headers["Location"] == location


@pytest.mark.parametrize(
    ("kwargs", "status"),
    [
        ({}, "302 Moved Temporarily"),
        ({"permanent": True}, "301 Moved Permanently"),
        ({"code": 303}, "303 See Other"),
        ({"permanent": True, "code": 307}, "307 Temporary Redirect"),
    ],
)
def test_status_of_a_redirect(current, kwargs, status):
    assert webapp2.redirect("/x", **kwargs).status == status


@pytest.mark.parametrize("code", [200, 304, 308, "302"])
def test_other_codes_are_an_assertion_error(current, code):
    with pytest.raises(AssertionError, match=r"^Invalid redirect status code\.$"):
        webapp2.redirect("/x", code=code)


def test_redirect_keeps_headers_and_cookies_but_not_the_body(current, response):
    redirected = webapp2.redirect("/x", response=response, body="there")

    assert redirected is response
    assert (redirected.body, redirected.headers["X-A"]) == (b"there", "1")
    assert redirected.headers["Set-Cookie"] == "c=v; Path=/"


def test_redirect_joins_to_the_given_request(current):
    request = webapp2.Request.blank("http://other.example/zz/")

    assert webapp2.redirect("/x", request=request).headers["Location"] == "http://other.example/x"


class Proxied(webapp2.Request):
    url = "https://public.example/a/b?q"


@pytest.mark.parametrize("request_", [Proxied.blank("/"), SimpleNamespace(url=Proxied.url)])
@pytest.mark.parametrize(
    ("uri", "location"),
    [
        ("/x", "https://public.example/x"),
        ("./x", "https://public.example/a/x"),
        ("//x", "https://public.example//x"),
        ("http://other.example/", "http://other.example/"),
    ],
)
def test_redirect_asks_a_request_of_another_class_for_its_url(request_, uri, location):
    assert webapp2.redirect(uri, request=request_, response=webapp2.Response()).headers["Location"] == location


def test_redirect_uses_the_response_class_of_the_app(current):
    class Mine(webapp2.Response):
        pass

    current.response_class = Mine

    assert isinstance(webapp2.redirect("/x"), Mine)


def test_aborted_redirect_works_without_a_response(current):
    with pytest.raises(webapp2.exc.HTTPFound) as caught:
        webapp2.redirect("/x", abort=True)

    assert caught.value.location == "http://localhost/x"


def test_aborted_redirect_keeps_headers_and_cookies(current, response):
    with pytest.raises(webapp2.exc.HTTPFound) as caught:
        webapp2.redirect("/x", abort=True, response=response)

    headers = caught.value.headers
    assert (headers["X-A"], headers["Set-Cookie"]) == ("1", "c=v; Path=/")


def test_aborted_redirect_has_each_singleton_header_once():
    class Home(webapp2.RequestHandler):
        def head(self):
            self.redirect("/x", abort=True)

    app = webapp2.WSGIApplication([("/", Home)])
    _, headers, _ = webapp2.Request.blank("/", method="HEAD").call_application(app)
    names = [name.lower() for name, _ in headers]

    assert len(names) == len(set(names))


def test_outside_a_request_there_is_nothing_to_join_to():
    with pytest.raises(AssertionError, match="Request global variable is not set"):
        webapp2.redirect("/x")


def test_redirect_to_builds_the_uri_by_name(current):
    assert webapp2.redirect_to("item", id=5, q="a b").headers["Location"] == "http://localhost/item/5?q=a+b"


def test_redirect_to_passes_its_options_on(current, response):
    redirected = webapp2.redirect_to("item", _permanent=True, _body="b", _response=response, id=5)

    assert (redirected.status_int, redirected.body) == (301, b"b")


def test_redirect_to_an_unknown_name_is_a_key_error(current):
    with pytest.raises(KeyError):
        webapp2.redirect_to("nope")


def test_uri_for_takes_the_request_second(current):
    request = webapp2.Request.blank("https://other.example/")
    request.app = current

    assert webapp2.uri_for("item", request, id=5, _full=True) == "https://other.example:443/item/5"


@pytest.mark.parametrize(
    "uri",
    [
        "//evil.example/x",
        "/\t/evil.example",
        "/\r\n/evil.example",
        "/\\evil.example",
        ".//evil.example",
        "..//evil.example",
    ],
)
def test_relative_input_never_leads_off_site(current, uri):
    location = webapp2.redirect(uri).headers["Location"]

    assert location.startswith("http://localhost/")


def test_redirect_is_joined_to_the_url_that_a_test_patches_in(current):
    with mock.patch.object(webapp2.Request, "url", "http://other/page"):
        assert webapp2.redirect("/x").location == "http://other/x"


@pytest.mark.parametrize("response", [mock.Mock(), object()])
def test_aborted_redirect_asks_nothing_of_a_mocked_response(response):
    handler = webapp2.RequestHandler(webapp2.Request.blank("http://host/"), response)

    with pytest.raises(webapp2.exc.HTTPFound) as raised:
        handler.redirect("/x", abort=True)

    assert raised.value.location == "http://host/x"
