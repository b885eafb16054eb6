"""What takes part in answering an error may fail itself, or call sys.exit(): the client gets a 500 all the same."""

import io
import json
import logging
import sys
from dataclasses import dataclass
from http import HTTPStatus
from unittest import mock

import pytest

import webapp2
from webapp2compat.errors import AppError, CloudErrorReporter, Reporter, SentryReporter


class Exiting(Exception):
    def __str__(self):
        sys.exit("no text")


class Unreadable:
    def __str__(self):
        raise ValueError("no text")


def leave(*args):
    sys.exit(3)


def close(*args):
    raise GeneratorExit


@pytest.mark.parametrize("format", [None, "html", "text", "json"])
@pytest.mark.parametrize("debug", [True, False])
def test_exception_whose_text_exits_is_a_logged_500(failing, send, caplog, format, debug):
    response = send(failing(Exiting(), debug=debug, format=format, error_reporter=lambda *report: None))

    assert response.status_int == 500
    assert [record.getMessage() for record in caplog.records] == ["Exiting, whose str() failed"]


@dataclass(frozen=True)
class Frozen(Exception):
    """It refuses assignments, those of its traceback included."""

    number: int = 1


@pytest.mark.parametrize("settings", [{}, {"format": "json"}, {"error_reporter": lambda *report: None}])
def test_exception_that_is_a_frozen_dataclass_is_a_logged_500(failing, send, caplog, settings):
    response = send(failing(Frozen(), **settings))

    assert response.status_int == 500
    assert response.body.startswith((b"500", b"{"))  # read to its end, and closed
    assert [record.exc_info[0] for record in caplog.records] == [Frozen]


@dataclass(frozen=True)
class FrozenAppError(AppError):
    number: int = 1
    status_code = 422


@pytest.mark.parametrize("settings", [{}, {"format": "json"}])
def test_app_error_that_is_a_frozen_dataclass_carries_cookies_and_the_id(app, send, settings):
    class Page(webapp2.RequestHandler):
        def get(self):
            self.response.set_cookie("a", "b")
            raise FrozenAppError

    config = {"webapp2compat.errors": {"error_id_header": "X-Id", **settings}}
    response = send(app([("/", Page)], config=config))

    assert (response.status_int, response.headers["Set-Cookie"]) == (422, "a=b; Path=/")
    assert "X-Id" in response.headers


class Empty(Exception):
    """An exception that holds others, and holds none: it is false."""

    def __len__(self):
        return 0


@pytest.mark.parametrize("settings", [{}, {"format": "json"}])
def test_exception_that_is_false_is_logged_with_its_traceback(failing, send, caplog, settings):
    send(failing(Empty(), **settings))

    assert [record.exc_info[0] for record in caplog.records] == [Empty]


def test_exception_that_is_false_is_reported_as_one(failing, send):
    client, stream = mock.Mock(["capture_exception"]), io.StringIO()

    send(failing(Empty(), reporters=[SentryReporter(client), CloudErrorReporter(stream)]))

    assert isinstance(client.capture_exception.call_args[0][0], Empty)
    assert json.loads(stream.getvalue())["message"].startswith("Traceback")


class Proxy(Exception):
    """It has no attributes but those of something else, and Python asks for its notes."""

    def __getattr__(self, name):
        return {}[name]


class Doubtful(Exception):
    """Python asks whether it is true before it prints its causes."""

    def __bool__(self):
        raise ValueError("no answer")


@pytest.mark.parametrize("format", [None, "html", "text", "json"])
@pytest.mark.parametrize("kind", [Proxy, Doubtful])
def test_exception_that_python_cannot_print_is_shown_in_debug_mode(failing, send, caplog, format, kind):
    caplog.set_level(logging.CRITICAL + 1)  # what is logged is printed by Python
    dumps = []

    response = send(
        failing(kind("m"), debug=True, format=format, error_reporter=lambda title, dump: dumps.append(dump))
    )

    assert kind.__name__ in response.text
    assert f"{kind.__name__}: m" in dumps[0]


class Missing(AppError):
    """Its constructor leaves out that of its base class."""

    status_code = 404
    message = "Not here."

    def __init__(self, item):
        self.item = item


@pytest.mark.parametrize("settings", [{}, {"format": "html"}, {"format": "json"}, {"error_id_header": "X-Id"}])
def test_app_error_without_the_constructor_of_its_base_is_answered(failing, send, settings):
    response = send(failing(Missing("tea"), **settings))

    assert response.status == "404 Not Found"
    assert "Not here." in response.text


class Personal(AppError):
    status_code = 400

    @property
    def message(self):
        return f"Sorry {self.extra['name']}"


@pytest.mark.parametrize("settings", [{}, {"format": "json"}, {"error_reporter": lambda *report: None}])
def test_message_that_fails_is_logged_once(failing, send, caplog, settings):
    response = send(failing(Personal(), **settings))

    assert response.status_int == 400
    assert [record.getMessage() for record in caplog.records][:1] == ["The message of Personal failed."]
    assert [record.exc_info for record in caplog.records][1:] == [None]  # what is logged of each that is not quiet


def test_message_that_exits_is_left_out(failing, send):
    assert send(failing(AppError(Exiting(), 400), format="json")).status_int == 400


@pytest.mark.parametrize("part", [leave, close])
@pytest.mark.parametrize("name", ["format", "schema", "error_decorator"])
def test_renderer_that_exits_is_a_plain_500(failing, send, part, name):
    response = send(failing(AppError("m", 400), **{"format": "json", name: part}))

    assert response.status_int == 500
    assert response.content_type == "text/plain"


@pytest.mark.parametrize("fn", [leave, close, lambda report: Unreadable()])
@pytest.mark.parametrize("deferred", [True, False])
def test_reporter_that_fails_changes_nothing(failing, send, caplog, fn, deferred):
    reporter = Reporter(fn, when="all", deferred=deferred, name="mine")

    response = send(failing(AppError("m", 400, quiet=True), reporters=[reporter]))

    assert "m" in response.text  # the body is read and closed
    assert [record.getMessage() for record in caplog.records] == ["The reporter mine failed."]


@pytest.mark.parametrize("switches", [{}, {"redispatch_errors": True}])
def test_error_that_a_handler_raises_is_logged(failing, send, caplog, switches):
    def handler(request, response, exception):
        raise AppError("from the handler", 503)

    application = failing(KeyError("k"), switches=switches)
    application.error_handler(KeyError)(handler)

    assert send(application).status_int == 503
    assert [record.getMessage() for record in caplog.records] == ["AppError: from the handler"]


@pytest.mark.parametrize("deferred", [True, False])
def test_error_that_propagates_is_reported_before(failing, send, deferred):
    reports = []
    reporter = Reporter(reports.append, when="all", deferred=deferred)

    with pytest.raises(KeyError):
        send(failing(KeyError("k"), propagate=True, reporters=[reporter]))
    assert [report.kind for report in reports] == ["exception"]


@pytest.mark.parametrize("error", [SystemExit(3), GeneratorExit()])
def test_exit_does_not_propagate(failing, send, error):
    assert send(failing(error, propagate=True)).status_int == 500


def test_trapped_exception_goes_to_the_handler_of_500(app, send):
    application = app(config={"webapp2compat.errors": {"trap_http_exceptions": True}})
    application.error_handler(500)(lambda request, response, exception: response.write(str(exception.code)))

    response = send(application, "/nope")

    assert (response.status_int, response.text) == (500, "404")


def test_handler_of_a_trapped_exception_may_abort(app, send):
    application = app(config={"webapp2compat.errors": {"trap_http_exceptions": True}})
    application.error_handler(500)(lambda request, response, exception: webapp2.abort(409))

    assert send(application, "/nope").status_int == 409


class Worded(webapp2.exc.HTTPNotFound):
    code = "404"


class Unmade(webapp2.exc.HTTPNotFound):
    def __init__(self):
        """Leave WebOb's constructor out."""


@pytest.mark.parametrize("settings", [{}, {"format": "json"}, {"error_reporter": lambda *report: None}])
@pytest.mark.parametrize(("error", "status"), [(Worded(), 404), (Unmade(), 500)])
def test_http_exception_of_the_applications_own_kind_is_answered(failing, send, settings, error, status):
    assert send(failing(error, **settings)).status_int == status


@pytest.mark.parametrize("key", [500, Exception])
def test_http_exception_with_a_word_for_its_code_is_found_by_its_class(failing, send, key):
    application = failing(Worded())
    application.add_error_handler(key, lambda request, response, e: response.write("found"))

    assert (send(application).text == "found") is (key is Exception)


def test_status_may_be_one_of_pythons(failing, send):
    assert send(failing(AppError("m", HTTPStatus.GONE))).status == "410 Gone"


def test_response_that_was_given_up_and_is_sent_after_all_has_the_length_of_what_is_left(app):
    class Partial(webapp2.RequestHandler):
        def get(self):
            self.response.headers["X-Partial"] = "1"
            self.response.body = b"partial"
            raise SystemExit

    application = app([("/", Partial)])
    application.add_error_handler(500, lambda request, response, e: e)  # no response: a TypeError follows
    application.error_handlers[TypeError] = lambda request, response, e: None
    status, headers, body = webapp2.Request.blank("/").call_application(application)

    assert (status, b"".join(body)) == ("200 OK", b"")
    assert dict(headers).get("Content-Length", "0") == "0"


@pytest.mark.parametrize("settings", [{}, {"format": "text"}, {"error_reporter": lambda *report: None}])
@pytest.mark.parametrize(("effect", "status"), [(ValueError("v"), 500), (webapp2.exc.HTTPForbidden(), 403)])
def test_mock_in_place_of_a_handler_says_nothing_of_errors(app, send, settings, effect, status):
    routes = [webapp2.Route("/", mock.Mock(side_effect=effect))]

    assert send(app(routes, config={"webapp2compat.errors": settings})).status_int == status


@pytest.mark.parametrize("part", [leave, close])
@pytest.mark.parametrize("when", ["all", lambda report: False])
def test_body_that_exits_does_not_end_the_server(app, part, when):
    kinds = []

    def handler(request):
        return webapp2.Response(app_iter=(part() for _ in [0]))

    application = app([webapp2.Route("/", handler)])
    application.add_reporter(Reporter(lambda report: kinds.append(report.kind), when=when))

    with pytest.raises(RuntimeError, match=r"The body of a response raised (SystemExit|GeneratorExit)"):
        list(webapp2.Request.blank("/").call_application(application)[2])
    assert kinds == (["stream"] if when == "all" else [])


def test_body_of_an_application_without_reporters_may_exit_too(app):
    def handler(request):
        return webapp2.Response(app_iter=(leave() for _ in [0]))

    with pytest.raises(RuntimeError, match="SystemExit"):
        list(webapp2.Request.blank("/").call_application(app([webapp2.Route("/", handler)]))[2])
