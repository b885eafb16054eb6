"""What clients send, what exceptions are made of and what reporters do must not harm an error's answer."""

import builtins
import json
import logging
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from webtest import TestApp

import webapp2
from webapp2compat.errors import AppError, CallbackReporter, Reporter, report_error

ExceptionGroup = getattr(builtins, "ExceptionGroup", None)  # since Python 3.11
SCHEMAS = ["problem", "webob", "pico", "pymacaron", "sanic"]


class Secretive(Exception):
    """Its name, its text and its file are nobody's business."""


@pytest.mark.parametrize("format", [None, "json"])
@pytest.mark.parametrize(
    "headers",
    [
        {"X-A": "a\r\nSet-Cookie: x=1"},
        [("X-A", "a\r\nSet-Cookie: x=1")],
        {"X-A\r\nSet-Cookie": "x=1"},
        {"X-A: a": "b"},
        {"X-A": "\ud800"},
        {"X-A": "a\0"},
    ],
)
def test_x01_header_with_a_line_break_is_dropped_with_a_warning(failing, send, caplog, headers, format):
    response = send(failing(AppError("m", 400, headers=headers, quiet=True), format=format))

    assert response.status == "400 Bad Request"
    assert "X-A" not in response.headers
    assert "Set-Cookie" not in response.headers
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_x01_header_given_to_abort_is_dropped_too(app, send, caplog):
    def handler(request):
        webapp2.abort(400, headers=[("X-A", "a\r\nSet-Cookie: x=1")])

    response = send(app([webapp2.Route("/", handler)]))

    assert "Set-Cookie" not in response.headers
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_x01_status_with_a_line_break_is_sent_without_it(app, send):
    def handler(request):
        error = webapp2.exc.HTTPBadRequest()
        error.status = "400 " + request.GET["why"]
        raise error

    response = send(app([webapp2.Route("/", handler)]), "/?why=a%0d%0aSet-Cookie:%20x=1")

    assert response.status == "400 Bad Request"


def unsafe_answer(*args):
    return webapp2.exc.HTTPConflict(headers={"X-A": "a\r\nSet-Cookie: x=1"}, body_template="${HTTP_COOKIE}")


@pytest.mark.parametrize(
    ("attributes", "settings"),
    [
        ({"error_handlers": {500: unsafe_answer}}, {}),
        ({"handle_exception": unsafe_answer}, {}),
        ({"_internal_error": unsafe_answer}, {}),
        ({}, {"format": unsafe_answer}),
    ],
)
def test_x01_http_exception_that_answers_an_error_is_sent_safely(failing, send, attributes, settings):
    application = failing(ValueError("v"), **settings)
    vars(application).update(attributes)

    response = send(application, headers={"Cookie": "sid=42"})

    assert response.status == "409 Conflict"
    assert "Set-Cookie" not in response.headers
    assert "sid=42" not in response.text


def test_x02_message_is_escaped_in_html(failing, send):
    body = send(failing(AppError("<script>alert(1)</script>", 400), format="html")).text

    assert "&lt;script&gt;" in body
    assert "<script>" not in body


def test_x03_json_is_not_to_be_sniffed_as_html(failing, send):
    response = send(failing(AppError("</script>", 400), format="json", schema="sanic"))

    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_x04_secret_in_the_query_is_masked_on_the_debug_page(failing, send):
    body = send(failing(ValueError("v"), debug=True, format="html"), "/?password=hunter2&a=shown").text

    assert "hunter2" not in body
    assert "shown" in body


@pytest.mark.parametrize("format", ["html", "text", "json"])
def test_x05_credentials_are_masked_in_debug_answers(failing, send, format):
    headers = {"Authorization": "Bearer s3cr3t-bearer", "Cookie": "sid=s3cr3t-cookie"}

    body = send(failing(ValueError("v"), debug=True, format=format, schema="sanic"), headers=headers).text

    assert "s3cr3t" not in body


def test_x05_credentials_are_masked_in_reports(failing, send):
    reports = []
    application = failing(ValueError("s3cr3t-bearer"), error_reporter=lambda *report: reports.append(report))

    send(application, headers={"Authorization": "Bearer s3cr3t-bearer", "Cookie": "sid=s3cr3t-cookie"})

    assert "s3cr3t" not in str(reports)
    assert json.loads(reports[0][1])["request"]["headers"]["Authorization"] == "********"


def test_x05_secret_in_a_form_is_masked_where_the_exception_repeats_it(app):
    reports = []

    def handler(request):
        raise ValueError(f"no user with {request.POST['password']}")

    settings = {"format": "html", "error_reporter": lambda *report: reports.append(report)}
    application = app([webapp2.Route("/", handler)], debug=True, config={"webapp2compat.errors": settings})
    page = webapp2.Request.blank("/", POST={"password": "s3cr3t-form"}).get_response(application).text

    assert "no user with ********" in page
    assert "s3cr3t" not in f"{page} {reports}"


def test_x06_secret_local_variable_is_masked(app, send):
    def handler(request):
        api_key = "k3y"
        raise ValueError(len(api_key))

    application = app([webapp2.Route("/", handler)], debug=True, config={"webapp2compat.errors": {"format": "html"}})

    body = send(application).text

    assert "api_key" in body
    assert "k3y" not in body


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")


@pytest.mark.parametrize("format", [None, "html", "text", "json"])
@pytest.mark.parametrize("debug", [True, False])
def test_x07_exception_without_text_is_a_500_and_logged_by_its_name(failing, send, caplog, format, debug):
    response = send(failing(Unprintable(), debug=debug, format=format, error_reporter=lambda *report: None))

    assert response.status_int == 500
    assert [record.getMessage() for record in caplog.records] == ["Unprintable, whose str() failed"]


def test_x08_cyclic_causes_are_shown_once(failing, send):
    first, second = ValueError("first"), KeyError("second")
    first.__cause__, second.__cause__ = second, first
    started = time.monotonic()

    body = send(failing(first, debug=True, format="json", schema="sanic")).json

    assert [shown["type"] for shown in body["exceptions"]] == ["KeyError", "ValueError"]
    assert time.monotonic() - started < 1


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 has no exception groups")
@pytest.mark.parametrize("format", ["html", "text", "json"])
def test_x09_deeply_nested_groups_are_cut(failing, send, format):
    error = ValueError("leaf")
    for _ in range(100):
        error = ExceptionGroup("deeper", [error, KeyError("k")])

    response = send(failing(error, debug=True, format=format))

    assert response.status_int == 500
    assert 1 <= response.text.count("ExceptionGroup: deeper") + response.text.count('"exception": "deeper') <= 30


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 has no exception groups")
def test_x09_nested_groups_are_shown_ten_deep_at_most(failing, send):
    error = ValueError("leaf")
    for _ in range(100):
        error = ExceptionGroup("deeper", [error, KeyError("k")])

    body = send(failing(error, debug=True, format="json", schema="sanic")).text

    assert 2 <= body.count('"members"') <= 10


@pytest.mark.parametrize("format", ["html", "text", "json"])
@pytest.mark.parametrize("value", [object(), b"bytes", datetime(2012, 1, 1), {1: {2: object()}}, float("inf"), {3}])
def test_x10_context_that_json_does_not_know_becomes_text(failing, send, format, value):
    response = send(failing(AppError("m", 400, context={"value": value}), format=format, schema="sanic"))

    assert response.status_int == 400


@pytest.mark.parametrize("format", ["html", "text", "json"])
def test_x10_integer_that_python_does_not_write_is_left_out(failing, send, format):
    response = send(failing(AppError("m", 400, context={"value": -(10**5000), "other": 1}), format=format))

    assert response.status_int == 400


def test_x10_unknown_object_is_its_str_in_json(failing, send):
    error = AppError("m", 400, context={"when": datetime(2012, 1, 1), "raw": b"x", "none": None, "n": 1.5})

    body = send(failing(error, format="json", schema="sanic")).json

    assert body["context"] == {"when": "2012-01-01 00:00:00", "raw": "b'x'", "none": None, "n": 1.5}


@pytest.mark.parametrize("format", [None, "json"])
@pytest.mark.parametrize("debug", [True, False])
def test_x11_endless_recursion_is_one_logged_500(app, send, caplog, format, debug):
    def handler(request):
        return handler(request)

    application = app([webapp2.Route("/", handler)], debug=debug, config={"webapp2compat.errors": {"format": format}})

    assert send(application).status_int == 500
    assert len(caplog.records) == 1


@pytest.mark.parametrize("format", [None, "auto", "html", "text", "json"])
@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("accept", ["text/html", "application/json", "application/problem+json", "text/plain", "*/*"])
def test_x12_unknown_exception_tells_the_client_nothing(failing, send, format, schema, accept):
    error = Secretive("the secret text")
    error.__cause__ = KeyError("another secret")
    application = failing(error, format=format, schema=schema, reporters=[Reporter(lambda report: None)])

    response = send(application, headers={"Accept": accept})
    told = f"{response.status} {response.headers} {response.text}"

    assert response.status == "500 Internal Server Error"
    assert not [
        word for word in ("secret", "Secretive", "KeyError", "Traceback", __file__, "/") if word in body_of(told)
    ]


def body_of(told):
    """Take out the slashes that are no paths: of media types and of closing tags."""
    for innocent in (
        "text/html",
        "text/plain",
        "application/json",
        "application/problem+json",
        "</",
        "<br />",
        "/>",
        "16px/1.5",
        "auto/",
    ):
        told = told.replace(innocent, "")
    return told


def test_x12_schema_of_the_applications_own_gets_no_message(failing, send):
    body = send(failing(Secretive("secret"), format="json", schema=lambda info: {"told": info.message})).text

    assert "secret" not in body


def test_x13_deferred_reporter_does_not_delay_the_body(failing):
    released, reported = threading.Event(), []
    reporter = Reporter(lambda report: reported.append(released.wait(10)), when="all", deferred=True)
    application = failing(ValueError("v"), reporters=[reporter])

    _, headers, chunks = webapp2.Request.blank("/").call_application(application)
    body = b"".join(chunks)
    reported_before_close = list(reported)
    released.set()
    chunks.close()

    assert len(body) == int(dict(headers)["Content-Length"])
    assert (reported_before_close, reported) == ([], [True])


def test_x14_unknown_setting_is_refused_when_the_application_is_made(app):
    with pytest.raises(ValueError, match="formt"):
        app(config={"webapp2compat.errors": {"formt": "json"}})


@pytest.mark.parametrize("key", ["404", True, ValueError(), int, KeyboardInterrupt, None])
def test_x15_key_that_is_no_code_or_exception_is_refused(app, key):
    with pytest.raises(TypeError, match="no key of an error handler"):
        app().error_handler(key)


def test_x15_handler_for_nothing_is_refused(app):
    with pytest.raises(TypeError, match="has no key"):
        app().error_handler()


def test_x16_identifier_in_place_of_a_status_is_refused_with_a_hint():
    with pytest.raises(TypeError, match="error='INVALID_USER'"):

        class InvalidUser(AppError):
            code = "INVALID_USER"


@pytest.mark.parametrize("title", ["Bad\r\nSet-Cookie: x=1", "\u2603"])
def test_x16_title_that_cannot_stand_in_a_status_line_is_refused(title):
    with pytest.raises(ValueError, match="is not allowed in a status line"):
        type("Titled", (AppError,), {"title": title})


def test_x17_stream_that_fails_is_reported_once_and_propagates(app):
    kinds = []

    def handler(request):
        def chunks():
            yield b"one"
            raise ValueError("mid-stream")

        return webapp2.Response(app_iter=chunks())

    application = app([webapp2.Route("/", handler)])
    application.add_reporter(Reporter(lambda report: kinds.append(report.kind), when="all"))

    with pytest.raises(ValueError, match="mid-stream"):
        b"".join(webapp2.Request.blank("/").call_application(application)[2])
    assert kinds == ["stream"]


def test_x18_concurrent_failures_keep_their_own_ids(app):
    reported = {}

    def handler(request):
        raise ValueError(request.get("n"))

    errors = {
        "format": "json",
        "schema": "pymacaron",
        "error_reporter": lambda title, dump: reported.update({title.rpartition(" ")[2]: json.loads(dump)["error_id"]}),
    }
    application = app([webapp2.Route("/", handler)], config={"webapp2compat.errors": errors})

    def ask(number):
        return str(number), webapp2.Request.blank(f"/?n={number}").get_response(application).json["error_id"]

    logging.disable()
    with ThreadPoolExecutor(8) as pool:
        answered = dict(pool.map(ask, range(200)))
    logging.disable(logging.NOTSET)

    assert answered == reported
    assert len(set(answered.values())) == 200


def test_x19_head_has_the_headers_of_get_and_no_body(app, send):
    application = app(config={"webapp2compat.errors": {"format": "json"}})

    head, get = send(application, "/nope", method="HEAD"), send(application, "/nope")

    assert head.body == b""
    assert head.status == get.status
    assert set(head.headers) == set(get.headers)
    assert head.headers["Content-Type"] == get.headers["Content-Type"]


def test_x20_propagated_error_reaches_webtest(failing):
    with pytest.raises(ValueError, match="v"):
        TestApp(failing(ValueError("v"), propagate=True)).get("/")


def test_x20_webtest_gets_a_500_by_default(failing):
    assert TestApp(failing(ValueError("v"))).get("/", status=500).status_int == 500


def test_reporter_that_reports_is_not_asked_again(failing, send):
    calls = []

    def reporter(title, dump):
        calls.append(title)
        report_error("from a reporter")

    send(failing(ValueError("v"), reporters=[CallbackReporter(reporter)]))

    assert len(calls) == 1


def test_lone_surrogate_in_a_message_is_escaped(failing, send):
    for_text = send(failing(AppError("\ud800", 400), format="text"))

    assert for_text.status_int == 400
    assert "\\ud800" in for_text.text
