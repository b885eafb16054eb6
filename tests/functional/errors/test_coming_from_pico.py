"""What Pico's documentation of error handling shows, in this package's words."""

import pytest

import webapp2
from webapp2compat.errors import Forbidden, SentryReporter

GENERIC = "The server has either erred or is incapable of performing the requested operation."


def test_http_exception_is_name_code_and_message(failing, send):
    response = send(failing(Forbidden("Not yours."), format="json", schema="pico"))

    assert response.json == {"name": "Forbidden", "code": 403, "message": "Not yours."}
    assert response.content_type == "application/json"


def test_http_exception_without_a_message_is_explained(failing, send):
    body = send(failing(webapp2.exc.HTTPForbidden(), format="json", schema="pico")).json

    assert body == {"name": "Forbidden", "code": 403, "message": "Access was denied to this resource."}


def test_any_other_exception_is_a_generic_500(failing, send):
    body = send(failing(Exception("fail!"), format="json", schema="pico")).json

    assert body == {"name": "Internal Server Error", "code": 500, "message": GENERIC}


def test_debug_mode_tells_of_the_internal_error(failing, send):
    body = send(failing(Exception("fail!"), debug=True, format="json", schema="pico")).json

    assert body["message"] == GENERIC
    assert (body["__debug__"]["name"], body["__debug__"]["message"]) == ("Exception", "fail!")
    assert body["__debug__"]["stack_trace"][-1].endswith(" in get: raise error")


@pytest.mark.parametrize(("method", "path", "code"), [("GET", "/nope", 404), ("POST", "/", 405)])
def test_errors_of_routing_are_json_too(failing, send, method, path, code):
    assert send(failing(Exception(), format="json", schema="pico"), path, method=method).json["code"] == code


def test_id_of_sentry_is_in_the_body(failing, send):
    class Client:
        def capture_exception(self, error):
            return "0123456789abcdef"

    application = failing(Exception("fail!"), format="json", schema="pico", reporters=[SentryReporter(Client())])

    assert send(application).json["sentry_id"] == "0123456789abcdef"


def test_sentry_does_not_hear_of_http_exceptions(failing, send):
    captured = []

    class Client:
        def capture_exception(self, error):
            captured.append(error)

    send(failing(Forbidden(), reporters=[SentryReporter(Client())]))

    assert captured == []
