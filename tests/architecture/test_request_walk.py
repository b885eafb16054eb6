"""The way of one request through the package, call by call: ``docs/explanation/request-walk.txt``.

When it was meant to change, ``tox -e walk`` records it anew; look at the diff.
"""

import sys
from pathlib import Path

import pytest

import webapp2

PACKAGE = Path(webapp2.__file__).parent
RECORDED = Path(__file__).parents[2] / "docs" / "explanation" / "request-walk.txt"


class Page(webapp2.RequestHandler):
    def get(self, name):
        self.response.write(f"Hello, {name}")


class Recorder:
    """Notes each call of a function of the package, and how deep it is among them."""

    def __init__(self):
        self.depth, self.calls = 0, []

    def __call__(self, frame, event, argument):
        code = frame.f_code
        # Comprehensions have a frame of their own before Python 3.12 only.
        if code.co_filename.startswith(str(PACKAGE)) and code.co_name[0] != "<" and event in ("call", "return"):
            if event == "call":
                self.calls.append((self.depth, f"{Path(code.co_filename).relative_to(PACKAGE)}", code.co_name))
            self.depth += 1 if event == "call" else -1


@pytest.fixture
def walk():
    """The calls of a request to a route with a variable, when such a request has been answered before."""
    app = webapp2.WSGIApplication([webapp2.Route("/hello/<name>", Page)])
    app.get_response("/hello/Ann")
    environ = webapp2.Request.blank("/hello/Bob").environ
    recorder = Recorder()
    outer = sys.getprofile()
    sys.setprofile(recorder)
    try:
        body = app(environ, lambda status, headers, exc_info=None: None)
    finally:
        sys.setprofile(outer)
    assert b"".join(body) == b"Hello, Bob"
    return recorder.calls


def test_request_walks_the_recorded_way(walk, compare):
    compare(RECORDED, "".join(f"{'  ' * depth}{file}  {name}\n" for depth, file, name in walk))


def test_request_takes_few_calls(walk):
    assert len(walk) <= 35


def test_request_stays_shallow(walk):
    assert max(depth for depth, _, _ in walk) <= 7
