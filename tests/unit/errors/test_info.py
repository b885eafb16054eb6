import pytest

import webapp2
from webapp2 import exc
from webapp2compat.errors import AppError, ErrorInfo


@pytest.fixture
def info(app):
    """Make what is known about an error: ``info(error, method="POST")``."""

    def make(error, method="GET", debug=False, **settings):
        application = app(debug=debug, config={"webapp2compat.errors": settings})
        request = webapp2.Request.blank("/caf%C3%A9?a=1", method=method)
        return ErrorInfo(application, application.error_pipeline.settings, request, webapp2.Response(), error)

    return make


def test_request_has_no_error_by_default():
    assert (webapp2.Request.error, webapp2.Request.blank("/").error) == (None, None)


def test_request_knows_its_error_in_a_handler(failing, send):
    application = failing(AppError("m", 409, error="TAKEN"))
    application.error_handlers[409] = lambda request, response, e: response.write(repr((request.error.error, e.status)))

    assert send(application).text == "('TAKEN', '409 Conflict')"


def test_error_of_a_request_is_forgotten_with_it(failing):
    requests = []
    application = failing(ValueError("v"))
    application.error_handlers[500] = lambda request, response, e: requests.append(request)

    webapp2.Request.blank("/").get_response(application)

    assert requests[0].error is None


@pytest.mark.parametrize(
    ("error", "method", "message"),
    [
        (exc.HTTPNotFound(), "GET", "The resource could not be found."),
        (exc.HTTPNotFound("No such page"), "GET", "No such page"),
        (exc.HTTPNotFound(ValueError("v")), "GET", "v"),
        (exc.HTTPBadRequest(explanation="Why"), "GET", "Why"),
        (exc.HTTPMethodNotAllowed(), "PUT", "The method PUT is not allowed for this resource."),
        (exc.HTTPNotImplemented(), "BREW", "The request method BREW is not implemented for this server."),
        (exc.HTTPForbidden(body_template="<b>own</b>"), "GET", "Access was denied to this resource."),
        (AppError(status_code=418), "GET", "I'm a teapot"),
        (ValueError("v"), "GET", AppError.explanation),
    ],
)
def test_message_is_what_the_client_may_read(info, error, method, message):
    assert info(error, method).message == message


@pytest.mark.parametrize(
    ("error", "identifier"),
    [
        (exc.HTTPNotFound(), "NOT_FOUND"),
        (AppError(status_code=418), "IM_A_TEAPOT"),
        (AppError(error="OWN"), "OWN"),
        (ValueError("v"), "UNHANDLED_SERVER_ERROR"),
    ],
)
def test_identifier_is_given_or_made_of_the_title(info, error, identifier):
    assert info(error).error == identifier


def test_unknown_exception_has_a_status_and_no_facts(info):
    known = info(ValueError("v"))

    assert (known.status, known.status_line, known.title) == (
        500,
        "500 Internal Server Error",
        "Internal Server Error",
    )
    assert (known.headers, known.context, known.extra, known.user_message, known.type) == ([], {}, {}, None, None)
    assert (known.fatal, known.quiet, known.handled) == (True, False, False)
    assert repr(known) == "<ErrorInfo 500 ValueError>"


def test_title_is_the_one_that_was_given(info):
    known = info(exc.HTTPBadRequest(title="My title"))

    assert (known.title, known.status_line) == ("My title", "400 Bad Request")


def test_headers_leave_out_what_describes_the_body(info):
    error = AppError("m", headers={"Content-Type": "text/x", "ETag": "1", "X-A": "1"})

    assert info(error).headers == [("X-A", "1")]


@pytest.mark.parametrize(
    ("error", "noisy", "quiet"),
    [
        (exc.HTTPNotFound(), False, True),
        (exc.HTTPNotFound(), True, False),
        (AppError("m"), False, False),
        (AppError("m", quiet=True), False, True),
        (AppError("m", quiet=True), True, False),
        (ValueError("v"), False, False),
    ],
)
def test_http_exceptions_and_quiet_errors_are_quiet(info, error, noisy, quiet):
    assert info(error, noisy=noisy).quiet is quiet


@pytest.mark.parametrize(("debug", "message"), [(True, "v"), (False, "Sorry.")])
def test_message_of_an_unknown_exception_is_the_applications(info, debug, message):
    assert info(ValueError("v"), debug=debug, internal_error_message="Sorry.").message == message


def test_text_says_all_of_the_chain(info):
    assert info(ValueError("v")).traceback.endswith("ValueError: v")


@pytest.mark.parametrize("fact", ["error", "user_message", "type", "context", "extra"])
def test_property_that_fails_is_logged_and_as_if_it_were_not_given(info, fact, caplog):
    failing = type("Failing", (AppError,), {fact: property(lambda error: error.nothing)})

    facts = info(failing("m", 409), format="json")

    assert getattr(facts, fact) in (None, {}, "CONFLICT")
    assert f"The {fact} of Failing failed." in caplog.text
