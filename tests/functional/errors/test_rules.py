"""The rules of error handling, each by the id that its check has in the specification."""

import json
import logging
import pickle
import sys
import time

import pytest

import webapp2
from webapp2compat import errors
from webapp2compat.errors import AppError, Reporter, add_error, is_error

Stored = add_error("Stored", "STORED", 401)


class Told(AppError):
    """An exception that says its whole body, as Pico's may."""

    status_code = 409

    def to_dict(self):
        return {"custom": True}


def records_of(caplog, name):
    return [record for record in caplog.records if record.name == name]


def test_h01_format_of_the_route_beats_that_of_the_application(app, send):
    def handler(request):
        webapp2.abort(403)

    routes = [webapp2.Route("/x", handler, error_format="text")]

    response = send(app(routes, config={"webapp2compat.errors": {"format": "json"}}), "/x")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nope", 404), ("POST", "/", 405), ("GET", "/abort", 403), ("GET", "/", 500)]
)
def test_h02_function_as_format_answers_every_error(failing, send, method, path, status):
    def default(info):
        return webapp2.Response(json={"error": str(info.exception), "foo": "bar"}, status=info.status)

    def abort(request):
        webapp2.abort(403)

    application = failing(ValueError("v"), routes=[webapp2.Route("/abort", abort)], format=default)

    response = send(application, path, method=method)

    assert response.status_int == status
    assert response.json["foo"] == "bar"


def test_h03_to_dict_is_the_body_in_the_pico_schema(failing, send):
    response = send(failing(Told(), format="json", schema="pico"))

    assert (response.status_int, response.json) == (409, {"custom": True})


def test_h03_to_dict_is_joined_by_the_id_of_the_event(failing, send):
    reporter = Reporter(lambda report: "abc", when="all", name="sentry")

    response = send(failing(Told(), format="json", schema="pico", reporters=[reporter]))

    assert response.json == {"custom": True, "sentry_id": "abc"}


def test_h03_to_dict_of_an_unknown_exception_is_not_asked(failing, send):
    class Frame(Exception):
        def to_dict(self):
            return {"secret": "rows"}

    assert "secret" not in send(failing(Frame(), format="json", schema="pico")).text


def test_h04_client_error_is_one_warning_without_traceback(failing, send, caplog):
    send(failing(AppError("m", 401)))

    assert [(r.levelname, r.exc_info) for r in records_of(caplog, "webapp2compat.errors")] == [("WARNING", None)]


def test_h04_quiet_error_is_not_logged(failing, send, caplog):
    send(failing(AppError("m", 401, quiet=True)))

    assert caplog.records == []


def test_h05_server_error_is_one_error_with_traceback(failing, send, caplog):
    error = AppError("m", 500)
    send(failing(error))

    assert [(r.levelname, r.exc_info[1]) for r in caplog.records] == [("ERROR", error)]


@pytest.mark.parametrize("format", [None, "json"])
def test_h06_unhandled_exception_is_one_record_of_the_root_logger(failing, send, caplog, format):
    error = ValueError("v")

    send(failing(error, format=format))

    assert [record.name for record in caplog.records] == ["root"]
    assert caplog.records[0].msg is error


class Model:
    def __init__(self, **attributes):
        self.__dict__.update(attributes)


@pytest.mark.parametrize(
    "obj",
    [
        AppError,
        AppError("m"),
        ValueError,
        ValueError("v"),
        webapp2.exc.HTTPNotFound(),
        webapp2.exc.HTTPException,
        type("Worded", (webapp2.exc.HTTPNotFound,), {"code": "404"})(),
        webapp2.Response(status=404),
        {"status": 404, "title": "x"},
        {"error": "A", "error_description": "b", "status": 401},
        {"name": "Forbidden", "code": 403, "message": "m"},
        {"message": "m", "code": "404 Not Found", "title": "Not Found"},
        Model(error="A", error_description="b", status=401),
    ],
)
def test_h07_is_error_knows_errors(obj):
    assert is_error(obj) is True


@pytest.mark.parametrize(
    "obj",
    [
        webapp2.exc.HTTPFound,
        webapp2.exc.HTTPFound(location="/"),
        webapp2.Response,
        webapp2.Response(),
        {},
        None,
        "x",
        {"status": 404},
        {"status": "shipped", "title": "x"},
        Model(status=200, title="x"),
    ],
)
def test_h07_is_error_knows_what_is_none(obj):
    assert is_error(obj) is False


@pytest.mark.parametrize("arguments", [{"name": "A"}, {"name": "A", "code": "A"}, {"name": "A", "status": 401}])
def test_h08_add_error_needs_name_code_and_status(arguments):
    with pytest.raises(TypeError):
        add_error(**arguments)


def test_h08_added_class_belongs_to_the_module_of_the_caller():
    assert Stored.__module__ == __name__


def test_h08_added_class_can_be_pickled(monkeypatch):
    # pytest's import mode leaves test modules out of sys.modules.
    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__, Model(Stored=Stored)))
    error = pickle.loads(pickle.dumps(Stored("m", extra={"n": 1})))

    assert (type(error), str(error), error.error, error.extra) == (Stored, "m", "STORED", {"n": 1})


def test_h10_raven_style_client_gets_exc_info_and_its_id_is_kept(failing, send):
    calls = []

    class Raven:
        def captureException(self, exc_info=None):
            calls.append(exc_info)
            return "event-1"

    error = ValueError("v")
    application = failing(error, reporters=[errors.SentryReporter(Raven())])
    application.error_handler(500)(lambda request, response, e: response.write(request.error.event_ids["sentry"]))

    assert send(application).text == "event-1"
    assert (calls[0][0], calls[0][1]) == (ValueError, error)
    assert calls[0][2] is not None


def test_h12_handler_on_the_root_logger_gets_exc_info(failing, send):
    seen = []

    class ExceptionRecorder(logging.Handler):
        def emit(self, record):
            seen.append(record.exc_info)

    recorder = ExceptionRecorder()
    logging.getLogger().addHandler(recorder)
    send(failing(ValueError("v")))
    logging.getLogger().removeHandler(recorder)

    assert [kind for kind, error, traceback in seen] == [ValueError]


def test_h13_report_outside_a_request_has_no_request_data(app):
    reports = []
    application = app(config={"webapp2compat.errors": {"error_reporter": lambda *report: reports.append(report)}})

    errors.report_error("nightly job failed", data={"job": 7, "password": "p"})

    title, dump = reports[0]
    assert application is not None
    assert title.endswith("(): nightly job failed")
    assert json.loads(dump)["job"] == 7
    assert json.loads(dump)["password"] == "********"
    assert "request" not in json.loads(dump)


def test_h13_report_without_any_reporter_is_a_line_in_the_log(app, caplog, monkeypatch):
    monkeypatch.setattr("webapp2compat.errors.manual._latest", [])

    errors.report_error("nobody listens")

    assert "nobody listens" in caplog.text


def test_h14_slow_call_that_fails_is_reported_once(app, send):
    titles = []

    def handler(request):
        time.sleep(0.02)
        raise ValueError("slow and wrong")

    settings = {"report_call_exceeding_ms": 5, "error_reporter": lambda title, dump: titles.append(title)}
    send(app([webapp2.Route("/", handler)], config={"webapp2compat.errors": settings}))

    assert [title.split()[0] for title in titles] == ["FATAL"]


def make_subclassed(base_call):
    class Application(webapp2.WSGIApplication):
        def handle_exception(self, request, response, e):
            if base_call:
                return super().handle_exception(request, response, e)
            raise e

    def handler(request):
        webapp2.abort(403)

    application = Application([webapp2.Route("/", handler)], config={"webapp2compat.errors": {"format": "json"}})
    application.error_handler(404)(lambda request, response, e: response.write("registered"))
    return application


def test_h15_overridden_handle_exception_keeps_new_features_away(send):
    application = make_subclassed(base_call=False)

    assert send(application, "/").headers["Content-Type"] == "text/plain; charset=UTF-8"
    assert send(application, "/nope").text != "registered"


def test_h15_overridden_handle_exception_that_calls_super_has_them(send):
    application = make_subclassed(base_call=True)

    assert send(application, "/").headers["Content-Type"] == "application/problem+json"
    assert send(application, "/nope").text == "registered"


def test_h16_overridden_internal_error_gets_unhandled_exceptions(send):
    error = ValueError("v")

    class Application(webapp2.WSGIApplication):
        def _internal_error(self, exception):
            return webapp2.Response(repr(exception is error), status=500)

    def handler(request):
        raise error

    assert send(Application([webapp2.Route("/", handler)])).text == "True"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json;q=0, text/html", "text/html"),  # H17
        (";;;", "text/plain"),  # H18
        ("", "text/plain"),
        ("text/html;q=0.5, application/json", "application/json"),
        ("application/json", "application/json"),
        ("*/*;q=0.1, application/json;q=0.1", "application/json"),
    ],
)
def test_h17_h18_auto_reads_any_accept_header(failing, send, accept, media_type):
    application = failing(ValueError("v"), format="auto", schema="sanic")

    assert send(application, headers={"Accept": accept}).content_type == media_type


def test_f13_json_request_is_answered_in_json(failing, send):
    application = failing(ValueError("v"), format="auto", schema="sanic")

    assert send(application, headers={"Content-Type": "application/json"}).content_type == "application/json"


def test_r10_system_exit_is_a_logged_500(failing, send, caplog):
    response = send(failing(SystemExit(3), format="json"))

    assert response.status_int == 500
    assert response.content_type == "application/problem+json"
    assert len(caplog.records) == 1


def test_r10_keyboard_interrupt_propagates(failing, send):
    with pytest.raises(KeyboardInterrupt):
        send(failing(KeyboardInterrupt()))
