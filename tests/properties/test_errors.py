"""Whatever a client sends and an application raises, an error is answered by an error."""

import json

import pytest
from hypothesis import given, settings, strategies as st

import webapp2
from webapp2compat.errors import AppError
from webapp2compat.errors.scrub import plain

HEADER = st.text(st.characters(max_codepoint=255), max_size=60)
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | st.binary() | st.integers(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner) | st.tuples(inner),
    max_leaves=10,
)


@given(accept=HEADER, content_type=HEADER)
def test_negotiation_never_fails(accept, content_type):
    application = webapp2.WSGIApplication(config={"webapp2compat.errors": {"format": "auto"}})
    environ = {"HTTP_ACCEPT": accept, "CONTENT_TYPE": content_type}

    response = webapp2.Request.blank("/nope", environ=environ).get_response(application)

    assert response.status_int == 404
    assert response.content_type in ("text/plain", "text/html", "application/json", "application/problem+json")


@pytest.mark.parametrize("schema", ["problem", "webob", "pico", "pymacaron", "sanic"])
@settings(max_examples=30)
@given(message=st.text(), status=st.integers(400, 599), context=VALUES, extra=VALUES)
def test_any_error_is_json(schema, message, status, context, extra):
    def handler(request):
        raise AppError(message, status, context=context, extra=extra, quiet=True)

    config = {"webapp2compat.errors": {"format": "json", "schema": schema}}
    application = webapp2.WSGIApplication([webapp2.Route("/", handler)], config=config)

    response = webapp2.Request.blank("/").get_response(application)

    assert response.status_int == status
    assert isinstance(json.loads(response.body), dict)


@given(value=VALUES)
def test_plain_data_is_json(value):
    json.dumps(plain(value), allow_nan=False)
