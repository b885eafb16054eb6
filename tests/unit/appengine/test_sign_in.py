"""The login and logout pages of a local run."""

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from webapp2compat.appengine.sign_in import local_target


def test_login_page_says_who_is_signed_in(open_site, ask):
    tree = open_site()

    assert "Not signed in" in ask(tree, "/_ah/login").text
    assert "Signed in as &lt;b&gt;@example.com" in ask(tree, "/_ah/login", user="<b>@example.com", admin=True).text


def test_login_page_is_not_kept_by_caches(open_site, ask):
    assert ask(open_site(), "/_ah/login").headers["Cache-Control"] == "no-store"


def test_login_page_carries_the_target(open_site, ask):
    assert 'value="/x?a=&quot;"' in ask(open_site(), "/_ah/login?continue=/x%3Fa=%22").text


def test_signing_in_sets_the_cookie_and_goes_on(open_site, ask):
    form = {"email": " ann@example.com ", "admin": "True", "action": "Login", "continue": "/page"}
    response = ask(open_site(), "/_ah/login", POST=form)

    assert (response.status_int, response.headers["Location"]) == (302, "http://localhost/page")
    assert response.headers["Set-Cookie"].startswith("dev_appserver_login=ann@example.com:True:1")
    assert "HttpOnly; SameSite=Lax" in response.headers["Set-Cookie"]


def test_link_can_sign_in_as_on_the_development_server(open_site, ask):
    response = ask(open_site(), "/_ah/login?email=ann%40example.com&action=Login&admin=&continue=/x")

    assert "ann@example.com:False" in response.headers["Set-Cookie"]


@pytest.mark.parametrize("form", [{"action": "Logout", "email": "ann@example.com"}, {"action": "Login", "email": ""}])
def test_form_can_sign_out(open_site, ask, form):
    assert "dev_appserver_login=;" in ask(open_site(), "/_ah/login", POST=form).headers["Set-Cookie"]


def test_logout_link_signs_out_and_goes_on(open_site, ask):
    response = ask(open_site(), "/_ah/logout?continue=http%3A//localhost%3A80/x", user="ann@example.com")

    assert (response.status_int, response.headers["Location"]) == (302, "http://localhost:80/x")
    assert "dev_appserver_login=;" in response.headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("/x?a=b", "/x?a=b"),
        ("http://shop:80/x", "http://shop:80/x"),
        ("https://shop:80/x", "https://shop:80/x"),
        ("http://evil/x", "/"),
        ("http://[::1/x", "/"),
        ("/x\r\nSet-Cookie: a=b", "/"),
        ("/x\0", "/"),
        ("//evil/x", "/"),
        ("/\\evil", "/"),
        ("\\\\evil", "/"),
        ("javascript:alert(1)", "/"),
        ("x", "/"),
    ],
)
def test_nobody_is_sent_to_another_site(url, target):
    assert local_target(url, "shop:80") == target
