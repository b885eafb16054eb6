import pytest

import webapp2
from webapp2compat.errors.facts import RequestFacts
from webapp2compat.errors.scrub import Scrubber


def facts(path="/", route_kwargs=None, **options):
    request = webapp2.Request.blank(path, **options)
    request.route_kwargs = route_kwargs
    return RequestFacts(request, Scrubber())


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/", "http://localhost/"),
        ("/caf%C3%A9?a=1", "http://localhost/caf\xe9?a=1"),
        ("/?token=abcd", "http://localhost/?token=********"),
        ("/%ff", "http://localhost/\ufffd"),
    ],
)
def test_url_has_no_secrets(path, url):
    assert facts(path).url == url


def test_secret_variable_of_the_route_is_masked_in_the_path():
    assert facts("/reset/abcd1234", route_kwargs={"token": "abcd1234"}).path == "/reset/********"


def test_host_is_the_servers_without_a_host_header():
    assert facts(environ={"HTTP_HOST": ""}).host_url == "http://localhost"


def test_secret_of_the_query_is_masked_in_other_headers():
    known = facts("/?token=abcd1234", headers={"X-Trace": "id abcd1234"})

    assert (known.header("X-Trace"), known.header("X-None")) == ("id ********", "")


def test_request_that_matched_nothing_has_no_endpoint():
    assert (facts().endpoint, facts().route, facts().method) == (None, None, "GET")


@pytest.mark.parametrize(
    ("base_url", "host_url"),
    [
        ("http://example.com:8080", "http://example.com:8080"),
        ("https://example.com:443", "https://example.com"),
        ("ws://example.com:80", "ws://example.com:80"),
    ],
)
def test_host_has_its_port_where_it_is_not_the_default(base_url, host_url):
    scheme, _, host = base_url.partition("://")

    assert facts(environ={"wsgi.url_scheme": scheme, "HTTP_HOST": host}).host_url == host_url
