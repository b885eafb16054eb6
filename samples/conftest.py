"""A fixture for the samples' own tests."""

import os
import re
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def serve_sample():
    """Serve a sample with the command on a free port; answer with its address: ``serve_sample(folder, **environ)``."""
    processes = []

    def serve(folder, **environ):
        command = [sys.executable, "-m", "webapp2compat", "serve", os.fspath(folder), "--port", "0"]
        process = subprocess.Popen(command, env={**os.environ, **environ}, stdout=subprocess.PIPE, text=True)
        processes.append(process)
        return re.search(r"http://\S+", process.stdout.readline())[0]

    yield serve
    for process in processes:
        process.terminate()
        assert process.wait(5) == 0
        process.stdout.close()


@pytest.fixture(scope="module")
def here(request):
    """The folder of the sample under test."""
    return Path(request.path).parent


class Site:
    """A tree with app.yaml, served on a free port with its data in a folder of the test."""

    def __init__(self, folder, storage):
        self.command = [sys.executable, "-m", "webapp2compat", "serve", os.fspath(folder), "--port", "0"]
        self.command += ["--storage", os.fspath(storage)]
        self.cookie = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        self.netloc = re.search(r"http://(\S+)", self.process.stdout.readline())[1]

    def stop(self, end=signal.SIGTERM):
        self.process.send_signal(end)
        self.process.wait(10)
        self.process.stdout.close()

    def restart(self, end=signal.SIGTERM):
        self.stop(end)
        self.start()

    def sign_in(self, email, admin=False):
        self.cookie = email and f"dev_appserver_login={email}:{admin}:1"

    def get(self, path, headers=None):
        return self.ask("GET", path, None, headers or {})

    def post(self, path, form, headers=None):
        return self.ask("POST", path, urlencode(form), {"Content-Type": FORM, **(headers or {})})

    def ask(self, method, path, body, headers):
        """Send one request; the answer is its status, headers and text."""
        connection = HTTPConnection(self.netloc, timeout=10)
        connection.request(method, path, body, {**headers, **({"Cookie": self.cookie} if self.cookie else {})})
        answer = connection.getresponse()
        text = answer.read().decode("utf-8")
        connection.close()
        return answer.status, answer.headers, text


@pytest.fixture(scope="module")
def serve_tree(tmp_path_factory):
    """Serve a tree with app.yaml over a real socket: ``serve_tree(folder)`` answers with a :class:`Site`."""
    sites = []

    def serve(folder):
        sites.append(Site(folder, tmp_path_factory.mktemp("storage")))
        return sites[-1]

    yield serve
    for site in sites:
        site.stop()
        assert site.process.returncode == 0
