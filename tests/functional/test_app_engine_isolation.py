"""Users of an App Engine application never see each other's environ, user or namespace."""

import json
import os
import re
import subprocess
import sys
import time
from http.client import HTTPConnection
from threading import Thread

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

USERS = 12
SECONDS = float(os.environ.get("ISOLATION_SECONDS", "1.5"))
YAML = "runtime: python27\napi_version: 1\nthreadsafe: true\nhandlers:\n- {url: /.*, script: main.app}\n"
# A service of its own process, to which every request goes if there is such a file.
DISPATCH = "dispatch:\n- {url: '*/*', service: other}\n"
MAIN = """
import json
import os
import threading
import time

import webapp2
from google.appengine.api import namespace_manager, users
from google.appengine.ext import ndb


class Note(ndb.Model):
    owner = ndb.StringProperty()


def look(seen):
    user = users.get_current_user()
    seen.add(user.email() if user else None)
    seen.add(os.environ["USER_EMAIL"])
    seen.add(os.environ["QUERY_STRING"])
    seen.add(namespace_manager.get_namespace())


class Look(webapp2.RequestHandler):
    def get(self):
        seen, name = set(), self.request.query_string
        namespace_manager.set_namespace(name)
        os.environ["MINE"] = name
        for _ in range(3):
            look(seen)
            time.sleep(0.002)
        Note(id=1, owner=name).put()
        seen.update(note.owner for note in Note.query())
        thread = threading.Thread(target=look, args=[seen])
        thread.start()
        thread.join()
        seen.update([os.environ["MINE"], webapp2.get_request().query_string])
        self.response.write(json.dumps(sorted(map(str, seen))))


app = webapp2.WSGIApplication([("/", Look)])
"""


@pytest.fixture(params=["its own process", "another process"])
def netloc(tmp_path, request):
    (tmp_path / "app.yaml").write_text(YAML)
    (tmp_path / "main.py").write_text(MAIN)
    if request.param == "another process":
        (tmp_path / "dispatch.yaml").write_text(DISPATCH)
        (tmp_path / "other.yaml").write_text("service: other\n" + YAML)
    command = [sys.executable, "-m", "webapp2compat", "serve", str(tmp_path), "--port", "0", "--storage", ":memory:"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    found = re.search(r"http://(\S+)", process.stdout.readline())[1]
    # The other process starts with the first request.
    connection = HTTPConnection(found, timeout=60)
    connection.request("GET", "/?first")
    connection.getresponse().read()
    connection.close()
    yield found
    process.terminate()
    process.wait(10)
    process.stdout.close()


@pytest.fixture
def visit(netloc):
    """Ask again and again as one user, and note each answer."""

    def send(name, answers, end):
        headers = {"Cookie": f"dev_appserver_login={name}:False:1"}
        while not answers or time.monotonic() < end:
            connection = HTTPConnection(netloc, timeout=10)
            connection.request("GET", f"/?{name}", headers=headers)
            answers.append(json.loads(connection.getresponse().read()))
            connection.close()

    return send


def test_twelve_parallel_users_never_see_each_other(visit):
    seen = {f"user{number}": [] for number in range(USERS)}
    visit("first", [], 0)  # a process may have to start for it
    end = time.monotonic() + SECONDS
    threads = [Thread(target=visit, args=(name, answers, end)) for name, answers in seen.items()]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sum(map(len, seen.values())) > USERS
    assert {name: {*map(tuple, answers)} for name, answers in seen.items()} == {name: {(name,)} for name in seen}
