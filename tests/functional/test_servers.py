"""The same app on every server: paths of any script, and the end by SIGTERM with requests in flight."""

import os
import random
import re
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

import pytest

APP = """
import sys, time
import webapp2

class Path(webapp2.RequestHandler):
    def get(self, path):
        self.response.write(path)

class Slow(webapp2.RequestHandler):
    def get(self):
        time.sleep(0.5)
        self.response.write('done')

app = webapp2.WSGIApplication([('/slow', Slow), ('/p/(.*)', Path)])

if sys.argv[1] == 'plain-paste':
    from paste import httpserver
    server = httpserver.serve(app, port=0, start_loop=False)
    print('serving on http://127.0.0.1:%d' % server.server_port, flush=True)
    server.serve_forever()
else:
    webapp2.serve(app, port=0, server=sys.argv[1])
"""
SERVERS = ["paste", "waitress", "gunicorn"]


@pytest.fixture
def serve(tmp_path):
    """Serve the app on a server: ``serve("paste")`` answers with the process and its host and port."""
    processes = []
    (tmp_path / "main.py").write_text(APP)

    def serve(server):
        pytest.importorskip("paste" if server == "plain-paste" else server)
        environ = {**os.environ, "PYTHONWARNINGS": "ignore"}
        process = subprocess.Popen(
            [sys.executable, "main.py", server], cwd=tmp_path, env=environ, stdout=subprocess.PIPE, text=True
        )
        processes.append(process)
        return process, urlsplit(re.search(r"http://\S+", process.stdout.readline())[0]).netloc

    yield serve
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def get():
    """Send GET requests to a server one after the other; answer with the texts."""

    def get(netloc, paths):
        texts = []
        for path in paths:
            connection = HTTPConnection(netloc, timeout=10)
            connection.request("GET", path)
            texts.append(connection.getresponse().read().decode("utf-8"))
            connection.close()
        return texts

    return get


@pytest.mark.parametrize("server", [*SERVERS, "plain-paste"])
def test_random_unicode_paths_arrive_on_every_server(serve, get, server):
    choose = random.Random(1).choice
    letters = [chr(code) for code in [*range(0x21, 0x2E), *range(0x30, 0x7F), *range(0xA1, 0x2000, 7), 0x4F60, 0x1F600]]
    names = ["".join(choose(letters) for _ in range(12)) for _ in range(200)]
    _, netloc = serve(server)

    assert get(netloc, [f"/p/{quote(name, safe='')}" for name in names]) == names


@pytest.mark.parametrize("server", SERVERS)
def test_sigterm_lets_requests_in_flight_finish(serve, get, server):
    process, netloc = serve(server)
    get(netloc, ["/p/x"])
    texts = []
    clients = [threading.Thread(target=lambda: texts.extend(get(netloc, ["/slow"]))) for _ in range(3)]
    for client in clients:
        client.start()
    time.sleep(0.2)

    process.terminate()

    for client in clients:
        client.join()
    assert (texts, process.wait(10)) == (["done"] * 3, 0)
