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


@pytest.mark.parametrize(
    "headers",
    [
        [("Set-Cookie", "a=1"), ("set-cookie", "b=2")],
        [("X-A", "caf\xe9"), ("X-B", "1")],
        [("X-A", b"1")],
        [("X-A", "a\tb")],
    ],
)
def test_added_headers_that_are_not_plain_are_sent_as_listed_ones(headers):
    added, listed = webapp2.Response(), webapp2.Response()
    added.add_headers(*headers)
    listed.headers.extend(headers)

    assert added.headerlist == listed.headerlist


def test_added_headers_show_in_the_headers():
    response = webapp2.Response()
    response.add_headers(("X-A", "1"))

    assert (response.headers["X-A"], response.has_only_defaults) == ("1", False)


SET = {
    name: lambda response, name=name, value=value: response.headers.__setitem__(name, value)
    for name, value in [
        ("X-A", "1"),
        ("x-a", "2"),
        ("X-B", "3"),
        ("Content-Type", "application/json"),
        ("content-type", "text/plain"),
        ("Cache-Control", "no-store"),
        ("Location", "http://a/b"),
        ("location", "/b"),
        ("Content-Length", "1"),
    ]
}
MORE = {
    "latin": lambda response: response.headers.__setitem__("Content-Type", "a/b; charset=latin-1"),
    "utf-8": lambda response: response.headers.__setitem__("Content-Type", "a/b; charset=utf-8"),
    "beyond": lambda response: response.write("\xe9"),
    "read": lambda response: response.headers.get("X-A"),
    "204": lambda response: setattr(response, "status", 204),
}


def sent_settled(acts, names):
    response = webapp2.Response()
    response.headerlist  # from here on there is a list of headers
    for name in names:
        acts[name](response)
    return webapp2.Request.blank("/").send(response).headerlist


@example(["Content-Type", "X-A", "beyond"])
@example(["Content-Type", "beyond", "clear"])
@example(["X-A", "write", "X-B"])
@example(["X-A", "x-a", "write"])
@example(["Location", "write", "location"])
@example(["latin", "X-A", "write"])
@example(["utf-8", "X-A", "X-B", "write"])
@example(["X-A", "X-B", "read", "write"])
@given(st.lists(st.sampled_from([*ACTS, *SET, *MORE, "added"]), max_size=6))
def test_headers_that_are_set_stand_where_listed_ones_stand(names):
    acts = ACTS | ADD | SET | MORE
    assert sent(acts, names) == sent_settled(acts, names)


@pytest.mark.parametrize(
    ("header", "sent"), [(("Location", "/b"), "http://localhost/b"), (("Content-Type", "text/plain"), "text/plain")]
)
def test_added_headers_that_are_sent_in_another_way_are_looked_at(header, sent):
    response = webapp2.Response()
    response.write("x")
    response.add_headers(header)
    headers = webapp2.Request.blank("/").send(response).headers

    assert headers.getall(header[0]) == [sent]
