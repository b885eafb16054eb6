"""What webapp's handlers had on Python 2.5."""

import pytest
from google.appengine.ext import webapp

import webapp2


class Page(webapp.RequestHandler):
    def __init__(self, word=""):
        self.word = word

    def get(self, *args):
        self.response.write(f"{self.word} {args}")


class Show(webapp.RequestHandler):
    def get(self, *args):
        try:
            self.response.write(self.get_url(*self.request.get_all("arg"), implicit_args=bool(args)))
        except webapp.Error as error:
            self.response.write(type(error).__name__)


def ask(path, routes):
    return webapp.WSGIApplication(routes).get_response(path)


def test_webapp_is_webapp2():
    assert webapp.RequestHandler is webapp2.RequestHandler
    assert (webapp2.Request, webapp2.Response) == (webapp.REQUEST_CLASS, webapp.RESPONSE_CLASS)


def test_factory_constructs_with_its_arguments():
    assert ask("/7", [("/(.*)", Page.new_factory("hello"))]).text == "hello ('7',)"


@pytest.mark.parametrize(("permanent", "status"), [(False, 302), (True, 301)])
def test_factory_of_redirects(permanent, status):
    response = ask("/old", [("/old", webapp.RedirectHandler.new_factory("/new", permanent=permanent))])

    assert (response.status_int, response.headers["Location"]) == (status, "http://localhost/new")


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("", "/show"),
        ("?arg=5", r"/show/5"),
        ("?arg=x", "NoUrlFoundError"),
        ("?arg=5&arg=6", "NoUrlFoundError"),
    ],
)
def test_url_of_a_handler_is_made_of_its_first_fitting_route(query, answer):
    routes = [("/show", Show), ("/other", Page), (r"/show/(\d+)", Show)]

    assert ask(f"/show{query}", routes).text == answer


def test_anchors_of_the_regex_are_no_part_of_the_url():
    assert ask("/show?arg=5", [("/show", Show), (r"^/shown/(\d+)$", Show)]).text == "/shown/5"


def test_arguments_of_the_request_can_come_first():
    assert ask("/a/1?arg=2", [(r"/a/(\d)", Show), (r"/a/(\d)/b\.c/(\d)", Show)]).text == "/a/1/b.c/2"


def test_nested_groups_cannot_be_reversed():
    assert ask("/a", [("/(a(b)?)", Show)]).text == "CannotReversePattern"
