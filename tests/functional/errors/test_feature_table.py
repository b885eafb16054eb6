"""The thirty features that webapp2, Flask, Pico, PyMacaron and Sanic have between them, each shown to be here."""

import inspect
import io
import json
import logging

import pytest

import webapp2
from webapp2compat import errors
from webapp2compat.errors import AppError, Reporter


class DbError(Exception):
    pass


class DbTimeout(DbError):
    pass


def write_name(request, response, exception):
    response.write(type(exception).__name__)


def test_feature_01_handler_per_status_code(app, send):
    application = app()
    application.error_handlers[404] = write_name

    assert send(application, "/nope").text == "HTTPNotFound"


def test_feature_02_nonstandard_codes(failing, send):
    application = failing(AppError("odd", status_code=599))
    application.error_handlers[599] = lambda request, response, e: webapp2.Response("599 here", status=e.status)

    response = send(application)

    assert (response.status, response.text) == ("599 Unknown Server Error", "599 here")


@pytest.mark.parametrize("register", ["dict", "decorator"])
def test_feature_03_handler_per_exception_class_by_hierarchy(failing, send, register):
    application = failing(DbTimeout())
    handlers = {Exception: "no.such.handler", DbError: write_name}
    application.error_handlers.update(handlers if register == "dict" else {})
    application.error_scope("/", handlers=handlers if register == "decorator" else {})

    assert send(application).text == "DbTimeout"


def test_feature_04_registration_by_decorator_and_by_function(failing, send):
    application = failing(DbError())

    @application.error_handler(404, DbTimeout)
    def decorated(request, response, exception):
        response.write("decorated")

    application.add_error_handler(DbError, write_name)

    assert (send(application, "/nope").text, send(application).text) == ("decorated", "DbError")


@pytest.mark.parametrize(
    ("path", "text"), [("/api/v2/x", "v2"), ("/api/x", "api"), ("/api", "api"), ("/apix", "app"), ("/x", "app")]
)
def test_feature_05_handlers_of_a_path_prefix_own_unmatched_urls(app, send, path, text):
    application = app()
    application.add_error_handler(404, lambda request, response, e: response.write("app"))
    application.add_error_handler(404, lambda request, response, e: response.write("api"), prefix="/api")
    application.add_error_handler(404, lambda request, response, e: response.write("v2"), prefix="/api/v2")

    assert send(application, path).text == text


def test_feature_06_hook_of_the_handler(app, send):
    class Home(webapp2.RequestHandler):
        def get(self):
            raise DbError

        def handle_exception(self, exception, debug):
            self.response.write("mine")

    assert send(app([("/", Home)])).text == "mine"


def test_feature_07_override_of_the_application(send):
    class Application(webapp2.WSGIApplication):
        def handle_exception(self, request, response, e):
            return webapp2.Response("overridden", status=404)

    assert send(Application(), "/nope").text == "overridden"


def test_feature_08_handler_of_500_gets_the_original_exception(failing, send):
    application = failing(DbError())
    application.error_handler(500)(write_name)

    assert send(application).text == "DbError"


def test_feature_09_abort_takes_webobs_arguments(app, send):
    def handler(request):
        webapp2.abort(403, detail="d", comment="c", headers=[("X-A", "1")], body_template="${detail}-${comment}")

    response = send(app([webapp2.Route("/", handler)]))

    assert "d-c" in response.text
    assert response.headers["X-A"] == "1"


def test_feature_10_exception_with_message_status_and_headers(failing, send):
    response = send(failing(AppError("m", 402, headers={"X-A": "1"}), format="text"))

    assert (response.status_int, response.headers["X-A"]) == (402, "1")
    assert response.text.endswith("\nm\n")


@pytest.mark.parametrize("schema", ["problem", "webob", "pico", "pymacaron", "sanic"])
def test_feature_11_context_is_for_the_client_and_extra_is_not(failing, send, schema):
    error = AppError("m", 400, context={"limit": 100}, extra={"shard": "the seventh"})

    body = send(failing(error, format="json", schema=schema)).text

    assert '"limit": 100' in body
    assert "seventh" not in body


def test_feature_12_message_that_is_a_property(failing, send):
    class Teapot(AppError):
        status_code = 418

        @property
        def message(self):
            return f"Sorry {self.extra['name']}"

    assert send(failing(Teapot(extra={"name": "Adam"}), format="text")).text == (
        "418 I'm a teapot\n================\nSorry Adam\n"
    )


def test_feature_13_identifier_and_user_message(failing, send):
    error = AppError("DB entry not found", 401, error="INVALID_USER", user_message="Who are you?")

    body = send(failing(error, format="json")).json

    assert (body["error"], body["user_message"], body["detail"]) == (
        "INVALID_USER",
        "Who are you?",
        "DB entry not found",
    )


def test_feature_14_definition_in_batch(failing, send):
    defined = {name: errors.add_error(name, name.upper(), 409) for name in ("Taken", "Locked")}

    body = send(failing(defined["Locked"]("m"), format="json")).json

    assert (body["error"], body["status"]) == ("LOCKED", 409)


def test_feature_15_is_error():
    assert errors.is_error({"error": "A", "error_description": "b", "status": 401})


@pytest.mark.parametrize(
    ("format", "media_type"), [("html", "text/html"), ("text", "text/plain"), ("json", "application/problem+json")]
)
def test_feature_16_formats(failing, send, format, media_type):
    fixed = send(failing(DbError(), format=format))
    negotiated = send(failing(DbError(), format="auto"), headers={"Accept": media_type})

    assert (fixed.content_type, negotiated.content_type) == (media_type, media_type)


def test_feature_17_format_of_route_handler_scope_and_application(app, send):
    class Texts(webapp2.RequestHandler):
        error_format = "text"

        def get(self):
            raise DbError

    routes = [webapp2.Route("/r", Texts, error_format="html"), ("/api/h", Texts)]
    application = app(routes, config={"webapp2compat.errors": {"format": "auto"}})
    application.error_scope("/api", format="json")

    answers = [send(application, path).content_type for path in ("/r", "/api/h", "/api/x", "/x")]

    assert answers == ["text/html", "text/plain", "application/problem+json", "text/plain"]


@pytest.mark.parametrize(
    ("schema", "keys"),
    [
        ("problem", {"type", "title", "status", "detail", "instance"}),
        ("webob", {"message", "code", "title"}),
        ("pico", {"name", "code", "message"}),
        ("pymacaron", {"error", "error_description", "status", "error_id"}),
        ("sanic", {"description", "status", "message"}),
        (lambda info: {"own": info.status}, {"own"}),
    ],
)
def test_feature_18_json_schemas(failing, send, schema, keys):
    assert set(send(failing(DbError(), format="json", schema=schema)).json) == keys


def test_feature_19_decorator_of_all_json_errors(failing, send):
    application = failing(DbError(), format="json", error_decorator=lambda error: {**error, "help": "/help"})
    application.error_scope("/api", error_decorator=lambda error: {"help": "/api/help"})

    assert send(application).json["help"] == "/help"
    assert send(application, "/nope").json["help"] == "/help"
    assert send(application, "/api/x").json == {"help": "/api/help"}


@pytest.mark.parametrize(
    ("schema", "key"), [("problem", "debug"), ("webob", "debug"), ("pico", "__debug__"), ("sanic", "exceptions")]
)
def test_feature_20_debug_details_by_schema(failing, send, schema, key):
    in_debug = send(failing(DbError("why"), debug=True, format="json", schema=schema))
    in_production = send(failing(DbError("why"), format="json", schema=schema))

    assert key in in_debug.json
    assert "why" in json.dumps(in_debug.json[key])
    assert key not in in_production.json


@pytest.mark.parametrize(("noisy", "count"), [(False, 0), (True, 1)])
def test_feature_21_quiet_and_noisy(failing, send, caplog, noisy, count):
    send(failing(AppError("m", 500, quiet=True), noisy=noisy))

    assert len(caplog.records) == count


@pytest.mark.parametrize(
    ("when", "kinds"),
    [
        ("all", ["exception", "exception"]),
        ("fatal", ["exception"]),
        ("unhandled", ["exception"]),
        (lambda report: report.status == 404, ["exception"]),
        (lambda report: False, []),
    ],
)
def test_feature_22_reporters_choose_what_they_want(failing, send, when, kinds):
    reports = []
    application = failing(DbError(), reporters=[Reporter(reports.append, when=when)])

    send(application, "/nope")
    send(application)

    assert [report.kind for report in reports] == kinds


def test_feature_23_ids_reach_the_client(failing, send):
    application = failing(
        DbError(),
        format="json",
        error_id_header="X-Error-Id",
        reporters=[Reporter(lambda report: "event-9", name="sentry", when="all")],
    )
    application.error_handler(404)(lambda request, response, e: response.write(request.error.event_ids["sentry"]))

    failed, missing = send(application), send(application, "/nope")

    assert failed.json["instance"] == f"urn:uuid:{failed.headers['X-Error-Id']}"
    assert missing.text == "event-9"
    assert len(missing.headers["X-Error-Id"]) == 36


def test_feature_24_report_that_does_not_stop_the_handler(app, send):
    titles = []

    def handler(request):
        errors.report_error("cache is down", caught=DbError("refused"))
        return webapp2.Response("goes on")

    settings = {"name": "shop", "error_reporter": lambda title, dump: titles.append(title)}

    assert send(app([webapp2.Route("/", handler)], config={"webapp2compat.errors": settings})).text == "goes on"
    assert titles == ["NON-FATAL BACKEND ERROR shop handler(): cache is down"]


def test_feature_25_slow_calls(app, send):
    titles = []

    @errors.report_slow(max_ms=0)
    def handler(request):
        return webapp2.Response("ok")

    settings = {"name": "shop", "error_reporter": lambda title, dump: titles.append(title)}
    send(app([webapp2.Route("/", handler)], config={"webapp2compat.errors": settings}))

    assert titles == [f"NON-FATAL BACKEND ERROR shop 200: {__name__}.handler() calltime exceeded 0 millisec!"]


def test_feature_26_propagate_and_trap(failing, app, send):
    with pytest.raises(DbError):
        send(failing(DbError(), propagate=True))
    trapping = app(config={"webapp2compat.errors": {"trap_http_exceptions": True}})

    assert send(trapping, "/nope").status_int == 500


def test_feature_27_debugger_and_reloader_are_switches_of_serve():
    parameters = inspect.signature(webapp2.serve).parameters

    assert [parameters[name].default for name in ("debug", "use_debugger", "use_reloader")] == [None, None, None]


def test_feature_28_error_in_a_handler_is_rendered(failing, send):
    def handler(request, response, exception):
        webapp2.abort(409, "from the handler")

    application = failing(DbError(), format="json", schema="sanic")
    application.error_handler(DbError)(handler)

    assert send(application).json == {"description": "Conflict", "status": 409, "message": "from the handler"}


def test_feature_29_error_of_a_stream_is_reported_and_propagates(app):
    stream = io.StringIO()

    def handler(request):
        return webapp2.Response(app_iter=(1 / 0 for _ in [0]))

    application = app([webapp2.Route("/", handler)])
    application.add_reporter(errors.CloudErrorReporter(stream))

    with pytest.raises(ZeroDivisionError):
        list(webapp2.Request.blank("/").call_application(application)[2])
    assert "ZeroDivisionError" in json.loads(stream.getvalue())["message"]


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nope", 404), ("POST", "/", 405), ("BREW", "/", 501), ("GET", "/?%ff", 500)]
)
def test_feature_30_routing_errors_have_the_same_shape(failing, send, method, path, status):
    response = send(failing(DbError(), format="json", schema="pico"), path, method=method)

    assert set(response.json) == {"name", "code", "message"}
    assert response.json["code"] == response.status_int == status


def test_logger_of_errors_has_no_handler_of_its_own():
    assert logging.getLogger("webapp2compat.errors").handlers == []
