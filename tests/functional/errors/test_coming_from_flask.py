"""What Flask's documentation of errors shows, in this package's words."""

import pytest

import webapp2
from webapp2compat.errors import AppError, BadRequest, SentryReporter


@pytest.mark.parametrize("key", [400, BadRequest, webapp2.exc.HTTPBadRequest])
@pytest.mark.parametrize("by_decorator", [True, False])
def test_handler_is_registered_for_a_class_or_its_code(app, send, key, by_decorator):
    def handle_bad_request(request, response, exception):
        response.write("bad request!")

    def page(request):
        raise (BadRequest() if key is BadRequest else webapp2.exc.HTTPBadRequest())

    application = app([webapp2.Route("/", page)])
    application.error_handler(key)(handle_bad_request) if by_decorator else application.add_error_handler(
        key, handle_bad_request
    )

    response = send(application)

    assert (response.status_int, response.text) == (400, "bad request!")


def test_code_of_a_class_is_its_status():
    assert BadRequest.code == 400


class InsufficientStorage(AppError):
    code = 507
    description = "Not enough storage space."


@pytest.mark.parametrize("key", [507, InsufficientStorage])
def test_nonstandard_code_is_a_subclass_or_a_number(failing, send, key):
    application = failing(InsufficientStorage())
    application.add_error_handler(key, lambda request, response, e: response.write(str(e)))

    response = send(application)

    assert (response.status_int, response.text) == (507, "Not enough storage space.")


@pytest.mark.parametrize(("error", "text"), [(ConnectionRefusedError(), "refused"), (ConnectionResetError(), "lost")])
def test_most_specific_handler_is_chosen(failing, send, error, text):
    application = failing(error)
    application.add_error_handler(ConnectionError, lambda request, response, e: response.write("lost"))
    application.add_error_handler(ConnectionRefusedError, lambda request, response, e: response.write("refused"))

    assert send(application).text == text


def test_unhandled_exception_becomes_a_generic_500(failing, send):
    response = send(failing(ValueError("v")))

    assert response.status == "500 Internal Server Error"
    assert "v" not in response.text.split()


def test_handlers_of_a_prefix_precede_and_own_its_404s(failing, send):
    application = failing(ValueError("v"))
    application.add_error_handler(404, lambda request, response, e: response.write("site"))

    @application.error_handler(404, prefix="/shop")
    def shop_404(request, response, exception):
        response.write("shop")

    assert (send(application, "/shop/x").text, send(application, "/x").text) == ("shop", "site")


def test_sentry_is_added_when_the_application_is_made_or_later(failing, send):
    captured = []

    class Client:
        def capture_exception(self, error):
            captured.append(error)

    at_once = failing(ValueError("v"), reporters=[SentryReporter(Client())])
    later = failing(ValueError("v"))
    later.add_reporter(SentryReporter(Client()))
    send(at_once)
    send(later)

    assert len(captured) == 2


def test_reporter_of_unhandled_errors_is_called_though_500_has_a_handler(failing, send):
    captured = []

    class Client:
        def capture_exception(self, error):
            captured.append(error)
            return "id"

    application = failing(ValueError("v"), reporters=[SentryReporter(Client())])
    application.error_handler(500)(lambda request, response, e: response.write("sorry"))

    assert send(application).text == "sorry"
    assert len(captured) == 1


def test_propagated_error_skips_the_handler_of_500(failing, send):
    application = failing(ValueError("v"), propagate=True)
    application.error_handler(500)(lambda request, response, e: response.write("sorry"))

    with pytest.raises(ValueError, match="v"):
        send(application)


def test_trapped_http_exception_goes_to_its_handler_all_the_same(app, send):
    application = app(config={"webapp2compat.errors": {"trap_http_exceptions": True}})
    application.error_handler(404)(lambda request, response, e: response.write("mine"))

    assert send(application, "/nope").text == "mine"
