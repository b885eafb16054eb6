import pytest

import webapp2
from webapp2_extras import sessions
from webapp2compat.extras.session_storage import DEFAULT_LIFETIME, SessionBackendError, StoredSessionFactory

SID = "s" * 22


class Shelf(StoredSessionFactory):
    """A back end in a dict of keys, values and lifetimes."""

    backend = "shelf"
    shelf = {}

    def _read(self, key):
        return self.shelf.get(key, (None,))[0]

    def _write(self, key, value, lifetime):
        self.shelf[key] = value, lifetime

    def _remove(self, key):
        self.shelf.pop(key, None)


@pytest.fixture(autouse=True)
def shelf(monkeypatch):
    """What the back end holds."""
    monkeypatch.setattr(Shelf, "shelf", {f"s:{SID}": (b'{"a":1}', 1)})
    return Shelf.shelf


@pytest.fixture
def store():
    """Make a session store whose back end is a shelf: ``store(sid, switches, **settings)``."""

    def make(sid=SID, switches=None, **settings):
        values = {"secret_key": "a key that is long enough", "shelf": {"prefix": "s:"}, "backends": {"shelf": Shelf}}
        request = webapp2.Request.blank("/")
        request.app = webapp2.WSGIApplication(
            config={"webapp2_extras.sessions": values | settings, "webapp2compat": switches or {}}
        )
        made = sessions.get_store(request=request)
        request.headers["Cookie"] = "session=" + made.serializer.serialize("session", {"_sid": sid}).decode()
        return made

    return make


def save(store):
    response = webapp2.Response()
    store.save_sessions(response)
    return response.headers.getall("Set-Cookie")


def test_a_stored_session_is_loaded(store):
    session = store().get_session(backend="shelf")

    assert (session, session.new, session.container.sid) == ({"a": 1}, False, SID)


@pytest.mark.parametrize("stored", [None, b"", b"[1]", b"no json", b"\xff", b"null"])
def test_what_is_no_session_of_ours_is_a_new_one(store, shelf, stored):
    shelf[f"s:{SID}"] = stored, 1
    session = store().get_session(backend="shelf")

    assert (session, session.new) == ({}, True)
    assert session.container.sid != SID


@pytest.mark.parametrize("sid", ["x" * 22, "../../etc", None])
def test_s9_an_id_that_somebody_else_chose_is_not_taken(store, sid):
    made = store(sid)
    made.get_session(backend="shelf")["b"] = 1
    save(made)

    assert f"s:{sid}" not in Shelf.shelf


def test_only_changed_sessions_are_stored(store, shelf):
    made = store()
    made.get_session(backend="shelf")
    made._get_session_container("other", Shelf)

    assert save(made) == []
    assert shelf == {f"s:{SID}": (b'{"a":1}', 1)}


def test_a_changed_session_is_stored_as_json(store, shelf):
    made = store()
    made.get_session(backend="shelf").add_flash("é")

    assert len(save(made)) == 1
    assert shelf[f"s:{SID}"][0] == b'{"a":1,"_flash":[["\\u00e9",null]]}'


@pytest.mark.parametrize(
    ("switches", "settings", "lifetime"),
    [
        ({}, {}, DEFAULT_LIFETIME),
        ({}, {"session_max_age": 60}, 60),
        ({}, {"session_max_age": 60, "session_idle_age": 20}, 20),
        ({}, {"cookie_args": {"max_age": 90}}, 90),
        ({"session_expiry": 30}, {}, 30),
    ],
)
def test_s9_stored_sessions_do_not_outlive_their_age(store, shelf, switches, settings, lifetime):
    made = store(switches=switches, **settings)
    made.get_session(backend="shelf")["b"] = 1
    save(made)

    assert shelf[f"s:{SID}"][1] == lifetime


def test_s9_rotation_moves_a_stored_session(store, shelf):
    made = store()
    session = made.get_session(backend="shelf")
    session.rotate()
    save(made)

    assert list(shelf) == [f"s:{session.container.sid}"] != [f"s:{SID}"]


def test_values_that_json_cannot_hold_are_refused(store):
    made = store()
    made.get_session(backend="shelf")["b"] = object()

    with pytest.raises(TypeError, match="not JSON serializable"):
        save(made)


def test_an_error_of_the_back_end_says_what_to_do():
    error = SessionBackendError("redis", "redis://a:1", "refused")

    assert (error.backend, error.address, error.reason) == ("redis", "redis://a:1", "refused")
    assert str(error) == (
        "The session back end 'redis' at redis://a:1 does not answer: refused. Start the server, or set its address in "
        "config['webapp2_extras.sessions']['redis']."
    )
