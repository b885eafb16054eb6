import runpy
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

from webapp2compat.serving.loading import capturing


@pytest.fixture
def ask(serve_sample, here, tmp_path):
    """Send a request to the guestbook: ``ask(path, form)``; ``ask.restart()`` serves it anew on the same entries."""

    class Client:
        def restart(self):
            self.netloc = urlsplit(serve_sample(here, GUESTBOOK_DB=str(tmp_path / "entries.db"))).netloc

        def __call__(self, path, form=None):
            connection = HTTPConnection(self.netloc, timeout=10)
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST" if form else "GET", path, form and urlencode(form), headers if form else {})
            answer = connection.getresponse()
            text = answer.read().decode("utf-8")
            connection.close()
            return answer.status, answer.getheader("Location"), text

    client = Client()
    client.restart()
    return client


def test_signing_leads_back_to_the_entries(ask):
    status, location, _ = ask("/sign", {"author": "Zoë", "content": "Grüße!"})

    assert (status, urlsplit(location).path) == (302, "/")
    assert "Grüße!" in ask("/")[2]


def test_an_empty_guestbook_says_so(ask):
    empty = ask("/")[2]
    ask("/sign", {"content": "First."})

    assert ("Nobody has signed yet" in empty, "Nobody has signed yet" in ask("/")[2]) == (True, False)


def test_entries_survive_a_restart(ask):
    ask("/sign", {"author": "Ann", "content": "Still here?"})

    ask.restart()

    assert "Still here?" in ask("/entry/1")[2]


def test_entries_are_escaped(ask):
    ask("/sign", {"author": "<b>", "content": "<script>alert(1)</script>"})

    page = ask("/")[2]

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>" not in page


def test_an_empty_entry_is_refused_and_the_name_is_kept(ask):
    status, _, page = ask("/sign", {"author": 'Ann "A"', "content": " "})

    assert status == 400
    assert "Please write something first." in page
    assert 'value="Ann &#34;A&#34;"' in page


def test_a_long_entry_is_refused(ask):
    assert ask("/sign", {"content": "x" * 501})[0] == 400


@pytest.mark.parametrize("path", ["/nowhere", "/entry/99", "/entry/x", "/%3Cscript%3E"])
def test_unknown_pages_get_its_own_404(ask, path):
    status, _, page = ask(path)

    assert status == 404
    assert "Page not found" in page
    assert "<script>" not in page


def test_a_crash_gets_its_own_500(ask):
    status, _, page = ask("/crash")

    assert status == 500
    assert "Something went wrong" in page
    assert "on purpose" not in page


def test_python_main_serves_the_same_app(here):
    with capturing() as served:
        names = runpy.run_path(str(here / "main.py"), run_name="__main__")

    assert served == [names["app"]]
