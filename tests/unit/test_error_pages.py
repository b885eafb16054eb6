from string import Template

import pytest
import webob.exc

from webapp2compat.error_pages import TemplateNames, page_format
from webapp2compat.http_errors import presented, status_map

SECRETS = {
    "HTTP_COOKIE": "s3cret",
    "HTTP_AUTHORIZATION": "s3cret",
    "HTTP_PROXY_AUTHORIZATION": "s3cret",
    "HTTP_X_API_KEY": "s3cret",
    "DB_PASSWORD": "s3cret",
    "wsgi.input": "s3cret",
    "wsgi_secret": "s3cret",
}


@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/plain"])
@pytest.mark.parametrize("name", SECRETS)
def test_body_template_never_shows_a_secret(name, accept, answer):
    error = status_map[400](body_template=f"[${{{name}}}] ${name}")

    assert b"s3cret" not in answer(error, HTTP_ACCEPT=accept, **SECRETS)[2]


def test_body_template_shows_the_rest_of_the_environ_escaped(answer):
    error = status_map[400](body_template="${HTTP_X_A} ${detail} ${x_b}", detail="<d>", headers=[("X_B", "<h>")])

    assert b"&lt;a&gt; &lt;d&gt; &lt;h&gt;" in answer(error, HTTP_ACCEPT="text/html", HTTP_X_A="<a>")[2]


def test_secret_header_of_the_response_is_not_shown(answer):
    error = status_map[401](body_template="${token}", headers=[("Token", "s3cret")])

    assert b"${token}" in answer(error)[2]


def test_names_of_a_template_can_be_listed():
    names = TemplateNames({"detail": "d"}, {"PATH_INFO": "/"}, [("X-A", "1")], str)

    assert (sorted(names), len(names)) == (["PATH_INFO", "detail", "x-a"], 3)


@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/plain"])
def test_surrogate_in_a_detail_does_not_break_the_page(accept, answer):
    status, _, body = answer(status_map[400]("a\udcffb"), HTTP_ACCEPT=accept)

    assert (status, b"a" in body) == ("400 Bad Request", True)


@pytest.mark.parametrize(
    ("detail", "accept", "shown"),
    [
        ("é <b>".encode(), "text/html", b"&#233; &lt;b&gt;\n"),
        ("é".encode(), "text/plain", "é".encode()),
        (b"\xe9", "text/html", b"\\xe9"),
        (b"\xe9", "text/plain", b"\\xe9"),
        (b"\xe9", "application/json", b"\\\\xe9"),
    ],
)
def test_detail_of_bytes_is_text(detail, accept, shown, answer):
    status, _, body = answer(status_map[404](detail), HTTP_ACCEPT=accept)

    assert (status, shown in body) == ("404 Not Found", True)


def test_long_details_are_escaped_too(answer):
    assert b"&lt;" * 600 in answer(status_map[400]("<" * 600), HTTP_ACCEPT="text/html")[2]


def test_page_template_of_the_application_is_used(answer, monkeypatch):
    monkeypatch.setattr(webob.exc.WSGIHTTPException, "html_template_obj", Template("<p>${status}: ${body}"))

    assert answer(status_map[404](), HTTP_ACCEPT="text/html")[2].startswith(b"<p>404 Not Found: The resource")


def test_body_template_of_the_application_is_used(answer, monkeypatch):
    monkeypatch.setattr(webob.exc.WSGIHTTPException, "body_template_obj", Template("(${explanation})"))

    assert b"(The resource could not be found.)" in answer(status_map[404](), HTTP_ACCEPT="text/html")[2]


@pytest.mark.parametrize(
    ("accept", "format_"), [("", "text"), ("*/*", "html"), ("application/json", "json"), ("text/html," * 200, "html")]
)
def test_format_is_what_the_client_takes(accept, format_):
    assert page_format({"HTTP_ACCEPT": accept}) == format_


def test_text_page_has_the_template_of_its_class(answer):
    class Framed(webob.exc.HTTPBadRequest):
        plain_template_obj = Template("[$status] $title: $body")

    assert answer(presented(Framed("d")))[2].startswith(b"[400 Bad Request] Bad Request: ")


class Percent(Template):
    delimiter = "%"


@pytest.mark.parametrize(
    ("template", "text"),
    [
        (Template("$detail costs $$5, $9 or ${unknown}"), b"d costs $5, $9 or ${unknown}"),
        (Percent("%{detail} costs $5 or %{HTTP_COOKIE}"), b"d costs $5 or %{HTTP_COOKIE}"),
    ],
)
def test_templates_are_filled_as_the_standard_library_fills_them(template, text, answer):
    error = status_map[400]("d")
    error.body_template_obj = template

    assert text in answer(error, HTTP_COOKIE="s3cret")[2]
