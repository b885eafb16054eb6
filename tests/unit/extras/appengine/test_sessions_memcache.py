"""Sessions in App Engine's memcache."""

import pytest

import webapp2
from webapp2_extras import sessions

backend = pytest.importorskip(
    "webapp2_extras.appengine.sessions_memcache", reason="needs the extra appengine", exc_type=ImportError
)


@pytest.fixture
def visit(app):
    """Send a request with a function that is called with its session: ``visit(function, cookie, **config)``."""

    def visit(function, cookie=None, **config):
        def handler(request):
            store = sessions.get_store(request=request)
            response = webapp2.Response(repr(function(store.get_session(backend="memcache"))))
            store.save_sessions(response)
            return response

        config = {"webapp2_extras.sessions": {"secret_key": "not a secret, but long", **config}}
        application = app([webapp2.Route("/", handler)], config=config)
        return application.get_response("/", headers={"Cookie": cookie} if cookie else {})

    return visit


@pytest.fixture
def lifetimes(monkeypatch):
    """The lifetimes that values were stored with."""
    times = []
    store = backend.client.set
    monkeypatch.setattr(
        backend.client, "set", lambda key, value, time: times.append(time) or store(key, value, time=time)
    )
    return times


def cookie_of(response):
    return response.headers["Set-Cookie"].partition(";")[0]


def test_session_is_kept_between_requests(visit):
    first = visit(lambda session: session.update(cart=["tea"]))

    assert visit(dict, cookie_of(first)).text == "{'cart': ['tea']}"


def test_session_that_is_only_read_is_not_saved(visit):
    first = visit(lambda session: session.update(cart=["tea"]))

    assert "Set-Cookie" not in visit(dict, cookie_of(first)).headers


def test_session_that_memcache_forgot_is_new(visit):
    first = visit(lambda session: session.update(cart=["tea"]))
    backend.client.flush_all()

    assert visit(lambda session: (dict(session), session.new), cookie_of(first)).text == "({}, True)"


@pytest.mark.parametrize("junk", ["a text", 5, ["a list"]])
def test_what_is_no_session_is_as_good_as_forgotten(visit, junk):
    first = visit(lambda session: session.update(cart=["tea"]) or session.container.sid)
    backend.client.set(first.text.strip("'"), junk)

    assert visit(lambda session: (dict(session), session.new), cookie_of(first)).text == "({}, True)"


@pytest.mark.parametrize(
    ("config", "lifetime"),
    [
        ({}, 14 * 24 * 3600),
        ({"session_max_age": 600}, 600),
        ({"cookie_args": {"max_age": 60}}, 60),
        ({"session_max_age": 400 * 24 * 3600}, 30 * 24 * 3600),
    ],
)
def test_session_expires_in_memcache(visit, lifetimes, config, lifetime):
    visit(lambda session: session.update(cart=["tea"]), **config)

    assert lifetimes == [lifetime]


def test_rotated_session_is_gone_under_its_old_id(visit):
    first = visit(lambda session: session.update(cart=["tea"]))
    second = visit(lambda session: session.rotate(), cookie_of(first))

    assert visit(dict, cookie_of(first)).text == "{}"
    assert visit(dict, cookie_of(second)).text == "{'cart': ['tea']}"


@pytest.mark.parametrize("sid", [None, "", "short", "x" * 23, "-" * 22, 5])
def test_invalid_id_is_not_looked_up(app, sid, monkeypatch):
    monkeypatch.setattr(backend.client, "get", None)
    request = webapp2.Request.blank("/")
    request.app = app(config={"webapp2_extras.sessions": {"secret_key": "not a secret, but long"}})
    factory = backend.MemcacheSessionFactory("session", sessions.SessionStore(request))

    assert factory._get_by_sid(sid).new
    assert len(factory.sid) == 22


def test_old_name_of_the_module_has_the_factory():
    from webapp2_extras import sessions_memcache as old

    assert old.MemcacheSessionFactory is backend.MemcacheSessionFactory
