import html
import re
import time

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")


@pytest.fixture(scope="module")
def site(serve_tree, here):
    site = serve_tree(here)
    site.sign_in("root@example.com", admin=True)
    return site


@pytest.fixture
def wait_for(site):
    """Wait until a page holds a text: ``wait_for("/", "went to 2")``; the answer is the whole page."""

    def wait(path, text):
        deadline = time.monotonic() + 15
        page = html.unescape(site.get(path)[2])
        while text not in page and time.monotonic() < deadline:
            time.sleep(0.1)
            page = html.unescape(site.get(path)[2])
        assert text in page
        return page

    return wait


def test_letters_are_sent_by_tasks_and_counted_by_deferred_functions(site, wait_for):
    site.post("/subscribe", {"email": "ann@example.com"})
    site.post("/subscribe", {"email": "bob@slow.example"})

    assert site.post("/send", {"subject": "First", "text": "Grüße"})[0] == 302
    wait_for("/", "2 subscribers; “First” went to 2.")
    assert len(re.findall("<pre>First</pre><td><pre>Grüße</pre>", wait_for("/_ah/dev", "Grüße"))) == 2


def test_letters_and_subscribers_are_still_there_after_a_restart(site, wait_for):
    site.post("/subscribe", {"email": "cem@example.com"})
    site.post("/send", {"subject": "Second", "text": "Again"})
    site.restart()

    wait_for("/", "“Second” went to")
    wait_for("/_ah/dev", "cem@example.com")


def test_mail_that_arrives_subscribes_its_sender_and_is_answered(site, wait_for):
    letter = {"sender": "dora@example.com", "to": "subscribe@newsletter.example", "subject": "Hi", "body": "Schön."}
    site.post("/_ah/dev", {"action": "mail", **letter})
    page = wait_for("/_ah/dev", "Re: Hi")

    assert "> Schön." in page
    assert "dora@example.com" in page


def test_what_is_no_address_cannot_subscribe(site):
    assert site.post("/subscribe", {"email": "nobody"})[0] == 400


@pytest.mark.parametrize("path", ["/send", "/tasks/letter", "/_ah/mail/subscribe@newsletter.example"])
def test_strangers_cannot_send(site, path):
    site.sign_in("ann@example.com")
    status, _, _ = site.post(path, {"subject": "Spam"})
    site.sign_in("root@example.com", admin=True)

    assert status == 401
