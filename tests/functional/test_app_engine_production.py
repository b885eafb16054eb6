"""Where Google runs the process, a tree with app.yaml starts no local services, under gunicorn neither."""

import os
import re
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

APP_YAML = "application: shop\nruntime: python313\nhandlers:\n- {url: /.*, script: auto}\n"
MAIN = """
from google.appengine.api import apiproxy_stub_map

def app(environ, start_response):
    start_response("200 OK", [])
    return [type(apiproxy_stub_map.apiproxy.GetStub("memcache")).__name__.encode()]
"""
WSGI = """
from webapp2compat.appengine.local import open_tree

app = open_tree(".")
"""


@pytest.fixture
def tree(tmp_path):
    """A folder with app.yaml and with a module that gunicorn serves."""
    for name, content in {"app.yaml": APP_YAML, "main.py": MAIN, "wsgi.py": WSGI}.items():
        (tmp_path / name).write_text(content)
    return tmp_path


@pytest.fixture
def ask(tree):
    """Serve the tree under gunicorn; ``ask("/path", K_SERVICE="shop")`` answers with the status and the text."""
    pytest.importorskip("gunicorn")
    processes = []

    def ask(path, **environ):
        command = [sys.executable, "-m", "gunicorn", "-b", "127.0.0.1:0", "wsgi:app"]
        environ = {**os.environ, "PYTHONWARNINGS": "ignore", **environ}
        processes.append(subprocess.Popen(command, cwd=tree, env=environ, stderr=subprocess.PIPE, text=True))
        lines = iter(processes[-1].stderr.readline, "")
        url = next(found[1] for line in lines if (found := re.search(r"Listening at: (http://\S+)", line)))
        try:
            with urllib.request.urlopen(url + path, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    yield ask
    for process in processes:
        process.terminate()
        process.communicate(timeout=40)  # gunicorn itself gives its workers 30 seconds


def test_services_are_local_where_nothing_says_google(ask, tree):
    assert ask("/") == (200, "MemcacheServiceStub")
    assert (tree / ".webapp2compat").is_dir()


@pytest.mark.parametrize("variable", ["GAE_ENV", "K_SERVICE"])
def test_no_local_service_starts_where_google_runs_gunicorn(ask, tree, variable):
    assert ask("/", **{variable: "standard"}) == (200, "NoneType")
    assert not (tree / ".webapp2compat").exists()


@pytest.mark.parametrize("variable", ["GAE_ENV", "K_SERVICE"])
def test_nobody_signs_in_as_anyone_where_google_runs_gunicorn(ask, variable):
    assert ask("/_ah/login", **{variable: "standard"}) == (200, "NoneType")
