"""The debugger as a client meets it: a server in a process of its own, asked over a socket."""

import re
import subprocess
import sys
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

pytest.importorskip("paste")

APP = """
import sys
import webapp2

class Boom(webapp2.RequestHandler):
    def get(self):
        who = 'ann'
        raise ValueError('kaboom')

app = webapp2.WSGIApplication([('/boom', Boom)])
webapp2.serve(app, port=0, **eval(sys.argv[1]))
"""


class Served:
    """A server that runs, and what it has said so far."""

    def __init__(self, program, options):
        command = [sys.executable, str(program), repr(options)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.said = ""
        while "serving on" not in self.said:
            self.said += self.process.stdout.readline() or pytest.fail(self.said)
        self.netloc = urlsplit(re.search(r"http://\S+", self.said)[0]).netloc

    def ask(self, method, path, body=None, **headers):
        """Send one request; answer with the status and the text."""
        connection = HTTPConnection(self.netloc, timeout=10)
        connection.request(method, path, body, {name.replace("_", "-"): text for name, text in headers.items()})
        response = connection.getresponse()
        self.headers, text = response.headers, response.read().decode()
        connection.close()
        return response.status, text

    def open_console(self):
        """Fail once; answer with the path of the innermost console and the headers of the page's script."""
        page = self.ask("GET", "/boom", Accept="text/html")[1]
        token = re.search(r'data-token="([^"]+)"', page)[1]
        return "/__debugger__/run/" + re.findall(r'data-frame="([^"]+)"', page)[-1], {"X_Debugger_Token": token}

    def end(self):
        self.process.terminate()
        self.said += self.process.communicate(timeout=20)[0]


@pytest.fixture
def served(tmp_path):
    """Serve the app: ``served(debug=True)``."""
    running, program = [], tmp_path / "main.py"
    program.write_text(APP)

    def start(**options):
        running.append(Served(program, options))
        return running[-1]

    yield start
    for server in running:
        server.end()


@pytest.mark.parametrize("debug", [False, None])
def test_g01_debugger_without_debug_is_a_generic_500(served, debug):
    server = served(debug=debug, use_debugger=True)

    status, text = server.ask("GET", "/boom", Accept="text/html")

    assert (status, "kaboom" in text, "__debugger__" in text) == (500, False, False)
    assert "PIN" not in server.said


def test_g02_debug_without_debugger_is_a_static_page(served):
    server = served(debug=True, use_debugger=False)

    status, text = server.ask("GET", "/boom", Accept="text/html")

    assert (status, "kaboom" in text, "__debugger__" in text) == (500, True, False)
    assert server.ask("POST", "/__debugger__/pin", "1")[0] == 404


def test_g03_pin_is_said_once_and_stands_in_no_page(served):
    server = served(debug=True)
    pin = re.search(r"PIN is ([\d-]+)", server.said)[1]

    assert pin not in server.ask("GET", "/boom", Accept="text/html")[1]
    server.end()
    assert server.said.count(pin) == 1


def test_g04_console_is_locked_without_the_cookie(served, tmp_path):
    server = served(debug=True)
    path, headers = server.open_console()

    assert server.ask("POST", path, f"open({str(tmp_path / 'made')!r}, 'w')", **headers)[0] == 403
    assert not (tmp_path / "made").exists()


def test_g06_console_runs_python_after_the_pin(served):
    server = served(debug=True)
    path, headers = server.open_console()
    server.ask("POST", "/__debugger__/pin", re.search(r"PIN is ([\d-]+)", server.said)[1], **headers)
    cookie, _, attributes = server.headers["Set-Cookie"].partition("; ")

    assert {"HttpOnly", "SameSite=Strict"} <= set(attributes.split("; "))
    assert server.ask("POST", path, "1+1", Cookie=cookie, **headers) == (200, "2\n")
    assert server.ask("POST", path, "who", Cookie=cookie, **headers) == (200, "'ann'\n")


def test_g13_without_a_reloader_the_old_code_goes_on(served, tmp_path):
    server = served(debug=True, use_reloader=False)
    (tmp_path / "main.py").write_text("raise SystemExit")
    time.sleep(0.5)

    assert server.ask("GET", "/boom")[0] == 500
