import pytest
from google.appengine.ext import webapp
from google.appengine.ext.webapp import mock_webapp


class Adds(webapp.RequestHandler):
    def get(self):
        self.response.headers.add_header("X-Sum", "yes")
        self.response.out.write(str(sum(map(int, self.request.get_all("n")))))


@pytest.fixture
def request_():
    return mock_webapp.MockRequest()


def test_handler_runs_on_the_mocks(request_):
    request_.set("n", ["1", "2"])
    response = mock_webapp.MockResponse()
    handler = Adds()
    handler.initialize(request_, response)
    handler.get()

    assert (response.out.getvalue(), response.headers) == ("3", {"X-Sum": "yes"})


def test_url_sets_path_and_parameters(request_):
    request_.set_url("https://app.example/a/b?x=1&y=")

    assert (request_.path, request_.uri, request_.path_url) == (
        "/a/b",
        "https://app.example/a/b?x=1&y=",
        "https://app.example/a/b",
    )
    assert (request_.get("x"), request_.get("y", "other"), request_.arguments()) == ("1", "", ["x", "y"])


def test_path_can_be_set(request_):
    request_.path = "/x?a=1"

    assert (request_.url, request_.path, request_.get("a")) == ("http://foo.com/x?a=1", "/x", "1")


def test_argument_set_twice_is_named_once(request_):
    request_.set("a", "1")
    request_.set("a", "2")

    assert (request_.get("a"), request_.arguments()) == ("2", ["a"])


@pytest.mark.parametrize(
    ("set_", "kwargs", "value"),
    [
        (None, {}, ""),
        (None, {"default_value": "x"}, "x"),
        (None, {"allow_multiple": True}, []),
        ("1", {"allow_multiple": True}, ["1"]),
        (["1", "2"], {"allow_multiple": True}, ["1", "2"]),
        (["1", "2"], {}, "1"),
    ],
)
def test_get_returns_one_value_or_all(request_, set_, kwargs, value):
    request_.params = {} if set_ is None else {"a": set_}

    assert request_.get("a", **kwargs) == value


@pytest.mark.parametrize(
    ("text", "bounds", "value"),
    [("7", {}, 7), ("7", {"max_value": 5}, 5), ("1", {"min_value": 2}, 2), ("x", {"default": 3}, 3)],
)
def test_range_is_kept(request_, text, bounds, value):
    request_.set("n", text)

    assert request_.get_range("n", **bounds) == value


def test_response_can_be_cleared_and_has_a_status():
    response = mock_webapp.MockResponse()
    response.out.write("x")
    response.set_status(404, "Gone fishing")
    response.clear()

    assert (response.out.getvalue(), response.status, response.status_message) == ("", 404, "Gone fishing")


def test_status_without_a_message_has_none():
    response = mock_webapp.MockResponse()
    response.set_status(500)

    assert response.status_message == ""
