import logging
from unittest import mock

import pytest

import webapp2
from webapp2_extras import sessions

KEY = "a key that is long enough"
SAFE = {"profile": "safe"}


@pytest.fixture
def saved():
    """Return the response on which a changed session was saved: ``saved({...settings}, url=..., switches=...)``."""

    def save(settings=None, url="/", switches=None, response=None, value=1):
        config = {"webapp2_extras.sessions": {"secret_key": KEY, **(settings or {})}, "webapp2compat": switches or {}}
        request, response = webapp2.Request.blank(url), response or webapp2.Response()
        request.app = webapp2.WSGIApplication(config=config)
        store = sessions.get_store(request=request)
        store.get_session()["a"] = value
        store.save_sessions(response)
        return response

    return save


def flags(response):
    return response.headers.getall("Set-Cookie")[-1].partition("; ")[2]


@pytest.mark.parametrize("switches", [{}, SAFE])
def test_s1_session_cookies_are_http_only_and_same_site(saved, switches):
    assert flags(saved(switches=switches)) == "Path=/; HttpOnly; SameSite=Lax"


@pytest.mark.parametrize(
    ("url", "switches", "given", "secure"),
    [
        ("https://a.example/", {}, {}, False),
        ("https://a.example/", SAFE, {}, True),
        ("https://a.example/", {"secure_cookies": True}, {}, True),
        ("https://a.example/", SAFE, {"secure": False}, False),
        ("http://a.example/", SAFE, {}, False),
        ("http://a.example/", {}, {"secure": True}, True),
    ],
)
def test_s1_session_cookies_are_secure_on_https_when_that_is_on(saved, url, switches, given, secure):
    assert ("secure" in flags(saved({"cookie_args": given}, url, switches))) is secure


def test_cookie_args_say_what_webob_writes(saved):
    arguments = {"domain": ".a.example", "path": "/p", "httponly": False, "samesite": None, "secure": True}

    assert flags(saved({"cookie_args": arguments})) == "Domain=.a.example; Path=/p; secure"


def test_a_cookie_with_an_age_says_when_it_ends(saved):
    assert flags(saved({"cookie_args": {"max_age": 60}})).startswith("Max-Age=60; Path=/; expires=")


@pytest.mark.parametrize(("name", "switches"), [("__Host-s", {}), ("__secure-s", {}), ("__Host-s", SAFE)])
def test_s1_prefixed_cookies_are_always_secure(saved, name, switches):
    assert "; secure; " in flags(saved({"cookie_name": name}, switches=switches))


@pytest.mark.parametrize("arguments", [{"domain": "a.example"}, {"path": "/p"}])
def test_s1_a_host_cookie_has_no_domain_and_no_path(saved, arguments):
    with pytest.raises(ValueError, match="'__Host-s' cannot have"):
        saved({"cookie_name": "__Host-s", "cookie_args": arguments})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "Cookie"),
        ("Accept", "Accept, Cookie"),
        ("cookie", "cookie"),
        ("*", "*"),
        ("Accept, Cookie", "Accept, Cookie"),
    ],
)
def test_s1_a_response_that_sets_a_session_varies_with_it(saved, before, after):
    response = webapp2.Response()
    if before:
        response.headers["Vary"] = before

    assert saved(response=response).headers.getall("Vary") == [after]


def test_s1_two_cookies_vary_once(saved):
    response = saved()

    assert saved(response=response).headers.getall("Vary") == ["Cookie"]
    assert len(response.headers.getall("Set-Cookie")) == 2


@pytest.mark.parametrize(("switches", "control"), [({}, "public, max-age=60"), (SAFE, "private, max-age=60")])
def test_s1_the_safe_profile_keeps_sessions_out_of_shared_caches(saved, switches, control):
    response = webapp2.Response()
    response.headers["Cache-Control"] = "public, max-age=60"

    assert set(saved(switches=switches, response=response).headers["Cache-Control"].split(", ")) == set(
        control.split(", ")
    )


def test_s5_a_cookie_that_browsers_drop_is_logged(saved, caplog):
    assert len(saved(value="x" * 2900).headers["Set-Cookie"]) < 4097
    assert not caplog.messages
    assert len(saved(value="x" * 3000).headers["Set-Cookie"]) > 4096
    assert "browsers drop what takes more than 4096" in caplog.text


def test_a_response_class_may_write_cookies_in_its_own_way(saved):
    class Response(webapp2.Response):
        def set_cookie(self, name, value, **arguments):
            self.headers.add("Set-Cookie", f"{name}=mine")

    assert saved(response=Response()).headers["Set-Cookie"] == "session=mine"


def test_a_serializer_of_its_own_may_return_text():
    request, response = webapp2.Request.blank("/"), webapp2.Response()
    request.app = webapp2.WSGIApplication(config={"webapp2_extras.sessions": {"secret_key": KEY}})
    store = sessions.get_store(request=request)
    store.serializer = mock.Mock(serialize=lambda name, value: "a.b")
    store.save_secure_cookie(response, "n", None)

    assert response.headers["Set-Cookie"] == "n=a.b; Path=/"


def test_a_value_that_needs_quotes_gets_them_from_webob(saved, recwarn):
    request, response = webapp2.Request.blank("/"), webapp2.Response()
    request.app = webapp2.WSGIApplication(config={"webapp2_extras.sessions": {"secret_key": KEY}})
    store = sessions.get_store(request=request)
    store.serializer._encode = lambda value: "a b"
    store.save_secure_cookie(response, "n", None)

    assert response.headers["Set-Cookie"].startswith('n="a b|')


@pytest.mark.parametrize("key", ["", " ", b"", [], [KEY, ""]])
def test_s2_an_empty_secret_key_is_an_error(saved, key):
    with pytest.raises(ValueError, match="empty"):
        saved({"secret_key": key})


@pytest.mark.parametrize(
    ("key", "weakness"), [("short", "has 5 bytes"), ("my-super-secret-key", "from a documentation")]
)
def test_s2_a_weak_secret_key_is_logged_once(saved, caplog, key, weakness):
    from webapp2compat.extras import session_cookie

    session_cookie.accepted_keys.cache_clear()
    with caplog.at_level(logging.WARNING):
        saved({"secret_key": key})
        saved({"secret_key": key})

    assert len(caplog.messages) == 1
    assert weakness in caplog.text


@pytest.mark.parametrize("switches", [SAFE, {"strict_secret_key": True}])
@pytest.mark.parametrize("key", ["short", "my-super-secret-key", [KEY, "short"]])
def test_s2_a_weak_secret_key_is_an_error_when_that_is_on(saved, switches, key):
    with pytest.raises(ValueError, match="A secret key for sessions"):
        saved({"secret_key": key}, switches=switches)


def test_a_response_class_may_be_webobs_own(saved):
    response = saved(response=webapp2.exc.HTTPOk())

    assert response.headers.getall("Vary") == ["Cookie"]
    assert flags(response) == "Path=/; HttpOnly; SameSite=Lax"


@pytest.mark.parametrize("make", [mock.Mock, lambda: mock.Mock(spec=["set_cookie"])])
def test_session_is_saved_on_a_mocked_response_by_set_cookie_alone(saved, make):
    response = saved(response=make())

    assert [call[0] for call in response.method_calls] == ["set_cookie"]
    assert response.set_cookie.call_args[0][0] == "session"
