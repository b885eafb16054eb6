from unittest import mock

import pytest

import webapp2


class Shows(webapp2.RequestHandler):
    def get(self):
        self.response.write(webapp2.get_request().path)


class InContext(webapp2.WSGIApplication):
    """An application that does not go the short way past :class:`RequestContext`."""

    request_context_class = type("Context", (webapp2.RequestContext,), {})


in_both_ways = pytest.mark.parametrize("application_class", [webapp2.WSGIApplication, InContext])


def test_outside_a_request_there_is_no_app():
    with pytest.raises(AssertionError, match=r"^WSGIApplication global variable is not set\.$"):
        webapp2.get_app()


def test_outside_a_request_there_is_no_request():
    with pytest.raises(AssertionError, match=r"^Request global variable is not set\.$"):
        webapp2.get_request()


@in_both_ways
def test_request_is_published_while_it_is_answered(application_class):
    app = application_class([("/x", Shows)])

    assert app.get_response("/x").body == b"/x"


def test_proxies_reach_the_current_app_and_request():
    class Proxies(webapp2.RequestHandler):
        def get(self):
            cls = webapp2.WSGIApplication
            self.response.write(repr((cls.app == self.app, cls.active_instance == self.app, cls.request.path)))

    app = webapp2.WSGIApplication([("/", Proxies)])

    assert app.get_response("/").text == "(True, True, '/')"


def test_globals_can_be_set_and_cleared():
    app, request = webapp2.WSGIApplication(), webapp2.Request.blank("/x")
    app.set_globals(app=app, request=request)
    try:
        assert (webapp2.get_app(), webapp2.get_request()) == (app, request)
    finally:
        app.clear_globals()

    assert not webapp2.WSGIApplication.app


def test_released_local_forgets_the_request():
    app = webapp2.WSGIApplication()
    app.set_globals(app=app, request=None)
    webapp2._local.__release_local__()

    assert not webapp2.WSGIApplication.app


@in_both_ways
def test_nested_app_gives_the_outer_request_back(application_class):
    inner = application_class([("/inner", Shows)])

    class Outer(webapp2.RequestHandler):
        def get(self):
            first = inner.get_response("/inner").text
            self.response.write(first + webapp2.get_request().path)

    app = webapp2.WSGIApplication([("/outer", Outer)])

    assert app.get_response("/outer").text == "/inner/outer"


@in_both_ways
def test_request_is_withdrawn_after_an_error_in_debug_mode(application_class):
    class Fails(webapp2.RequestHandler):
        def get(self):
            raise ValueError

    application_class([("/", Fails)], debug=True).get_response("/")

    assert not webapp2.WSGIApplication.request


def test_streamed_body_sees_its_request():
    class Streams(webapp2.RequestHandler):
        def get(self):
            self.response.app_iter = (webapp2.get_request().path.encode() for _ in range(2))

    app = webapp2.WSGIApplication([("/a", Streams), ("/b", Streams)])
    environs = [webapp2.Request.blank(path).environ for path in ("/a", "/b")]
    first, second = (app(environ, lambda status, headers: None) for environ in environs)

    assert [next(first), next(second), next(first), next(second)] == [b"/a", b"/b", b"/a", b"/b"]


def test_streamed_text_is_encoded_as_native_strings_are_bytes_on_python_2():
    class Streams(webapp2.RequestHandler):
        def get(self):
            self.response.app_iter = (chunk for chunk in ["\xe9", b"a"])

    app = webapp2.WSGIApplication([("/", Streams)])

    assert app.get_response("/").body == b"\xc3\xa9a"


def test_closing_a_streamed_body_closes_the_apps_with_the_request_published():
    closed = []

    class Body:
        def __iter__(self):
            return iter([b"x"])

        def close(self):
            closed.append(webapp2.get_request().path)

    class Streams(webapp2.RequestHandler):
        def get(self):
            self.response.app_iter = Body()

    app = webapp2.WSGIApplication([("/x", Streams)])
    app(webapp2.Request.blank("/x").environ, lambda status, headers: None).close()

    assert closed == ["/x"]


@pytest.mark.parametrize("error", [SystemExit, GeneratorExit])
def test_streamed_body_that_exits_when_it_is_closed_does_not_end_the_server(error):
    class Streams(webapp2.RequestHandler):
        def get(self):
            self.response.app_iter = mock.MagicMock(close=mock.Mock(side_effect=error))

    app = webapp2.WSGIApplication([("/", Streams)])
    body = app(webapp2.Request.blank("/").environ, lambda status, headers: None)

    with pytest.raises(RuntimeError, match=f"The body of a response raised {error.__name__}"):
        body.close()


def test_streamed_body_without_close_can_be_closed():
    class Streams(webapp2.RequestHandler):
        def get(self):
            self.response.app_iter = iter([b"x"])

    app = webapp2.WSGIApplication([("/", Streams)])
    body = app(webapp2.Request.blank("/").environ, lambda status, headers: None)

    assert (list(body), body.close()) == ([b"x"], None)


@pytest.mark.parametrize("debug", [False, True])
def test_globals_are_set_and_cleared_by_the_methods_of_the_app(debug):
    calls = []

    class App(webapp2.WSGIApplication):
        def set_globals(self, app=None, request=None):
            calls.append(("set", app is self, request.path))
            super().set_globals(app=app, request=request)

        def clear_globals(self):
            calls.append("cleared")
            super().clear_globals()

    App([("/", lambda request: {}["fails"])], debug=debug).get_response("/")

    assert calls == [("set", True, "/"), "cleared"]


def test_context_class_can_be_replaced():
    class Context(webapp2.RequestContext):
        def __enter__(self):
            request, response = super().__enter__()
            request.registry["who"] = "mine"
            return request, response

    class App(webapp2.WSGIApplication):
        request_context_class = Context

    class Who(webapp2.RequestHandler):
        def get(self):
            self.response.write(self.request.registry["who"])

    assert App([("/", Who)]).get_response("/").text == "mine"
