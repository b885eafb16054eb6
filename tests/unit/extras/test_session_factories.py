import pytest

import webapp2
from webapp2_extras import sessions

SID = "s" * 22


@pytest.fixture
def store():
    """Make a session store for a request with a signed cookie ``session`` of a value: ``store(value)``."""

    def make(value=None):
        request = webapp2.Request.blank("/")
        request.app = webapp2.WSGIApplication(
            config={"webapp2_extras.sessions": {"secret_key": "a key that is long enough"}}
        )
        made = sessions.get_store(request=request)
        request.headers["Cookie"] = "session=" + made.serializer.serialize("session", value).decode()
        return made

    return make


class Shelf(sessions.CustomBackendSessionFactory):
    """A back end as legacy applications write one."""

    stored = {}

    def _get_by_sid(self, sid):
        if self._is_valid_sid(sid) and sid in self.stored:
            self.sid = sid
            return sessions.SessionDict(self, data=self.stored[sid])
        self.sid = self._get_new_sid()
        return sessions.SessionDict(self, new=True)

    def save_session(self, response):
        if self.session is None or not self.session.modified:
            return
        self.stored[self.sid] = dict(self.session)
        self.session_store.save_secure_cookie(response, self.name, {"_sid": self.sid}, **self.session_args)


class TidyShelf(Shelf):
    def _delete_by_sid(self, sid):
        self.stored.pop(sid, None)


@pytest.fixture(autouse=True)
def shelf(monkeypatch):
    """What the back end holds."""
    monkeypatch.setattr(Shelf, "stored", {SID: {"a": 1}})
    return Shelf.stored


@pytest.mark.parametrize("value", [[1, 2], 5, "abc", [["a", 1]], "", [], True, None, 1.5])
@pytest.mark.parametrize("factory", [None, Shelf])
def test_s4_a_signed_value_that_is_no_dict_is_no_session(store, value, factory):
    session = store(value).get_session(factory=factory)

    assert (session, session.new) == ({}, True)


def test_a_signed_dict_is_the_session(store):
    session = store({"a": 1}).get_session()

    assert (session, session.new) == ({"a": 1}, False)


@pytest.mark.parametrize("sid", [None, "", 5, ["a"], SID[1:], SID + "s", SID + "\n", "é" * 22, SID.upper()])
def test_s4_an_invalid_or_unknown_id_is_no_session(store, sid):
    session = store({"_sid": sid}).get_session(factory=Shelf)

    assert (session, session.new) == ({}, True)
    assert session.container._is_valid_sid(session.container.sid)


def test_a_session_is_loaded_once(store):
    made = store({"_sid": SID})

    assert made.get_session(factory=Shelf) is made.get_session(factory=Shelf)


def test_a_session_is_stored_under_its_id(store, shelf):
    made, response = store({"_sid": SID}), webapp2.Response()
    made.get_session(factory=Shelf)["b"] = 2
    made.save_sessions(response)

    assert shelf == {SID: {"a": 1, "b": 2}}
    assert "session=" in response.headers["Set-Cookie"]


@pytest.mark.parametrize(("factory", "left"), [(Shelf, 2), (TidyShelf, 1)])
def test_s9_rotation_stores_the_session_under_a_new_id(store, shelf, factory, left):
    made = store({"_sid": SID})
    session = made.get_session(factory=factory)
    session.rotate()
    made.save_sessions(webapp2.Response())

    assert len(shelf) == left
    assert shelf[session.container.sid] == {"a": 1}
    assert session.container.sid != SID


@pytest.mark.parametrize("factory", [Shelf, sessions.SecureCookieSessionFactory])
def test_s9_rotation_of_a_session_that_nobody_asked_for_does_nothing(store, shelf, factory):
    made, response = store(), webapp2.Response()
    made._get_session_container("session", factory).rotate()
    made.save_sessions(response)

    assert "Set-Cookie" not in response.headers
    assert list(shelf) == [SID]


def test_s9_rotation_signs_a_cookie_session_anew(store):
    made, response = store({"a": 1}), webapp2.Response()
    made.get_session().rotate()
    made.save_sessions(response)

    assert "Set-Cookie" in response.headers


@pytest.mark.parametrize(("factory", "left"), [(Shelf, [SID]), (TidyShelf, [])])
def test_a_restarted_session_is_new(store, shelf, factory, left):
    session = store({"_sid": SID}).get_session(factory=factory).container.restart()

    assert (session, session.new, session.container.sid != SID) == ({}, True, True)
    assert list(shelf) == left


def test_a_restart_needs_no_id(store):
    container = store()._get_session_container("session", TidyShelf)

    assert container.restart().new
    assert container.sid


@pytest.mark.parametrize(
    "call",
    [
        lambda store: sessions.BaseSessionFactory("n", store).get_session(),
        lambda store: sessions.BaseSessionFactory("n", store).save_session(None),
        lambda store: sessions.CustomBackendSessionFactory("n", store).get_session(),
    ],
)
def test_a_factory_must_say_how(store, call):
    with pytest.raises(NotImplementedError):
        call(store())


def test_c5_session_args_are_a_copy(store):
    made = store()
    made.get_session().container.session_args["secure"] = True

    assert made.config["cookie_args"]["secure"] is None
    assert sessions.default_config["cookie_args"]["secure"] is None
