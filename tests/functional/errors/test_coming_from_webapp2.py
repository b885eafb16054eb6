"""The examples of webapp2's guide to exceptions."""

import sys

import pytest

import webapp2


class BaseHandler(webapp2.RequestHandler):
    def handle_exception(self, exception, debug):
        self.response.write("An error occurred.")
        self.response.set_status(exception.code if isinstance(exception, webapp2.HTTPException) else 500)


class Home(BaseHandler):
    def get(self):
        raise ValueError("v")


class ProductList(BaseHandler):
    def get(self):
        self.abort(403)


@pytest.mark.parametrize(("path", "status"), [("/", 500), ("/products", 403)])
def test_base_handler_answers_for_all_that_extend_it(app, send, path, status):
    response = send(app([("/", Home), ("/products", ProductList)]), path)

    assert (response.status_int, response.text) == (status, "An error occurred.")


def handle_404(request, response, exception):
    response.write("Oops! I could swear this page was here!")
    response.set_status(404)


def handle_500(request, response, exception):
    response.write("A server error occurred!")
    response.set_status(500)


@pytest.mark.parametrize(
    ("path", "answer"),
    [("/nope", (404, "Oops! I could swear this page was here!")), ("/", (500, "A server error occurred!"))],
)
def test_error_handlers_answer_for_the_application(failing, send, path, answer):
    application = failing(ValueError("v"))
    application.error_handlers[404] = handle_404
    application.error_handlers[500] = handle_500

    response = send(application, path)

    assert (response.status_int, response.text) == answer


@pytest.mark.parametrize("key", [404, webapp2.HTTPException])
def test_error_handler_is_imported_by_its_name_at_first_use(app, send, monkeypatch, key):
    monkeypatch.setitem(sys.modules, "main_handlers", type(sys)("main_handlers"))
    sys.modules["main_handlers"].handle_404 = handle_404
    application = app()
    application.error_handlers[key] = "main_handlers.handle_404"

    assert send(application, "/nope").text.startswith("Oops!")
    assert application.error_handlers[key] is handle_404


def test_registered_handler_is_imported_by_its_name_too(app, send, monkeypatch):
    monkeypatch.setitem(sys.modules, "main_handlers", type(sys)("main_handlers"))
    sys.modules["main_handlers"].handle_404 = handle_404
    application = app()
    application.add_error_handler(404, "main_handlers.handle_404")

    assert send(application, "/nope").text.startswith("Oops!")


def test_error_handler_of_none_is_as_good_as_no_entry(app, send):
    application = app()
    application.error_handlers[404] = None

    assert send(application, "/nope").status_int == 404


def test_http_exception_that_is_not_handled_is_the_response(app, send):
    class Item(webapp2.RequestHandler):
        def get(self):
            webapp2.abort(404)

    assert send(app([("/", Item)])).status == "404 Not Found"


def test_dict_of_classes_keeps_the_legacy_contract(failing, send):
    class Partial(webapp2.RequestHandler):
        def get(self):
            self.response.write("partial ")
            raise ValueError("v")

    application = failing(ValueError("v"), routes=[("/partial", Partial)])
    application.error_handlers[ValueError] = lambda request, response, e: response.write("handled")

    response = send(application, "/partial")

    assert (response.status_int, response.text) == (200, "partial handled")


def test_entry_of_the_dict_wins_over_a_registered_handler(failing, send):
    application = failing(ValueError("v"))
    application.add_error_handler(ValueError, lambda request, response, e: response.write("registered"))
    application.add_error_handler(404, lambda request, response, e: response.write("registered"))
    application.error_handlers = {ValueError: lambda request, response, e: response.write("dict")}
    application.error_handlers[404] = application.error_handlers[ValueError]

    assert (send(application).text, send(application, "/nope").text) == ("dict", "dict")


def test_error_handler_that_answers_with_a_string_is_a_500(failing, send):
    application = failing(ValueError("v"))
    application.error_handlers[500] = lambda request, response, e: "a string"

    assert send(application).status_int == 500
