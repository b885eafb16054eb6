import runpy
from urllib.request import urlopen

import pytest

NAMES = [
    ("abort_403", 403),
    ("body_template", 400),
    ("context_and_extra", 418),
    ("identifier_and_user_message", 401),
    ("problem_type", 402),
    ("nonstandard_status", 599),
    ("not_found", 404),
    ("unknown_exception", 500),
    ("caused_exception", 401),
    ("no_such_failure", 404),
]
LOOKS = [
    ("html", "text/html"),
    ("text", "text/plain"),
    ("auto", "text/plain"),
    ("webob", "text/plain"),
    ("json/problem", "application/problem+json"),
    ("json/webob", "application/json"),
    ("json/pico", "application/json"),
    ("json/pymacaron", "application/json"),
    ("json/sanic", "application/json"),
]


@pytest.fixture(scope="module")
def app(here):
    return runpy.run_path(str(here / "main.py"))["app"]


@pytest.fixture
def debug_app(here, monkeypatch):
    monkeypatch.setenv("DEBUG", "1")
    return runpy.run_path(str(here / "main.py"))["app"]


@pytest.mark.parametrize(("name", "status"), NAMES)
@pytest.mark.parametrize(("look", "media_type"), LOOKS)
def test_each_failure_has_each_look(app, name, status, look, media_type):
    response = app.get_response(f"/{look}/{name}")

    assert (response.status_int, response.content_type) == (status, media_type)
    assert "hunter2" not in response.text


@pytest.mark.parametrize(("look", "media_type"), LOOKS)
def test_handler_answers_for_every_look(app, look, media_type):
    response = app.get_response(f"/{look}/own_handler")

    assert response.status_int == 503
    assert response.text.startswith("Try later, and tell us ")


def test_dialects_stand_side_by_side(app):
    page = app.get_response("/compare/unknown_exception").text

    assert "unknown_exception: 500 Internal Server Error" in page
    for_each = ("about:blank", "&quot;code&quot;: &quot;500", "&quot;name&quot;", "error_description", "description")
    assert [words for words in for_each if words not in page] == []


def test_home_links_to_all(app):
    assert app.get_response("/").text.count("<a href=") == 100


@pytest.mark.parametrize(("look", "media_type"), LOOKS[:3] + LOOKS[4:])
def test_debug_mode_tells_developers_more(debug_app, look, media_type):
    assert "Only developers see this." in debug_app.get_response(f"/{look}/unknown_exception").text


def test_debug_mode_masks_secrets(debug_app):
    assert "hunter2" not in debug_app.get_response("/html/context_and_extra").text


def test_sample_is_served(serve_sample, here):
    with urlopen(serve_sample(here)) as answer:
        assert b"Error gallery" in answer.read()
