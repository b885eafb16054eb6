"""Applications of several sizes, and a way to ask them."""

import pytest

import webapp2


class Page(webapp2.RequestHandler):
    def get(self, **variables):
        self.response.write("Hello")


@pytest.fixture
def table():
    """Make an application with so many routes that are alike but for their number."""

    def make(template, size):
        return webapp2.WSGIApplication([webapp2.Route(template.format(number), Page) for number in range(size)])

    return make


@pytest.fixture
def ask():
    """Make a function that sends one request, without the cost of building its environ."""

    def make(app, path):
        environ = webapp2.Request.blank(path).environ

        def send():
            return b"".join(app(environ.copy(), lambda status, headers, exc_info=None: None))

        send()
        return send

    return make
