import sys

import pytest

from webapp2compat.url_safety import is_host, own_location, percent_encoded, sent_location


@pytest.mark.parametrize("host", ["localhost", "a_b:80", "EXAMPLE.com:", "[::1]", "[::1]:8080", "127.0.0.1", "a.b."])
def test_hosts_are_names_and_addresses_with_a_port(host):
    assert is_host(host)


@pytest.mark.parametrize(
    "host", ["", "a b", "evil/x?", 'a"><script>', "[::1", "a:abc", "u@evil", "a, b", "a\r\nb", "\xe9"]
)
def test_anything_else_is_no_host(host):
    assert not is_host(host)


def test_what_a_header_cannot_carry_is_percent_encoded():
    assert percent_encoded("/a b\x0b\xe9\udcff") == "/a b%0B%C3%A9%ED%B3%BF"


@pytest.fixture
def environ():
    return {
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "host",
        "SCRIPT_NAME": "/s",
        "PATH_INFO": "/a b",
        "QUERY_STRING": "q",
    }


@pytest.mark.parametrize(
    ("host", "value", "location"),
    [
        ("host", "\r\n//evil.example", "http://host/%2fevil.example"),
        ("host", " javascript:alert(1)", "http://host/s/javascript:alert(1)"),
        ("evil/x?", "/y", "/y"),
        ("evil/x?", "//evil", "/%2fevil"),
        ("evil/x?", "\\\\evil", "/%2fevil"),
    ],
)
def test_location_stays_on_the_host(environ, host, value, location):
    assert sent_location(value, {**environ, "HTTP_HOST": host}) == location


@pytest.mark.parametrize(
    ("changes", "slash", "location"),
    [
        ({}, False, "http://host/s/a%20b"),
        ({}, True, "http://host/s/a%20b/?q"),
        ({"QUERY_STRING": ""}, True, "http://host/s/a%20b/"),
        ({"HTTP_HOST": "evil/x?"}, False, "/s/a%20b"),
        ({"HTTP_HOST": "", "SCRIPT_NAME": "", "PATH_INFO": "//evil"}, False, "/%2fevil"),
    ],
)
def test_own_location_is_the_url_of_the_request(environ, changes, slash, location):
    assert own_location({**environ, **changes}, slash=slash) == location


def test_long_host_is_not_kept_in_memory():
    host = "h" * 9000
    references = sys.getrefcount(host)

    assert is_host(host)
    assert sys.getrefcount(host) == references
