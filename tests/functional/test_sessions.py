"""Sessions in whole requests: they are saved on the response that is really sent."""

import gc

import pytest

import webapp2
from webapp2_extras import auth, sessions

CONFIG = {"webapp2_extras.sessions": {"secret_key": "a key that is long enough"}}


class SessionHandler(webapp2.RequestHandler):
    """The base handler that webapp2's documentation shows."""

    def dispatch(self):
        self.session_store = sessions.get_store(request=self.request)
        try:
            webapp2.RequestHandler.dispatch(self)
        finally:
            self.session_store.save_sessions(self.response)

    @webapp2.cached_property
    def session(self):
        return self.session_store.get_session()


class Show(SessionHandler):
    def get(self):
        self.response.write(self.session.get("user", "nobody"))


class Act(SessionHandler):
    def get(self, how):
        self.session["user"] = how
        getattr(self, how)()

    def write(self):
        self.response.write("written")

    def refuse(self):
        self.abort(403)

    def leave(self):
        webapp2.redirect("/", abort=True, response=self.response)

    def leave_without_response(self):
        webapp2.redirect("/", abort=True)

    def go(self):
        self.redirect("/")

    def fail(self):
        raise ValueError("the real error")

    def fail_unsavable(self):
        self.session["bad"] = object()
        raise ValueError("the real error")


@pytest.fixture
def browse(app):
    """Send requests that carry the cookies of those before: ``browse(path)`` returns the response."""
    site = app([("/", Show), (r"/(\w+)", Act)], config=CONFIG)
    cookies = {}

    def visit(path):
        headers = {"Cookie": "; ".join(map("=".join, cookies.items()))} if cookies else {}
        response = site.get_response(path, headers=headers)
        cookies.update(cookie.partition(";")[0].split("=", 1) for cookie in response.headers.getall("Set-Cookie"))
        return response

    return visit


@pytest.mark.parametrize(
    ("how", "status"),
    [("write", 200), ("refuse", 403), ("leave", 302), ("leave_without_response", 302), ("go", 302)],
)
def test_s8_a_session_is_saved_however_the_request_ends(browse, how, status):
    assert browse(f"/{how}").status_int == status
    assert browse("/").text == how


def test_what_a_request_did_to_the_session_before_it_failed_is_lost_as_in_webapp2(browse):
    assert browse("/fail").status_int == 500
    assert browse("/").text == "nobody"


@pytest.mark.parametrize("how", ["write", "refuse", "leave"])
def test_s1_the_response_that_is_sent_varies_with_the_cookie(browse, how):
    assert browse(f"/{how}").headers.getall("Vary") == ["Cookie"]


def test_s6_the_real_error_is_the_one_that_is_reported(browse, caplog):
    assert browse("/fail_unsavable").status_int == 500
    assert "ValueError: the real error" in caplog.text


class Member(SessionHandler):
    def get(self, how):
        auth.get_auth().set_session({"user_id": 1}, token="token")
        Act.get(self, how)

    write, refuse, fail = Act.write, Act.refuse, Act.fail


@pytest.mark.parametrize("handler", [Act, Member])
@pytest.mark.parametrize("how", ["write", "refuse", "fail"])
def test_a_request_with_a_session_leaves_no_cycles(app, handler, how):
    site = app([(r"/(\w+)", handler)], config=CONFIG)
    environ = webapp2.Request.blank(f"/{how}").environ
    site(dict(environ), lambda *args: None)
    gc.collect()
    gc.disable()
    try:
        site(dict(environ), lambda *args: None)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_session_is_still_there_after_it_was_saved(app):
    def get(self):
        self.session["a"] = 1
        self.session_store.save_sessions(webapp2.Response())
        store = sessions.get_store()
        self.response.write([store.request is self.request, store.get_session().container.session_store is store])

    handler = type("Handler", (SessionHandler,), {"get": get})

    assert app([("/", handler)], config=CONFIG).get_response("/").text == "[True, True]"


def test_a_factory_that_has_only_the_two_methods_will_do(app):
    class Factory:
        def __init__(self, name, session_store):
            self.name = name

        def get_session(self, max_age=None):
            return {"name": self.name}

        def save_session(self, response):
            response.headers["X-Saved"] = self.name

    def get(self):
        self.response.write(self.session_store.get_session("mine", factory=Factory))

    response = app([("/", type("Handler", (SessionHandler,), {"get": get}))], config=CONFIG).get_response("/")

    assert (response.text, response.headers["X-Saved"]) == ("{'name': 'mine'}", "mine")


def test_a_store_without_an_application_that_answers_keeps_its_request(app):
    def make_store():
        request = webapp2.Request.blank("/")
        request.app = app(config=CONFIG)
        return sessions.get_store(request=request)

    store = make_store()
    store.save_sessions(webapp2.Response())

    assert store.request.path == "/"


def test_a_request_without_a_session_sets_no_cookie(browse):
    assert "Set-Cookie" not in browse("/").headers
