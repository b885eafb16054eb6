import signal

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")
pytest.importorskip("jinja2")


@pytest.fixture(scope="module")
def served(serve_tree, here):
    return serve_tree(here)


@pytest.fixture
def site(served):
    """The guestbook, and nobody signed in."""
    served.sign_in(None)
    return served


def test_guestbook_asks_visitors_to_sign_in(site):
    status, _, text = site.get("/")

    assert (status, "Sign in</a>" in text, "<form" in text) == (200, True, False)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_greeting_is_still_there_after_a_restart(site, end):
    site.sign_in("ann@example.com")
    status, _, _ = site.post("/sign", {"content": "Grüße <b>!"})
    site.restart(end)

    assert status == 302
    assert "<h2>ann@example.com, " in site.get("/")[2]
    assert "Grüße &lt;b&gt;!" in site.get("/")[2]


def test_strangers_cannot_sign(site):
    status, headers, _ = site.post("/sign", {"content": "hello"})

    assert (status, "/_ah/login?continue=" in headers["Location"]) == (302, True)


@pytest.mark.parametrize("content", [" ", "x" * 501])
def test_greetings_have_a_reasonable_length(site, content):
    site.sign_in("ann@example.com")

    assert site.post("/sign", {"content": content})[0] == 400


def test_administrators_can_delete_greetings(site):
    site.sign_in("root@example.com", admin=True)
    site.post("/sign", {"content": "Buy now"})
    key = site.get("/admin")[2].partition('name="key" value="')[2].partition('"')[0]
    site.post("/admin", {"key": key})

    assert "Buy now" not in site.get("/admin")[2]


@pytest.mark.parametrize(("email", "status"), [(None, 302), ("ann@example.com", 401)])
def test_administration_is_for_administrators(site, email, status):
    site.sign_in(email)

    assert site.get("/admin")[0] == status


def test_static_files_are_served(site):
    status, headers, _ = site.get("/static/style.css")

    assert (status, headers["Content-Type"], site.get("/favicon.svg")[0]) == (200, "text/css", 200)
    assert site.get("/static/style.css", {"If-None-Match": headers["ETag"]})[0] == 304


def test_development_page_shows_the_greetings(site):
    site.sign_in("ann@example.com")
    site.post("/sign", {"content": "hello"})

    assert "<pre>Greeting</pre>" in site.get("/_ah/dev")[2]
