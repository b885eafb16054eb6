import gc
import io
import logging
import sys
from unittest import mock

import pytest

import webapp2


class Home(webapp2.RequestHandler):
    def get(self):
        self.response.write("home")


def app_of(get, **kwargs):
    handler = type("Handler", (webapp2.RequestHandler,), {"get": get})
    return webapp2.WSGIApplication([("/", handler)], **kwargs)


def raiser(error):
    def get(self):
        raise error

    return get


def call(app, path="/", **environ):
    """Call the app as a server does; return what was started, and the body."""
    started = []

    def start_response(status, headers, exc_info=None):
        if started and exc_info is None:
            raise RuntimeError("started twice without exc_info")
        started.append((status, dict(headers)))

    body = b"".join(app(webapp2.Request.blank(path, environ).environ, start_response))
    return started, body


class Answer:
    """A WSGI application that is a class, as in PEP 3333."""

    def __init__(self, environ, start_response):
        self.start_response = start_response

    def __iter__(self):
        self.start_response("200 OK", [])
        return iter([b"of a class"])

    def __call__(self):
        """Make the class one whose instances can be called: its own call is another thing."""


def test_handler_may_return_a_class_that_is_an_application():
    app = app_of(lambda self: Answer)

    assert call(app) == ([("200 OK", {})], b"of a class")


def test_constructors_that_are_patched_later_are_called(monkeypatch):
    app = app_of(lambda self: self.response.write(f"{self.request.mark} {self.response.mark}"))
    monkeypatch.setattr(
        webapp2.Request, "__init__", lambda self, environ: self.__dict__.update(environ=environ, mark=1)
    )
    monkeypatch.setattr(webapp2.Response, "__init__", lambda self: self.__dict__.update(_open=[], mark=2))

    assert call(app)[1] == b"1 2"


@pytest.mark.parametrize(
    ("name", "value", "header"),
    [
        ("default_content_type", "text/plain", "text/plain; charset=utf-8"),
        ("default_charset", "latin-1", "text/html; charset=latin-1"),
    ],
)
def test_defaults_of_responses_that_are_patched_later_hold(monkeypatch, name, value, header):
    app = webapp2.WSGIApplication([("/", Home)])
    monkeypatch.setattr(webapp2.Response, name, value)

    assert call(app)[0][0][1]["Content-Type"] == header


def test_fresh_app_has_webapp2s_attributes():
    app = webapp2.WSGIApplication()

    assert (app.debug, app.config, app.registry, app.error_handlers) == (False, {}, {}, {})
    assert sorted(app.allowed_methods) == ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT", "TRACE"]


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"config": 5}, "config=5 is not a configuration"),
        ({"config": {"webapp2compat": {"typo": 1}}}, "has no key 'typo'"),
    ],
)
def test_malformed_configuration_fails_at_construction(kwargs, message):
    with pytest.raises((TypeError, ValueError), match=message):
        webapp2.WSGIApplication(**kwargs)


@pytest.mark.parametrize("error", [SystemExit(3), GeneratorExit()])
def test_sys_exit_in_a_handler_is_a_logged_500(error, caplog):
    assert app_of(raiser(error)).get_response("/").status_int == 500
    assert [record.msg for record in caplog.records] == [error]


def test_keyboard_interrupt_ends_the_server():
    with pytest.raises(KeyboardInterrupt):
        app_of(raiser(KeyboardInterrupt())).get_response("/")


def test_unhandled_exception_is_logged_once_on_the_root_logger(caplog):
    error = ValueError("x")
    app_of(raiser(error)).get_response("/")

    assert [(record.name, record.levelno, record.msg) for record in caplog.records] == [("root", logging.ERROR, error)]
    assert caplog.records[0].exc_info[1] is error


def test_debug_page_shows_the_escaped_traceback():
    response = app_of(raiser(ValueError("<b>")), debug=True).get_response("/")

    assert (response.status, response.content_type) == ("500 Internal Server Error", "text/html")
    assert "ValueError: &lt;b&gt;\n</pre>" in response.text


def test_lone_surrogate_in_the_debug_page_does_not_escape():
    response = app_of(raiser(ValueError("\udcff")), debug=True).get_response("/")

    assert b"ValueError: \\udcff" in response.body


def test_error_handler_by_dotted_name_is_imported_once():
    app = webapp2.WSGIApplication()
    app.error_handlers[404] = "webapp2.Response"  # called as Response(request, response, exception)
    app.get_response("/")

    assert app.error_handlers[404] is webapp2.Response


def test_error_handlers_can_be_replaced_by_a_plain_dict():
    app = webapp2.WSGIApplication()
    app.error_handlers = {404: lambda request, response, exception: response.write("replaced")}

    assert app.get_response("/").text == "replaced"


def test_what_cannot_be_called_goes_to_the_500_handler():
    app = app_of(lambda self: "text")
    app.error_handlers[500] = lambda request, response, exception: response.write(type(exception).__name__)

    assert app.get_response("/").text == "TypeError"


def test_response_that_fails_after_starting_restarts_with_exc_info():
    def answer(environ, start_response):
        start_response("200 OK", [])
        raise ValueError("late")

    started, body = call(app_of(lambda self: answer))

    assert [status for status, _ in started] == ["200 OK", "500 Internal Server Error"]
    assert body.startswith(b"500 Internal Server Error")


class Plain:
    """A response that has nothing of WebOb's."""

    def __call__(self, environ, start_response):
        start_response("200 OK", [])
        return []


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/nope", 404), ("/away", 302)])
def test_response_class_need_not_be_of_webob(path, status):
    app = webapp2.WSGIApplication(
        [("/", lambda request: None), ("/away", lambda request: webapp2.redirect("/", abort=True))]
    )
    app.response_class = Plain

    assert app.get_response(path).status_int == status


def test_abort_is_answered_where_responses_are_of_webobs_own_class():
    app = app_of(lambda self: self.abort(403))
    app.response_class = webapp2.webob.Response

    assert app.get_response("/").status_int == 403


def test_body_replaced_by_an_error_page_is_closed_once():
    closed = []

    class Body:
        def __iter__(self):
            return iter([b"x"])

        def close(self):
            closed.append(1)

    def get(self):
        self.response.app_iter = Body()
        self.abort(404)

    started, _ = call(app_of(get))

    assert (started[0][0], closed) == ("404 Not Found", [1])


@pytest.mark.parametrize("failure", [ValueError("close"), SystemExit(3)])
def test_body_that_fails_to_close_does_not_take_the_error_page_away(failure, caplog):
    def get(self):
        self.response.app_iter = mock.MagicMock(close=mock.Mock(side_effect=failure))
        self.abort(404)

    assert call(app_of(get))[0][0][0] == "404 Not Found"
    assert [record.exc_info[1] for record in caplog.records] == [failure]


@pytest.mark.parametrize("path", ["/patched", "/listed", "/named", "/lazy"])
def test_patch_is_served_where_the_handler_says_so(path):
    app = webapp2.WSGIApplication(
        [
            ("/patched", Patched),
            webapp2.Route("/listed", function, methods=["PATCH"]),
            webapp2.Route("/named", Home, handler_method="get"),
            ("/lazy", f"{__name__}.Patched"),
        ]
    )

    assert app.get_response(path, method="PATCH").status_int == 200


@pytest.mark.parametrize("path", ["/home", "/nope", "/post-only"])
def test_patch_is_501_elsewhere(path):
    app = webapp2.WSGIApplication([("/home", Home), webapp2.Route("/post-only", Home, methods=["POST"])])

    assert app.get_response(path, method="PATCH").status == "501 Not Implemented"


class Patched(webapp2.RequestHandler):
    def patch(self):
        self.response.write("patched")


def function(request):
    return webapp2.Response("function")


def test_patch_is_501_if_the_matcher_finds_nothing():
    app = webapp2.WSGIApplication([("/", Patched)])
    app.router.set_matcher(lambda router, request: None)

    assert app.get_response("/", method="PATCH").status_int == 501


def test_patch_is_501_if_methods_are_taken_out_of_the_allowed_ones():
    app = webapp2.WSGIApplication([("/", Patched)])
    app.allowed_methods = ["GET"]

    assert app.get_response("/", method="PATCH").status_int == 501


def test_allowed_methods_can_be_widened():
    class Dav(webapp2.WSGIApplication):
        allowed_methods = frozenset([*webapp2.WSGIApplication.allowed_methods, "PROPFIND"])

    handler = type("Handler", (webapp2.RequestHandler,), {"propfind": lambda self: self.response.write("found")})

    assert Dav([("/", handler)]).get_response("/", method="PROPFIND").text == "found"


def test_run_answers_one_cgi_request(monkeypatch):
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    monkeypatch.setenv("REQUEST_METHOD", "GET")
    monkeypatch.setenv("SERVER_NAME", "localhost")
    monkeypatch.setenv("SERVER_PORT", "80")
    webapp2.WSGIApplication([("", Home)]).run()

    assert out.buffer.getvalue().startswith(b"Status: 200 OK")


def test_run_serves_when_there_is_no_cgi_request(monkeypatch):
    served = []
    monkeypatch.delenv("REQUEST_METHOD", raising=False)
    monkeypatch.setattr("webapp2compat.serving.serve", served.append)
    app = webapp2.WSGIApplication()
    app.run()

    assert served == [app]


@pytest.mark.parametrize("fail", [lambda self: self.abort(403), lambda self: {}["missing"]])
def test_failed_request_leaves_no_cycles(fail):
    app = app_of(fail)
    app.error_handlers[500] = lambda request, response, exception: response.write("handled")
    call(app)
    gc.collect()
    gc.disable()
    try:
        call(app)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_wsgi_answer_that_fails_before_it_starts_is_a_500():
    def broken(environ, start_response):
        raise ValueError("nothing was sent")

    assert app_of(lambda self: broken).get_response("/").status_int == 500


@pytest.mark.parametrize("answer", [lambda environ, start_response: 5, lambda environ, start_response: None])
def test_answer_that_is_no_body_is_a_500(answer):
    assert app_of(lambda self: answer).get_response("/").status_int == 500


def test_failure_after_headers_were_sent_is_left_to_the_server():
    error = ValueError("the headers have left")
    # A server raises the error that it is handed, once its headers have left (PEP 3333).
    start_response = mock.Mock(side_effect=[None, error])

    def late(environ, start_response):
        start_response("200 OK", [])
        raise error

    with pytest.raises(ValueError, match="have left"):
        app_of(lambda self: late)(webapp2.Request.blank("/").environ, start_response)


def test_application_class_can_stand_as_the_spec_of_a_mock():
    mocked = mock.create_autospec(webapp2.WSGIApplication)([])

    mocked.router.dispatch("request", "response")
    assert mocked.get_response is not None


def test_set_globals_that_a_test_patches_is_called():
    app = app_of(lambda self: None)

    with mock.patch.object(app, "set_globals") as of_the_application:
        app.get_response("/")
    with mock.patch.object(webapp2.WSGIApplication, "set_globals") as of_the_class:
        app_of(lambda self: None).get_response("/")

    of_the_application.assert_called_once()
    of_the_class.assert_called_once()


@pytest.mark.parametrize("name", ["__init__", "__enter__", "__exit__"])
def test_request_context_that_is_patched_before_the_application_is_made_is_used(name):
    original = getattr(webapp2.RequestContext, name)

    with mock.patch.object(webapp2.RequestContext, name, autospec=True, side_effect=original) as patched:
        assert app_of(lambda self: None).get_response("/").status_int == 200

    patched.assert_called_once()
