import os
import re
import subprocess
import sys
from http.client import HTTPConnection

import pytest

# What deferred.defer(main.confirm, 7) hands to the task.
CALL = b"(cmain\nconfirm\n(I7\nt(dt."
TASK = {"X-AppEngine-QueueName": "default", "X-AppEngine-TaskName": "task1", "X-AppEngine-User-IP": "0.1.0.2"}


class Served:
    """The sample under gunicorn, with the configuration that is deployed."""

    def __init__(self, folder, environ):
        pytest.importorskip("gunicorn")
        command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "main:app"]
        environ = {**os.environ, "PORT": "0", "PYTHONWARNINGS": "ignore", **environ}
        self.process = subprocess.Popen(
            command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.port = self.wait_for(r"Listening at: http://[\d.]+:(\d+)")[1]

    def wait_for(self, pattern):
        lines = iter(self.process.stdout.readline, "")
        return next(found for line in lines if (found := re.search(pattern, line)))

    def ask(self, method, path, body=None, **headers):
        connection = HTTPConnection("127.0.0.1", int(self.port), timeout=10)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text


@pytest.fixture
def gunicorn(here):
    served = []

    def start(**environ):
        served.append(Served(here, environ))
        return served[-1]

    yield start
    for one in served:
        one.process.terminate()
        one.process.communicate(timeout=10)
        assert one.process.returncode == 0


def test_gunicorn_serves_on_this_machine(gunicorn):
    shop = gunicorn()

    assert shop.ask("GET", "/", Host="shop.example") == (200, "Welcome to http://shop.example on this machine.")


def test_cloud_run_says_what_was_https(gunicorn):
    shop = gunicorn(K_SERVICE="shop")
    text = shop.ask("GET", "/", **{"Host": "shop.example", "X-Forwarded-Proto": "https"})[1]

    assert text == "Welcome to https://shop.example on Cloud Run."


def test_orders_are_confirmed_at_once_without_app_engine(gunicorn):
    shop = gunicorn(K_SERVICE="shop")

    assert shop.ask("POST", "/orders/7")[0] == 202
    assert shop.wait_for("Order 7 is confirmed")


def test_deferred_functions_run_on_app_engine(gunicorn):
    pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")
    shop = gunicorn(GAE_ENV="standard", GAE_APPLICATION="s~shop", GOOGLE_CLOUD_PROJECT="shop", GAE_SERVICE="default")

    assert "App Engine" in shop.ask("GET", "/")[1]
    assert shop.ask("POST", "/_ah/queue/deferred", CALL, **TASK)[0] == 200
    assert shop.wait_for("Order 7 is confirmed")


def test_app_yaml_is_served_on_this_machine(serve_tree, here):
    pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")
    site = serve_tree(here)

    assert "this machine" in site.get("/")[2]
    assert (site.post("/orders/7", {})[0], site.get("/_ah/warmup")[0]) == (202, 204)
