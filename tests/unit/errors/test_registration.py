import pytest

import webapp2


def test_decorator_returns_the_function(app):
    def handler(request, response, exception):
        raise NotImplementedError

    assert app().error_handler(404, prefix="/api")(handler) is handler


def test_scope_registers_its_handlers(app, send):
    application = app()
    application.error_scope("/api", handlers={404: lambda request, response, e: response.write("api")})

    assert send(application, "/api/x").text == "api"


def test_scope_refuses_a_key_that_is_none(app):
    with pytest.raises(TypeError, match="no key"):
        app().error_scope("/api", handlers={"404": print})


@pytest.mark.parametrize("setting", [{"format": "xml"}, {"schema": "soap"}, {"schema": ""}, {"error_decorator": 5}])
def test_scope_refuses_a_setting_that_is_none(app, setting):
    with pytest.raises(ValueError, match=f"The {next(iter(setting))} of errors is "):
        app().error_scope("/api", **setting)


@pytest.mark.parametrize("reporter", [1, "print", None])
def test_reporter_that_cannot_be_called_is_refused(app, reporter):
    with pytest.raises(TypeError, match="Expected a function"):
        app().add_reporter(reporter)


def test_applications_do_not_share_what_they_register(app, send):
    app().error_handler(404)(lambda request, response, e: response.write("first"))

    assert send(app(), "/nope").text != "first"


def test_response_class_of_the_application_is_what_handlers_get(send):
    class Own(webapp2.Response):
        pass

    class Application(webapp2.WSGIApplication):
        response_class = Own

    application = Application()
    application.error_handler(404)(lambda request, response, e: response.write(type(response).__name__))

    assert send(application, "/nope").text == "Own"
