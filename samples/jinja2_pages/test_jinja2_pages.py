import runpy

import pytest

from webapp2compat.serving.loading import capturing

pytest.importorskip("jinja2", reason="needs the extra jinja2")


@pytest.fixture
def app(here):
    return runpy.run_path(str(here / "main.py"))["app"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/", '<a href="/book/emma">Emma</a> <span class="badge">19th century</span>'),
        ("/?q=ELIOT", '<a href="/book/middlemarch">Middlemarch</a>'),
        ("/book/dracula", "<title>Dracula - Reading list</title>"),
        ("/book/dracula", "<h2>Dracula</h2>\n<p>by Bram Stoker, 1897</p>"),
        ("/badge/new", '<span class="badge">new</span>'),
    ],
)
def test_page_shows_its_text(app, path, text):
    page = app.get_response(path)

    assert page.status_int == 200
    assert text in page.text


@pytest.mark.parametrize("path", ["/?q=<script>", "/badge/<script>"])
def test_what_visitors_write_is_escaped(app, path):
    page = app.get_response(path)

    assert "&lt;script&gt;" in page.text
    assert "<script>" not in page.text


def test_unknown_book_is_not_found(app):
    assert app.get_response("/book/unknown").status_int == 404


def test_python_main_serves_the_same_app(here):
    with capturing() as served:
        names = runpy.run_path(str(here / "main.py"), run_name="__main__")

    assert served == [names["app"]]
