"""What PyMacaron's documentation of error handling shows, in this package's words."""

import json
import time

import pytest

import webapp2
from webapp2compat.errors import AppError, add_error, is_error, report_error, report_slow


class InvalidUserError(AppError):
    error = "INVALID_USER"
    status_code = 401


def test_raised_error_is_a_json_error_object(failing, send):
    error = InvalidUserError("DB entry not found", user_message="Sorry, we don't know you")

    body = send(failing(error, format="json", schema="pymacaron")).json
    error_id = body.pop("error_id")

    assert len(error_id) == 36
    assert body == {
        "error": "INVALID_USER",
        "error_description": "DB entry not found",
        "user_message": "Sorry, we don't know you",
        "status": 401,
    }


MyOwnException = add_error(name="MyOwnException", code="MY_OWN_EXCEPTION", status=401)


def test_errors_are_defined_in_batch(failing, send):
    body = send(failing(MyOwnException("m"), format="json", schema="pymacaron")).json

    assert (MyOwnException.__name__, body["error"], body["status"]) == ("MyOwnException", "MY_OWN_EXCEPTION", 401)


class Crashes(list):
    def __call__(self, title, message):
        self.append((title, json.loads(message)))


def test_error_of_another_service_is_reported_and_the_handler_goes_on(app, send):
    crashes = Crashes()

    def do_login(request):
        profile = {"error": "NO_PROFILE", "error_description": "gone", "status": 404, "password": "hunter2"}
        if is_error(profile):
            report_error("Oops. Failed to get user profile", caught=profile)
        return webapp2.Response("welcome")

    settings = {"error_reporter": crashes, "name": "my"}
    response = send(app([webapp2.Route("/", do_login)], config={"webapp2compat.errors": settings}), "/?a=1")

    title, dump = crashes[0]
    assert response.text == "welcome"
    assert title == "NON-FATAL BACKEND ERROR my do_login(): Oops. Failed to get user profile"
    assert "NO_PROFILE" in dump["error_caught"]
    assert "hunter2" not in str(dump)
    assert dump["request"]["params"] == {"a": ["1"]}
    assert dump["is_fatal_error"] is False


def test_caught_exception_is_in_the_report_with_its_trace(app, send):
    crashes = Crashes()

    def handler(request):
        try:
            {}["k"]
        except KeyError as error:
            report_error(caught=error, is_fatal=True)
        return webapp2.Response()

    send(app([webapp2.Route("/", handler)], config={"webapp2compat.errors": {"error_reporter": crashes, "name": "my"}}))

    title, dump = crashes[0]
    assert title == "FATAL BACKEND ERROR my handler(): 'k'"
    assert dump["trace"][-1] == "KeyError: 'k'"
    assert dump["error_caught"] == "KeyError('k')"


def test_crash_is_an_error_of_500_and_a_report(failing, send):
    crashes = Crashes()
    application = failing(ValueError("v"), format="json", schema="pymacaron", error_reporter=crashes, name="my")

    body = send(application, "/?token=t0ps3cret").json

    title, dump = crashes[0]
    assert (body["error"], body["status"]) == ("UNHANDLED_SERVER_ERROR", 500)
    assert title.startswith("FATAL BACKEND ERROR my 500 UNHANDLED_SERVER_ERROR: ")
    assert (dump["error_id"], dump["is_fatal_error"]) == (body["error_id"], True)
    assert "t0ps3cret" not in str(dump)
    assert set(dump) == {
        "call_id",
        "call_path",
        "endpoint",
        "error_id",
        "is_fatal_error",
        "request",
        "response",
        "server",
        "stack",
        "time",
        "title",
        "trace",
        "user",
    }


def test_client_error_is_not_reported(failing, send):
    crashes = Crashes()

    send(failing(InvalidUserError(), error_reporter=crashes))

    assert crashes == []


def test_errors_are_decorated(failing, send):
    def my_error_decorator(error):
        error["user_message"] = "Something went really wrong! Try again later"
        return error

    application = failing(ValueError("v"), format="json", schema="pymacaron", error_decorator=my_error_decorator)

    assert send(application).json["user_message"] == "Something went really wrong! Try again later"


def test_error_caught_is_shown_in_debug_mode(failing, send):
    error = InvalidUserError("w")
    error.__cause__ = ValueError("inner")

    assert send(failing(error, debug=True, format="json", schema="pymacaron")).json["error_caught"] == (
        "ValueError('inner')"
    )
    assert "error_caught" not in send(failing(error, format="json", schema="pymacaron")).json


def sleepy(request):
    time.sleep(0.02)
    return webapp2.Response("done")


@report_slow(max_ms=5000)
def patient(request):
    return sleepy(request)


@report_slow(max_ms=10)
def impatient(request):
    return sleepy(request)


@pytest.mark.parametrize(
    ("handler", "limit", "count"),
    [(sleepy, 10, 1), (sleepy, 5000, 0), (sleepy, None, 0), (patient, 10, 0), (impatient, 5000, 1)],
)
def test_slow_calls_are_reported(app, send, handler, limit, count):
    crashes = Crashes()
    settings = {"error_reporter": crashes, "report_call_exceeding_ms": limit, "name": "my"}

    send(app([webapp2.Route("/", handler)], config={"webapp2compat.errors": settings}))

    assert len(crashes) == count


def test_report_of_a_slow_call_says_which_and_how_long(app, send):
    crashes = Crashes()

    send(
        app([webapp2.Route("/", impatient)], config={"webapp2compat.errors": {"error_reporter": crashes, "name": "my"}})
    )

    title, dump = crashes[0]
    assert title == f"NON-FATAL BACKEND ERROR my 200: {__name__}.impatient() calltime exceeded 10 millisec!"
    assert dump["time"]["microsecs"] > 10_000
    assert dump["response"]["status"] == 200
