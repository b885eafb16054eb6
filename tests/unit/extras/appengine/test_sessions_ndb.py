"""Sessions in the Datastore, with memcache before it."""

import pytest

import webapp2
from webapp2_extras import sessions

backend = pytest.importorskip(
    "webapp2_extras.appengine.sessions_ndb", reason="needs the extra appengine", exc_type=ImportError
)


@pytest.fixture
def visit(app):
    """Send a request with a function that is called with its session: ``visit(function, cookie)``."""

    def visit(function, cookie=None):
        def handler(request):
            store = sessions.get_store(request=request)
            response = webapp2.Response(repr(function(store.get_session(backend="datastore"))))
            store.save_sessions(response)
            return response

        config = {"webapp2_extras.sessions": {"secret_key": "not a secret, but long"}}
        application = app([webapp2.Route("/", handler)], config=config)
        return application.get_response("/", headers={"Cookie": cookie} if cookie else {})

    return visit


@pytest.fixture
def cookie(visit):
    """The cookie of a session with tea in the cart."""
    return visit(lambda session: session.update(cart=["tea"])).headers["Set-Cookie"].partition(";")[0]


def test_session_is_kept_between_requests(visit, cookie):
    assert visit(dict, cookie).text == "{'cart': ['tea']}"


def test_session_is_an_entity_with_its_id(cookie):
    (entity,) = backend.Session.query().fetch()

    assert (entity.data, len(entity.key.id())) == ({"cart": ["tea"]}, 22)


def test_session_is_in_the_datastore_when_memcache_forgot_it(visit, cookie):
    backend.client.flush_all()

    assert visit(dict, cookie).text == "{'cart': ['tea']}"
    assert backend.client.get(backend.Session.query().get().key.id()) == {"cart": ["tea"]}


def test_session_that_is_only_read_is_not_saved(visit, cookie):
    assert "Set-Cookie" not in visit(dict, cookie).headers


def test_unknown_session_is_new(visit, cookie):
    backend.client.flush_all()
    backend.Session.query().get().key.delete()

    assert visit(lambda session: (dict(session), session.new), cookie).text == "({}, True)"
    assert backend.Session.get_by_sid("unknown") is None


@pytest.mark.parametrize("stored", [b"junk", b"\x80\x02]q\x00."])
def test_session_that_cannot_be_read_is_empty(visit, cookie, stored, monkeypatch):
    backend.client.flush_all()
    monkeypatch.setattr(backend.pickles, "dumps", lambda value: stored)
    entity = backend.Session.query().get()
    entity.data = {}
    entity.put()

    assert visit(dict, cookie).text == "{}"


def test_rotated_session_is_gone_under_its_old_id(visit, cookie):
    response = visit(lambda session: session.rotate(), cookie)

    assert visit(dict, cookie).text == "{}"
    assert visit(dict, response.headers["Set-Cookie"].partition(";")[0]).text == "{'cart': ['tea']}"
    assert backend.Session.query().count() == 1


@pytest.mark.parametrize("sid", [None, "", "short", "x" * 23, "-" * 22, 5])
def test_invalid_id_is_not_looked_up(app, sid):
    request = webapp2.Request.blank("/")
    request.app = app(config={"webapp2_extras.sessions": {"secret_key": "not a secret, but long"}})
    factory = backend.DatastoreSessionFactory("session", sessions.SessionStore(request))
    factory.session_model = None

    assert factory._get_by_sid(sid).new
    assert len(factory.sid) == 22


def test_old_name_of_the_module_has_the_classes():
    from webapp2_extras import sessions_ndb as old

    assert (old.Session, old.DatastoreSessionFactory) == (backend.Session, backend.DatastoreSessionFactory)
