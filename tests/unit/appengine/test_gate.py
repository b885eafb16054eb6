"""secure and login of a handler."""

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

MEMBER = "- {url: /page, script: main.app, login: required}"
ADMIN = "- {url: /page, script: main.app, login: admin}"


@pytest.mark.parametrize("handlers", [MEMBER, ADMIN])
def test_strangers_are_sent_to_the_login_page(open_site, ask, handlers):
    response = ask(open_site(handlers), "/page?a=b")

    assert response.status_int == 302
    assert response.headers["Location"] == "http://localhost/_ah/login?continue=http%3A//localhost/page%3Fa%3Db"


@pytest.mark.parametrize(
    ("handlers", "admin", "status"),
    [(MEMBER, False, 200), (MEMBER, True, 200), (ADMIN, False, 401), (ADMIN, True, 200)],
)
def test_users_pass_by_their_role(open_site, ask, handlers, admin, status):
    assert ask(open_site(handlers), "/page", user="ann@example.com", admin=admin).status_int == status


def test_refusal_names_the_user(open_site, ask):
    response = ask(open_site(ADMIN), "/page", user="<b>@example.com")

    assert response.text == "Current logged in user <b>@example.com is not authorized to view this page."
    assert response.content_type == "text/plain"


def test_strangers_are_refused_where_the_entry_says_so(open_site, ask):
    handlers = MEMBER.replace("required", "required, auth_fail_action: unauthorized")

    assert ask(open_site(handlers), "/page").status_int == 401


def test_strangers_are_refused_where_there_is_no_login_page(open_site, ask):
    response = ask(open_site(MEMBER, services="none"), "/page", user="ann@example.com")

    assert (response.status_int, response.text) == (401, "Login required to view page.")


def test_static_files_are_guarded_too(open_site, ask):
    handlers = "- {url: /s, static_dir: static, login: required}"

    assert ask(open_site(handlers, {"static/a.txt": "a"}), "/s/a.txt").status_int == 302


@pytest.mark.parametrize("secure", ["always", "never", "optional"])
def test_local_run_does_not_insist_on_a_scheme(open_site, ask, secure):
    tree = open_site(f"- {{url: /page, script: main.app, secure: {secure}}}")

    assert ask(tree, "/page").status_int == ask(tree, "/page", base_url="https://localhost").status_int == 200


@pytest.mark.parametrize(
    ("secure", "base", "location"),
    [
        ("always", "http://a.example", "https://a.example/page?x=%20"),
        ("always", "https://a.example", None),
        ("never", "https://a.example", "http://a.example/page?x=%20"),
        ("never", "http://a.example", None),
        ("optional", "http://a.example", None),
    ],
)
def test_production_insists_on_the_scheme(open_site, ask, secure, base, location):
    tree = open_site(f"- {{url: /page, script: main.app, secure: {secure}}}", as_production=True)

    assert ask(tree, "/page?x=%20", base_url=base).headers.get("Location") == location


@pytest.mark.parametrize(("entry", "status"), [("", 302), (", redirect_http_response_code: 301", 301)])
def test_production_redirects_with_the_code_of_the_entry(open_site, ask, entry, status):
    tree = open_site(f"- {{url: /page, script: main.app, secure: always{entry}}}", as_production=True)

    assert ask(tree, "/page").status_int == status


def test_head_request_is_refused_without_a_body(open_site, ask):
    response = ask(open_site(ADMIN), "/page", user="ann@example.com", method="HEAD")

    assert (response.status_int, response.body) == (401, b"")
