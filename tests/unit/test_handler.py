import gc

import pytest

import webapp2
from webapp2compat.errors import Reporter, report_error


class Verbs(webapp2.RequestHandler):
    def get(self):
        self.response.write("got")

    def post(self):
        self.response.write("posted")


def ask(handler, method="GET", path="/", config=None, **route):
    app = webapp2.WSGIApplication([webapp2.Route("/", handler, **route)], config=config)
    return app.get_response(path, method=method)


def test_self_app_is_the_application_itself():
    class Shows(webapp2.RequestHandler):
        def get(self):
            self.response.write(f"{isinstance(self.app, webapp2.WSGIApplication)} {type(self.app).__name__}")

    assert ask(Shows).text == "True WSGIApplication"


def test_handler_can_be_made_without_arguments():
    handler = webapp2.RequestHandler()

    assert (handler.request, handler.response, handler.app) == (None, None, None)


def test_application_that_a_test_assigned_is_that_of_a_handler(monkeypatch):
    app = webapp2.WSGIApplication()
    monkeypatch.setattr(webapp2.WSGIApplication, "active_instance", app)

    assert webapp2.RequestHandler(webapp2.Request.blank("/"), webapp2.Response()).app is app


def test_uris_are_built_by_the_app_that_a_test_gives_the_handler():
    handler = webapp2.RequestHandler()
    handler.app = webapp2.WSGIApplication([webapp2.Route("/a/<b>", Verbs, name="a")])

    assert handler.uri_for("a", b=1) == "/a/1"


@pytest.mark.parametrize("method", ["POST", "BREW", "PATCH"])
def test_request_class_may_say_another_method(method):
    class AlwaysGet(webapp2.Request):
        method = "GET"

    class App(webapp2.WSGIApplication):
        request_class = AlwaysGet

    assert App([("/", Verbs)]).get_response("/", {"REQUEST_METHOD": method}).text == "got"


@pytest.mark.parametrize("method", ["PUT", "HEAD", "OPTIONS", "DELETE"])
def test_405_lists_the_methods_that_the_handler_defines(method):
    response = ask(Verbs, method)

    assert (response.status_int, response.headers["Allow"]) == (405, "GET, POST")


def test_method_set_to_none_is_not_allowed():
    class NoPost(Verbs):
        post = None

    assert ask(NoPost, "POST").headers["Allow"] == "GET"


def test_405_is_not_given_to_handle_exception():
    class Handles(Verbs):
        def handle_exception(self, exception, debug):
            self.response.write("never")

    assert ask(Handles, "PUT").status_int == 405


def test_second_parameter_of_handle_exception_may_have_any_name():
    class Handles(webapp2.RequestHandler):
        def get(self):
            raise ValueError("x")

        def handle_exception(self, exception, debug_mode):
            self.response.write(f"{exception} {debug_mode}")

    assert ask(Handles).text == "x False"


def test_exception_that_the_handler_answers_leaves_no_cycle():
    class Handles(webapp2.RequestHandler):
        def get(self):
            raise ValueError("x")

        def handle_exception(self, exception, debug):
            self.response.write("handled")

    app = webapp2.WSGIApplication([("/", Handles)])
    app.get_response("/")
    gc.collect()
    gc.disable()
    try:
        assert app.get_response("/").text == "handled"
        assert gc.collect() == 0
    finally:
        gc.enable()


KEPT = ValueError("raised for each request")


class RaisesKept(webapp2.RequestHandler):
    def get(self):
        raise KEPT

    def handle_exception(self, exception, debug):
        report_error(caught=exception)


def test_exception_kept_and_answered_by_the_handler_does_not_keep_the_request():
    assert ask(RaisesKept).status_int == 200
    assert KEPT.__traceback__ is None


def test_exception_answered_by_the_handler_keeps_its_traceback_for_deferred_reporters():
    app, traces = webapp2.WSGIApplication([("/", RaisesKept)]), []
    app.add_reporter(Reporter(lambda report: traces.append(report.caught.__traceback__), deferred=True))
    webapp2.Request.blank("/").call_application(app)[2].close()

    assert traces[0] is not None
    assert KEPT.__traceback__ is None


def test_dispatch_can_be_overridden_without_returning():
    class Wraps(Verbs):
        def dispatch(self):
            super().dispatch()
            self.response.write(" and more")

    assert ask(Wraps).text == "got and more"


def test_profile_safe_answers_head_as_get():
    response = ask(Verbs, "HEAD", config={"webapp2compat": {"profile": "safe"}})

    assert (response.status_int, response.body) == (200, b"")


def test_head_for_get_needs_a_get():
    class Posts(webapp2.RequestHandler):
        def post(self):
            pass

    assert ask(Posts, "HEAD", config={"webapp2compat": {"head_for_get": True}}).status_int == 405


def test_automatic_options_lists_the_methods():
    response = ask(Verbs, "OPTIONS", config={"webapp2compat": {"automatic_options": True}})

    assert (response.status_int, response.headers["Allow"]) == (200, "GET, POST, OPTIONS")


def test_default_handle_exception_raises_what_it_is_given():
    error = ValueError("given")

    with pytest.raises(ValueError, match="given"):
        webapp2.RequestHandler().handle_exception(error, False)


def test_error_clears_the_body_and_goes_on():
    class Fails(webapp2.RequestHandler):
        def get(self):
            self.response.write("dropped")
            self.error(404)
            self.response.write("kept")

    response = ask(Fails)
    assert (response.status, response.text) == ("404 Not Found", "kept")


def test_aborted_request_keeps_its_cookies_and_nothing_else():
    class Aborts(webapp2.RequestHandler):
        def get(self):
            self.response.headers["X-A"] = "1"
            self.response.set_cookie("c", "v")
            self.abort(403)

    response = ask(Aborts)
    assert response.headers["Set-Cookie"] == "c=v; Path=/"
    assert "X-A" not in response.headers


@pytest.mark.parametrize("method", ["HEAD", "POST"])
def test_redirect_handler_serves_only_get(method):
    response = ask(webapp2.RedirectHandler, method, defaults={"_uri": "/x"})

    assert (response.status_int, response.headers["Allow"]) == (405, "GET")


def test_default_handle_exception_raises_the_exception_again():
    error = ValueError("v")

    with pytest.raises(ValueError, match="v") as raised:
        webapp2.RequestHandler().handle_exception(error, False)
    assert raised.value is error


@pytest.mark.parametrize("owner", ["class", "instance", "patch"])
def test_handle_exception_is_called_wherever_it_was_put(get, monkeypatch, owner):
    class Home(webapp2.RequestHandler):
        def get(self):
            if owner == "instance":
                self.handle_exception = lambda exception, debug: self.response.write("handled")
            raise ValueError("v")

    if owner != "instance":
        monkeypatch.setattr(
            Home if owner == "class" else webapp2.RequestHandler,
            "handle_exception",
            lambda self, exception, debug: self.response.write("handled"),
        )

    assert get("/", routes=[("/", Home)]).text == "handled"


def test_request_that_no_route_has_matched_is_named_as_such():
    handler = webapp2.RequestHandler(webapp2.Request.blank("/"), webapp2.Response())

    with pytest.raises(AttributeError, match="No route has matched"):
        handler.dispatch()


def test_class_that_says_app_itself_does_not_hide_the_application(app):
    class Page(webapp2.RequestHandler):
        app = "none yet"

        def get(self):
            self.response.write(self.app is webapp2.get_app())

    assert app([("/", Page)]).get_response("/").text == "True"
    assert Page.app == "none yet"
