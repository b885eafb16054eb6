"""What the ``safe`` profile changes about errors, and that each part can be switched alone."""

import pytest

import webapp2


class Partial(webapp2.RequestHandler):
    def get(self):
        self.response.headers["Location"] = "/secret"
        self.response.write("SECRET-PARTIAL")
        raise ValueError("late")


def answer_500(request, response, exception):
    response.write("custom")


@pytest.mark.parametrize("switches", [{"profile": "safe"}, {"clean_error_response": True}])
def test_error_handler_gets_a_clean_response_under_safe(app, send, switches):
    application = app([("/", Partial)], config={"webapp2compat": switches})
    application.error_handlers[500] = answer_500

    response = send(application)

    assert (response.status_int, response.text) == (500, "custom")
    assert "Location" not in response.headers


def test_response_as_it_was_left_is_reachable_under_safe(app, send):
    application = app([("/", Partial)], config={"webapp2compat": {"profile": "safe"}})
    application.error_handlers[500] = lambda request, response, e: response.write(request.error.response.text.lower())

    assert send(application).text == "secret-partial"


def test_error_handler_gets_the_partial_response_by_default(app, send):
    application = app([("/", Partial)])
    application.error_handlers[500] = answer_500

    response = send(application)

    assert (response.status_int, response.text) == (200, "SECRET-PARTIALcustom")


def abort_503(request, response, exception):
    webapp2.abort(503)


@pytest.mark.parametrize("switches", [{"profile": "safe"}, {"redispatch_errors": True}])
def test_handler_that_aborts_is_answered_by_the_handler_for_that_code(failing, send, switches):
    application = failing(ValueError("v"), switches=switches)
    application.error_handlers[500] = abort_503
    application.error_handlers[503] = lambda request, response, e: webapp2.Response("down", status=503)

    assert send(application).text == "down"


def test_handler_that_aborts_has_webobs_page_by_default(failing, send):
    application = failing(ValueError("v"))
    application.error_handlers[500] = abort_503
    application.error_handlers[503] = lambda request, response, e: webapp2.Response("down", status=503)

    response = send(application)

    assert (response.status_int, "down" in response.text) == (503, False)


def test_handlers_that_abort_to_each_other_end(failing, send):
    application = failing(ValueError("v"), switches={"redispatch_errors": True})
    application.error_handlers[500] = abort_503
    application.error_handlers[503] = abort_503

    assert send(application).status_int == 503


def test_handler_for_all_errors_that_aborts_is_called_once(failing, send):
    calls = []

    def handler(request, response, exception):
        calls.append(type(exception).__name__)
        webapp2.abort(503)

    application = failing(ValueError("v"), switches={"redispatch_errors": True})
    application.error_handler(Exception)(handler)

    assert send(application).status_int == 503
    assert calls == ["ValueError"]


def test_aborted_code_without_a_handler_has_its_own_page(failing, send):
    application = failing(ValueError("v"), switches={"redispatch_errors": True})
    application.error_handlers[500] = abort_503

    assert send(application).status_int == 503


def test_handler_that_raises_its_exception_again_is_not_asked_twice(app, send):
    calls = []

    def handler(request, response, exception):
        calls.append(exception.code)
        raise exception

    application = app(config={"webapp2compat": {"redispatch_errors": True}})
    application.error_handlers[404] = handler

    assert send(application, "/nope").status_int == 404
    assert calls == [404]


@pytest.mark.parametrize("switches", [{"profile": "safe"}, {"nosniff": True}])
@pytest.mark.parametrize("path", ["/nope", "/"])
def test_error_pages_are_not_to_be_sniffed_under_safe(failing, send, switches, path):
    response = send(failing(ValueError("v"), switches=switches), path)

    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_default_error_pages_say_nothing_of_sniffing(failing, send):
    assert "X-Content-Type-Options" not in send(failing(ValueError("v")), "/nope").headers
