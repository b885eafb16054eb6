import pytest

import webapp2
from webapp2compat.errors import endpoint


class Home(webapp2.RequestHandler):
    def get(self):
        raise NotImplementedError

    def show(self):
        raise NotImplementedError


class Callable:
    def __call__(self, request):
        raise NotImplementedError


def function(request):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("route", "name"),
    [
        (None, None),
        (webapp2.Route("/", Home), f"{__name__}.Home.get"),
        (webapp2.Route("/", Home, handler_method="show"), f"{__name__}.Home.show"),
        (webapp2.Route("/", function), f"{__name__}.function"),
        (webapp2.Route("/", Callable()), f"{__name__}.Callable"),
        (webapp2.Route("/", "not.imported.yet"), None),
    ],
)
def test_handler_has_a_name(route, name):
    assert endpoint.name_of(route, "GET") == name


@pytest.mark.parametrize(("handler", "method"), [(Home, Home.get), (function, function), (type("Empty", (), {}), None)])
def test_method_is_what_answers(handler, method):
    assert endpoint.method_of(webapp2.Route("/", handler), "GET") is method


def test_handler_named_by_a_string_is_known_once_it_was_called(app, send, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "lazy_handlers", type(endpoint)("lazy_handlers"))
    __import__("lazy_handlers").Home = Home
    application = app([webapp2.Route("/", "lazy_handlers.Home")])
    send(application)

    assert endpoint.handler_of(application.router.match_routes[0]) is Home
