import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")
pytest.importorskip("django", reason="needs Django")

URL = {"url": "http://example.com/a?b=1&c=2"}


@pytest.fixture(scope="module")
def served(serve_tree, here):
    return serve_tree(here)


@pytest.fixture
def site(served):
    """The book of links, and nobody signed in."""
    served.sign_in(None)
    return served


def test_visitors_are_sent_to_sign_in(site):
    status, headers, _ = site.get("/add")

    assert (status, "/_ah/login?continue=" in headers["Location"]) == (302, True)


def test_link_is_still_there_after_a_restart(site):
    site.sign_in("ann@example.com")
    status, _, _ = site.post("/add", URL)
    site.restart()
    text = site.get("/")[2]

    assert status == 302
    assert '<a href="http://example.com/a?b=1&amp;c=2">example.com</a> by ann@example.com' in text


def test_templates_tell_own_links_from_others(site):
    site.sign_in("ann@example.com")
    site.post("/add", URL)
    own = site.get("/")[2]
    site.sign_in("bob@example.com")

    assert 'class="mine"' in own
    assert 'class="mine"' not in site.get("/")[2]


def test_what_is_no_address_is_refused(site):
    site.sign_in("ann@example.com")
    status, _, text = site.post("/add", {"url": "nothing"})

    assert (status, "This is no address." in text) == (400, True)


def test_strangers_cannot_add_links(site):
    assert site.post("/add", URL)[0] == 403


def test_every_answer_went_through_the_middleware_once(site):
    assert site.get("/")[1].get_all("X-Frame-Options") == ["DENY"]


def test_stylesheet_is_served(site):
    status, headers, text = site.get("/stylesheets/links.css")

    assert (status, headers["Content-Type"], ".mine" in text) == (200, "text/css", True)
