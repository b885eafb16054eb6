"""What Sanic's documentation of exceptions shows, in this package's words."""

import pytest

import webapp2
from webapp2compat import errors
from webapp2compat.errors import AppError, BadRequest, NotFound, Reporter


class CustomError(AppError):
    message = "Something bad happened"


class TeapotError(AppError):
    status_code = 418
    message = "Sorry, I cannot brew coffee"


class SilentError(AppError):
    message = "Something happened, but not shown in logs"
    quiet = True


class WithHeaders(AppError):
    headers = {"X-Foo": "bar"}


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (AppError("Something went wrong.", status_code=501), 501, "Something went wrong."),
        (NotFound("Could not find user with username=ann"), 404, "Could not find user with username=ann"),
        (CustomError, 500, "Something bad happened"),
        (CustomError("Override the default"), 500, "Override the default"),
        (TeapotError, 418, "Sorry, I cannot brew coffee"),
        (TeapotError(status_code=400), 400, "Sorry, I cannot brew coffee"),
    ],
)
def test_raised_error_says_status_and_message(failing, send, error, status, message):
    body = send(failing(error, format="json", schema="sanic")).json

    assert (body["status"], body["message"]) == (status, message)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("BadRequest", 400),
        ("Unauthorized", 401),
        ("Forbidden", 403),
        ("NotFound", 404),
        ("MethodNotAllowed", 405),
        ("ServerError", 500),
        ("ServiceUnavailable", 503),
    ],
)
def test_stock_errors_have_their_statuses(failing, send, name, status):
    assert send(failing(getattr(errors, name)("m"))).status_int == status


@pytest.mark.parametrize("error", [SilentError, BadRequest("blah blah", quiet=True)])
def test_quiet_errors_are_not_logged(failing, send, caplog, error):
    send(failing(error))

    assert caplog.records == []


def test_noisy_application_logs_quiet_errors(failing, send, caplog):
    send(failing(SilentError, noisy=True))

    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    ("error", "name", "value"),
    [(WithHeaders, "X-Foo", "bar"), (BadRequest("blah blah", headers={"X-Foo": "baz"}), "X-Foo", "baz")],
)
def test_headers_of_class_or_instance_are_sent(failing, send, error, name, value):
    assert send(failing(error, format="json")).headers[name] == value


def test_method_not_allowed_names_the_methods(failing, send):
    assert send(failing(errors.MethodNotAllowed(allow=["GET", "POST"]))).headers["Allow"] == "GET, POST"


def test_handler_answers_several_classes(failing, send):
    application = failing(TeapotError)

    @application.error_handler(NotFound, TeapotError, webapp2.exc.HTTPNotFound)
    def ignore(request, response, exception):
        response.write(f"Yep, I totally found the page: {request.url}")

    assert send(application).text == "Yep, I totally found the page: http://localhost/"
    assert send(application, "/nope").text == "Yep, I totally found the page: http://localhost/nope"


@pytest.mark.parametrize("path", ["/", "/nope"])
def test_handler_of_exception_catches_anything(failing, send, path):
    application = failing(ValueError("v"))
    application.add_error_handler(Exception, lambda request, response, e: webapp2.Response("caught", status=500))

    assert send(application, path).text == "caught"


def test_handler_of_exception_leaves_redirects_alone(app, send):
    class Old(webapp2.RequestHandler):
        def get(self):
            self.redirect("/new", abort=True)

    application = app([("/old", Old)])
    application.add_error_handler(Exception, lambda request, response, e: response.write("caught"))

    assert send(application, "/old").headers["Location"] == "http://localhost/new"


@pytest.mark.parametrize("key", [302, webapp2.exc.HTTPFound])
def test_handler_of_a_redirect_gets_it(app, send, key):
    class Old(webapp2.RequestHandler):
        def get(self):
            self.redirect("/new", abort=True)

    application = app([("/old", Old)])
    application.add_error_handler(key, lambda request, response, e: response.write("caught"))

    assert send(application, "/old").text == "caught"


def test_handler_class_chooses_the_format(app, send):
    class Texts(webapp2.RequestHandler):
        error_format = "text"

        def get(self):
            raise TeapotError

    assert send(app([("/", Texts)])).text == "418 I'm a teapot\n================\nSorry, I cannot brew coffee\n"


def test_fallback_is_a_function_of_the_applications_own(failing, send):
    def default(info):
        return webapp2.Response(json={"error": str(info.exception), "foo": "bar"}, status=info.status)

    assert send(failing(TeapotError, format=default)).json == {"error": "Sorry, I cannot brew coffee", "foo": "bar"}


def test_text_in_debug_mode_has_the_traceback(failing, send):
    text = send(failing(errors.ServerError("That time when that thing broke"), debug=True, format="text")).text

    assert text.startswith("500 Internal Server Error\n=========================\nThat time when that thing broke\n")
    assert "ServerError: That time when that thing broke" in text


def test_text_in_production_has_none(failing, send):
    text = send(failing(errors.ServerError("That time when that thing broke"), format="text")).text

    assert text == "500 Internal Server Error\n=========================\nThat time when that thing broke\n"


def test_json_in_debug_mode_has_path_arguments_and_exceptions(failing, send):
    application = failing(errors.ServerError("broke"), debug=True, format="json", schema="sanic")

    body = send(application, "/?a=1").json

    assert (body["path"], body["args"]) == ("/", {"a": ["1"]})
    assert body["exceptions"][0]["type"] == "ServerError"
    assert body["exceptions"][0]["frames"][-1]["src"] == "raise error"


CONTEXTUAL = TeapotError(extra={"name": "Adam"}, context={"foo": "bar"})


def test_context_is_shown_in_production_and_extra_in_debug_mode_only(failing, send):
    in_production = send(failing(CONTEXTUAL, format="json", schema="sanic")).json
    in_debug = send(failing(CONTEXTUAL, debug=True, format="json", schema="sanic")).json

    assert in_production["context"] == in_debug["context"] == {"foo": "bar"}
    assert "extra" not in in_production
    assert in_debug["extra"] == {"name": "Adam"}


@pytest.mark.parametrize("format", ["text", "html"])
def test_context_is_shown_in_text_and_html(failing, send, format):
    in_production = send(failing(CONTEXTUAL, format=format)).text
    in_debug = send(failing(CONTEXTUAL, debug=True, format=format)).text

    assert "bar" in in_production
    assert "Adam" not in in_production
    assert "Adam" in in_debug


def test_reporter_sees_every_exception_after_the_response(failing):
    seen = []
    application = failing(
        SilentError, reporters=[Reporter(lambda report: seen.append(report.exception), when="all", deferred=True)]
    )
    chunks = webapp2.Request.blank("/").call_application(application)[2]
    before = len(seen)
    chunks.close()

    assert (before, [type(error) for error in seen]) == (0, [SilentError])
