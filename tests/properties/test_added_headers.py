"""Headers that are added to a response before its list of headers exists stand where they would stand in the list."""

import pytest
from hypothesis import example, given, strategies as st

import webapp2

ACTS = {
    "write": lambda response: response.write("x"),
    "clear": lambda response: response.clear(),
    "type": lambda response: setattr(response, "content_type", "text/plain"),
    "cookie": lambda response: response.set_cookie("z", "1"),
}
ADD = {"added": lambda response: response.add_headers(("Set-Cookie", "a=1"), ("Vary", "Cookie"))}
APPEND = {"added": lambda response: response.headers.extend([("Set-Cookie", "a=1"), ("Vary", "Cookie")])}


def sent(acts, names):
    response = webapp2.Response()
    for name in names:
        acts[name](response)
    return webapp2.Request.blank("/").send(response).headerlist


@example(["added"])
@example(["write", "added", "write"])
@example(["clear", "added", "clear", "added"])
@given(st.lists(st.sampled_from([*ACTS, "added"]), max_size=6))
def test_added_headers_stand_where_listed_ones_stand(names):
    assert sent(ACTS | ADD, names) == sent(ACTS | APPEND, names)


@pytest.mark.parametrize("header", [("X", "a\r\nb"), ("X Y", "a")])
def test_added_headers_that_are_unsafe_are_refused(header):
    with pytest.raises(ValueError, match="header"):
        webapp2.Response().add_headers(header)


def test_added_headers_show_in_the_headers():
    response = webapp2.Response()
    response.add_headers(("X-A", "1"))

    assert (response.headers["X-A"], response.has_only_defaults) == ("1", False)
