import re
import runpy

import pytest

#: What webapp2 2.5.2 on Python 2.7 answered to the same requests, with python2/main.py.
FORM = '<form method="post"><input name="author"><input name="text"><button>Sign</button></form>'
EMPTY = "<h1>Gästebuch</h1>" + FORM
SIGNED = '<h1>Gästebuch</h1><p id="KEY">Zoë: &lt;b&gt;<a href="/?page=0">0</a> <li>Zoë wrote 1' + FORM


@pytest.fixture
def app(here):
    return runpy.run_path(str(here / "main.py"))["app"]


@pytest.mark.parametrize("query", ["", "?page=x"])
def test_an_empty_guestbook_has_the_bytes_of_python_2(app, query):
    assert app.get_response("/" + query).body == EMPTY.encode()


def test_a_signed_guestbook_has_the_bytes_of_python_2(app):
    signed = app.get_response("/", POST={"author": "Zoë", "text": "<b>"})
    page = app.get_response("/").body.decode()

    assert re.fullmatch(r"http://localhost/#[0-9a-f]{8}", signed.location)
    assert re.sub("[0-9a-f]{8}", "KEY", page) == SIGNED


def test_an_empty_text_is_refused_as_on_python_2(app):
    response = app.get_response("/", POST={"author": "Zoë", "text": " "})

    assert (response.status, response.body) == ("400 Bad Request", b"Write something first.")
