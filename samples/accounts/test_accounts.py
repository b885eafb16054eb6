import re
import runpy
import sys

import pytest

from webapp2compat.serving.loading import capturing

pytest.importorskip("jinja2", reason="needs the extra jinja2")
PASSWORD = "correct horse"


@pytest.fixture
def names(here, monkeypatch):
    monkeypatch.syspath_prepend(str(here))
    monkeypatch.delitem(sys.modules, "users", raising=False)
    yield runpy.run_path(str(here / "main.py"))
    sys.modules.pop("users", None)


@pytest.fixture
def visitor(names):
    """Make a browser that keeps its cookies and fills in the tokens of forms: ``visitor().send(path, **fields)``."""

    class Visitor:
        def __init__(self):
            self.cookies = {}

        def ask(self, path, form=None):
            headers = {"Cookie": "; ".join(map("=".join, self.cookies.items()))} if self.cookies else {}
            self.answer = names["app"].get_response(path, headers=headers, POST=form, base_url="https://localhost")
            for cookie in self.answer.headers.getall("Set-Cookie"):
                self.cookies.update([cookie.partition(";")[0].split("=", 1)])
            return self.answer

        def send(self, path, page=None, **fields):
            tokens = re.findall(r'name="token" value="([^"]+)"', self.ask(page or path).text)
            self.ask(path, {"token": tokens[-1 if page else 0], **fields})
            assert self.answer.status_int == 302
            return self.ask(self.answer.location).text

        def sign_up(self, name="ann", password=PASSWORD):
            return self.send("/sign-up", name=name, password=password)

    return Visitor


def test_signing_up_signs_in_and_says_so_once(visitor):
    ann = visitor()

    assert '<p class="info">Welcome, ann.</p>' in ann.sign_up()
    assert "Hello, ann." in ann.ask("/").text
    assert "Welcome" not in ann.ask("/").text
    assert "Sign in" in visitor().ask("/").text


@pytest.mark.parametrize(
    ("name", "password", "text"),
    [
        ("ann", PASSWORD, "This name is taken"),
        (" ", PASSWORD, "name is taken"),
        ("bob", "short", "8 characters or more"),
    ],
)
def test_names_are_unique_and_passwords_long(visitor, name, password, text):
    visitor().sign_up()

    assert text in visitor().sign_up(name, password)


def test_signing_out_and_in_again(visitor):
    ann = visitor()
    ann.sign_up()

    assert "You are signed out." in ann.send("/sign-out", page="/")
    assert "Hello" not in ann.ask("/").text
    assert "You are signed in." in ann.send("/sign-in", name="ann", password=PASSWORD)
    assert "Hello, ann." in ann.ask("/").text


@pytest.mark.parametrize(("name", "password"), [("ann", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_get_the_same_words(visitor, name, password):
    visitor().sign_up()

    assert "The name or the password is wrong." in visitor().send("/sign-in", name=name, password=password)


@pytest.mark.parametrize(("fields", "is_kept"), [({"remember": "on"}, True), ({}, False)])
def test_the_browser_keeps_the_cookie_of_those_who_stay(visitor, fields, is_kept):
    visitor().sign_up()
    ann = visitor()
    token = re.search(r'name="token" value="([^"]+)"', ann.ask("/sign-in").text)[1]
    answer = ann.ask("/sign-in", {"token": token, "name": "ann", "password": PASSWORD, **fields})
    cookie = next(cookie for cookie in answer.headers.getall("Set-Cookie") if cookie.startswith("auth="))

    assert ("Max-Age" in cookie) is is_kept
    assert "secure; HttpOnly; SameSite=Lax" in cookie


def test_a_note_is_kept_and_escaped(visitor):
    ann = visitor()
    ann.sign_up()

    assert "Your note is kept." in ann.send("/", note='"><script>')
    assert 'value="&#34;&gt;&lt;script&gt;"' in ann.ask("/").text


def test_a_note_needs_a_user(visitor):
    ann = visitor()
    ann.sign_up()
    token = re.search(r'name="token" value="([^"]+)"', ann.ask("/").text)[1]
    ann.cookies.pop("auth")

    assert ann.ask("/", {"token": token, "note": "x"}).status_int == 401


@pytest.mark.parametrize("path", ["/", "/sign-up", "/sign-in", "/sign-out"])
def test_a_form_without_a_token_of_ours_is_refused(visitor, path):
    ann = visitor()
    ann.sign_up()
    answer = ann.ask(path, {"token": "forged", "note": "x", "name": "eve", "password": PASSWORD})

    assert answer.status_int == 403
    assert "too old, or not one of ours" in answer.text


def test_python_main_serves_the_same_app(here, names):
    with capturing() as served:
        main = runpy.run_path(str(here / "main.py"), run_name="__main__")

    assert served == [main["app"]]
