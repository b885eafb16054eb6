import pytest

from webapp2compat.header_safety import is_bodiless, refuse_unsafe, wire_headers


@pytest.mark.parametrize("value", ["a\r\nX-Injected: 1", "a\nb", "a\rb", "a\x00b", "\x0b", "\x7f", b"a\nb", "\u20ac"])
def test_unsafe_values_are_refused_by_name(value):
    with pytest.raises(ValueError, match="X-Name"):
        refuse_unsafe("X-Name", value)


@pytest.mark.parametrize("name", ["", "X Name", "X-Name\r\n", "X:Name", "X-N\xe4me", "(x)"])
def test_unsafe_names_are_refused(name):
    with pytest.raises(ValueError, match="not allowed"):
        refuse_unsafe(name, "1")


@pytest.mark.parametrize("value", ["", "caf\xe9", "a\tb", 3, b"caf\xe9", None])
def test_values_that_can_be_sent_pass(value):
    assert refuse_unsafe("X-Name", value) is None


def test_location_may_hold_any_text_for_it_is_encoded():
    assert refuse_unsafe("Location", "/\u20ac") is None


def test_headers_become_text_when_they_are_sent():
    headers = [("X-Count", 3), ("X-Bytes", b"caf\xe9"), ("X-Tab", "a\tb")]

    assert wire_headers(headers) == [("X-Count", "3"), ("X-Bytes", "caf\xe9"), ("X-Tab", "a b")]


def test_unsafe_header_is_refused_when_it_is_sent():
    with pytest.raises(ValueError, match="X-A"):
        wire_headers([("X-A", "a\r\nb")])


def test_only_the_last_of_a_singleton_is_sent():
    headers = [("Content-Type", "a"), ("Set-Cookie", "b"), ("content-type", "c"), ("Set-Cookie", "d")]

    assert wire_headers(headers) == [("Set-Cookie", "b"), ("content-type", "c"), ("Set-Cookie", "d")]


@pytest.mark.parametrize(
    ("status", "has_no_body"),
    [
        ("204 No Content", True),
        ("304 Not Modified", True),
        ("100 Continue", True),
        ("200 OK", False),
        ("410 Gone", False),
    ],
)
def test_some_statuses_have_no_body(status, has_no_body):
    assert is_bodiless(status) is has_no_body
