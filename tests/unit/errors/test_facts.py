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
        ("/", "http://localhost:80/"),
        ("/caf%C3%A9?a=1", "http://localhost:80/caf\xe9?a=1"),
        ("/?token=abcd", "http://localhost:80/?token=********"),
        ("/%ff", "http://localhost:80/\ufffd"),
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
