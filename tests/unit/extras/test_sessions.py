import pytest

import webapp2
from webapp2_extras import sessions

KEY = "a key that is long enough"
CONFIG = {"webapp2_extras.sessions": {"secret_key": KEY}}


@pytest.fixture
def request_with():
    """Make a request to an application: ``request_with(cookie, **settings)``."""

    def make(cookie=None, **settings):
        request = webapp2.Request.blank("/", headers={"Cookie": cookie} if cookie else {})
        config = {"webapp2_extras.sessions": {"secret_key": KEY, **settings}}
        request.app = webapp2.WSGIApplication(config=config)
        return request

    return make


def saved(store):
    response = webapp2.Response()
    store.save_sessions(response)
    return [cookie.partition(";")[0] for cookie in response.headers.getall("Set-Cookie")]


def test_a_store_is_made_once_for_a_request(request_with):
    request = request_with()

    assert sessions.get_store(request=request) is sessions.get_store(request=request)
    assert list(request.registry) == ["webapp2_extras.sessions.SessionStore"]


def test_a_store_can_be_set(request_with):
    request = request_with()
    sessions.set_store("mine", request=request)
    made = sessions.get_store(factory=lambda request: "made", key="k", request=request)

    assert (sessions.get_store(request=request), made) == ("mine", "made")


def test_the_current_request_has_the_store(app):
    def handler(request):
        sessions.set_store("mine")
        return webapp2.Response(sessions.get_store())

    assert app([webapp2.Route("/", handler)]).get_response("/").text == "mine"


def test_without_a_request_there_is_no_store():
    with pytest.raises(AssertionError):
        sessions.get_store()


def test_without_a_secret_key_there_is_no_store(request_with):
    with pytest.raises(Exception, match=r"Missing configuration keys for 'webapp2_extras.sessions': \['secret_key'\]"):
        sessions.get_store(request=request_with(secret_key=None))


def test_settings_of_a_store_go_before_those_of_the_application(request_with):
    store = sessions.SessionStore(request_with(), config={"cookie_name": "mine"})
    store.get_session()["a"] = 1

    assert saved(store)[0].startswith("mine=")


def test_c5_applications_share_no_settings(request_with):
    first, second = sessions.SessionStore(request_with()), sessions.SessionStore(request_with())
    first.config["cookie_args"]["secure"] = True
    first.config["backends"]["mine"] = None

    assert second.config["cookie_args"]["secure"] is None
    assert "mine" not in second.config["backends"]


def test_the_first_factory_of_a_name_wins(request_with):
    store = sessions.get_store(request=request_with())
    session = store.get_session()

    assert store.get_session("session", factory=dict) is session
    assert store.get_session("other") is not session
    assert list(store.sessions) == ["session", "other"]


def test_back_ends_are_named_in_the_configuration(request_with):
    backends = {"mine": "webapp2_extras.sessions.SecureCookieSessionFactory"}
    store = sessions.get_store(request=request_with(backends=backends))

    assert store.get_backend("mine") is store.get_backend("mine") is sessions.SecureCookieSessionFactory
    assert store.get_session(backend="mine") == {}


def test_an_unknown_back_end_is_a_key_error(request_with):
    with pytest.raises(KeyError, match="nope"):
        sessions.get_store(request=request_with()).get_session(backend="nope")


def test_only_changed_sessions_are_saved(request_with):
    store = sessions.get_store(request=request_with())
    store.get_session("read")
    store.get_session("written")["a"] = 1

    assert [cookie.partition("=")[0] for cookie in saved(store)] == ["written"]


def test_a_container_that_nobody_asked_for_a_session_is_not_saved(request_with):
    store = sessions.get_store(request=request_with())
    store._get_session_container("x", sessions.SecureCookieSessionFactory)

    assert saved(store) == []


def test_signed_cookies_are_set_and_read(request_with):
    store = sessions.get_store(request=request_with())
    store.set_secure_cookie("foo", {"a": 1}, max_age=60)
    store.set_secure_cookie("foo", {"b": 2})
    cookies = saved(store)

    assert sessions.get_store(request=request_with(cookies[0])).get_secure_cookie("foo") == {"a": 1, "b": 2}
    assert sessions.get_store(request=request_with()).get_secure_cookie("foo") is None


def test_signed_cookies_can_be_too_old(request_with, clock):
    store = sessions.get_store(request=request_with())
    store.set_secure_cookie("foo", {"a": 1})
    request = request_with(saved(store)[0], session_max_age=10)
    clock.now += 11

    assert sessions.get_store(request=request).get_secure_cookie("foo") is None
    assert sessions.get_store(request=request).get_secure_cookie("foo", max_age=20) == {"a": 1}


@pytest.mark.parametrize("value", [None, 5, [("a", 1)]])
def test_s15_a_signed_cookie_must_be_a_dict(request_with, value):
    with pytest.raises(AssertionError, match="must be a dict"):
        sessions.get_store(request=request_with()).set_secure_cookie("foo", value)


def test_the_serializer_can_be_replaced(request_with):
    store = sessions.get_store(request=request_with())
    store.serializer._get_timestamp = lambda: 1_700_000_000
    store.get_session()["x"] = 1

    assert saved(store) == [
        "session=eyJ4IjoxfQ==|1700000000|" + store.serializer.serialize("session", {"x": 1})[-40:].decode()
    ]


def test_p6_cookies_of_version_2_are_written_when_that_is_on(request_with):
    store = sessions.get_store(request=request_with(cookie_version=2))
    store.get_session()["a"] = 1
    cookie = saved(store)[0]

    assert cookie.startswith("session=2|")
    assert sessions.get_store(request=request_with(cookie)).get_session() == {"a": 1}


def test_s2_a_session_that_an_older_key_signed_is_read(request_with):
    store = sessions.get_store(request=request_with())
    store.get_session()["a"] = 1
    request = request_with(saved(store)[0], secret_key=["a newer key that is long enough", KEY])

    assert sessions.get_store(request=request).get_session() == {"a": 1}


def test_p1_a_cookie_that_cannot_be_decoded_takes_no_other_with_it(request_with):
    store = sessions.get_store(request=request_with())
    store.get_session()["a"] = 1
    request = request_with(f'other="\\377"; {saved(store)[0]}; third="\\377.."')

    assert sessions.get_store(request=request).get_session() == {"a": 1}


@pytest.mark.parametrize("cookie", ['session="\\377.."', "session=", "session=abc|1|dd", "session=\xff", "session"])
def test_s4_a_broken_cookie_is_no_session(request_with, cookie):
    session = sessions.get_store(request=request_with(cookie)).get_session()

    assert (session, session.new) == ({}, True)


def test_s6_a_session_that_cannot_be_saved_is_an_error(request_with):
    store = sessions.get_store(request=request_with())
    store.get_session()["a"] = object()

    with pytest.raises(TypeError, match="not JSON serializable"):
        saved(store)


def test_s6_a_session_that_cannot_be_saved_does_not_hide_the_error_before(request_with, caplog):
    store, response = sessions.get_store(request=request_with()), webapp2.Response()
    store.get_session("bad")["a"] = object()
    store.get_session("good")["a"] = 1

    def fail():
        try:
            raise ZeroDivisionError
        finally:
            store.save_sessions(response)

    with pytest.raises(ZeroDivisionError):
        fail()
    assert "The session 'bad' cannot be saved." in caplog.text
    assert response.headers["Set-Cookie"].startswith("good=")
