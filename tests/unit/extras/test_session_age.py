import pytest

import webapp2
from webapp2_extras import sessions

DAY = 24 * 3600
KEY = "a key that is long enough"


@pytest.fixture
def browse(clock):
    """Make a visitor whose requests run functions on the session: ``browse(config)(function)`` returns the session."""

    def make(settings=None, switches=None, **options):
        app = webapp2.WSGIApplication(
            config={"webapp2_extras.sessions": {"secret_key": KEY, **(settings or {})}, "webapp2compat": switches or {}}
        )
        cookies = {}

        def visit(act=lambda session: None):
            request = webapp2.Request.blank("/", headers={"Cookie": "; ".join(map("=".join, cookies.items()))})
            request.app, response = app, webapp2.Response()
            store = sessions.get_store(request=request)
            session = store.get_session(**options)
            seen = dict(session)
            act(session)
            store.save_sessions(response)
            cookies.update(cookie.partition(";")[0].split("=", 1) for cookie in response.headers.getall("Set-Cookie"))
            return seen

        return visit

    return make


def put(session):
    session["a"] = 1


def test_s3_sessions_do_not_age_by_default(browse, clock):
    visit = browse()
    visit(put)
    clock.now += 10_000 * DAY

    assert visit() == {"a": 1}


@pytest.mark.parametrize(("days", "seen"), [(14, {"a": 1}), (15, {})])
def test_session_max_age_counts_from_the_last_save(browse, clock, days, seen):
    visit = browse({"session_max_age": 14 * DAY})
    visit(put)
    clock.now += 10 * DAY
    visit(put)
    clock.now += days * DAY

    assert visit() == seen


@pytest.mark.parametrize("switches", [{"profile": "safe"}, {"session_expiry": 14 * DAY}])
def test_s3_sessions_end_14_days_after_their_beginning_when_that_is_on(browse, clock, switches):
    visit = browse(switches=switches)
    visit(put)
    clock.now += 10 * DAY
    visit(lambda session: session.update(b=2))
    clock.now += 4 * DAY
    assert {"a": 1, "b": 2}.items() <= visit(lambda session: session.update(c=3)).items()
    clock.now += 1

    assert visit() == {}
    assert visit(put) == {}


def test_s3_a_session_without_a_beginning_ends_with_its_cookie(browse, clock):
    visit = browse(switches={"session_expiry": DAY}, max_age=10 * DAY)
    visit(lambda session: session.update(_created="long ago"))
    clock.now += 2 * DAY

    assert visit() == {"_created": "long ago"}


def test_s3_rotation_begins_the_session_anew(browse, clock):
    visit = browse(switches={"session_expiry": 14 * DAY})
    visit(put)
    clock.now += 10 * DAY
    visit(lambda session: session.rotate())
    clock.now += 10 * DAY

    assert visit()["a"] == 1


def test_s3_sessions_end_when_they_are_not_used(browse, clock):
    visit = browse({"session_idle_age": 100})
    visit(put)
    clock.now += 60
    visit()
    clock.now += 60
    assert visit() == {"a": 1}
    clock.now += 101

    assert visit() == {}


def test_s3_a_session_in_use_is_not_saved_each_time(browse, clock):
    visit = browse({"session_idle_age": 100})
    visit(put)
    clock.now += 10
    visit()
    clock.now += 91

    assert visit() == {}


def test_s3_other_signed_cookies_do_not_remember_a_beginning(clock):
    request, response = webapp2.Request.blank("/"), webapp2.Response()
    request.app = webapp2.WSGIApplication(
        config={"webapp2_extras.sessions": {"secret_key": KEY}, "webapp2compat": {"session_expiry": DAY}}
    )
    store = sessions.get_store(request=request)
    store.set_secure_cookie("other", {"a": 1})
    store.get_session("mine")["a"] = 1
    store.get_session("mine")["a"] = 2
    store.get_session("untouched")
    store.save_sessions(response)

    values = [
        store.serializer.deserialize(*cookie.partition(";")[0].split("=", 1))
        for cookie in response.headers.getall("Set-Cookie")
    ]
    assert values == [{"a": 1}, {"a": 2, "_created": clock.now}]


def test_s3_other_signed_cookies_do_not_end_with_sessions(clock):
    config = {"webapp2_extras.sessions": {"secret_key": KEY}, "webapp2compat": {"session_expiry": DAY}}
    request, app = webapp2.Request.blank("/"), webapp2.WSGIApplication(config=config)
    request.app = app
    store = sessions.get_store(request=request)
    request.headers["Cookie"] = "other=" + store.serializer.serialize("other", {"a": 1}).decode()
    clock.now += 2 * DAY

    assert store.get_secure_cookie("other") == {"a": 1}


def test_s3_a_session_that_came_without_a_cookie_is_not_renewed(clock):
    class Fixed(sessions.BaseSessionFactory):
        def get_session(self, max_age):
            self.session = self.session or sessions.SessionDict(self, {"a": 1})
            return self.session

    request = webapp2.Request.blank("/")
    request.app = webapp2.WSGIApplication(
        config={"webapp2_extras.sessions": {"secret_key": KEY, "session_idle_age": 10}}
    )

    assert not sessions.get_store(request=request).get_session(factory=Fixed).modified


def test_factories_that_are_no_subclass_keep_their_sessions(clock):
    class Factory:
        def __init__(self, name, store):
            self.session = {"kept": True}

        def get_session(self, max_age):
            return self.session

    request = webapp2.Request.blank("/")
    request.app = webapp2.WSGIApplication(
        config={"webapp2_extras.sessions": {"secret_key": KEY}, "webapp2compat": {"session_expiry": DAY}}
    )

    assert sessions.get_store(request=request).get_session(factory=Factory) == {"kept": True}
