"""The consoles of the debug page: who may ask them, and what they answer."""

import io
import re

import pytest

import webapp2
from webapp2compat.errors.debugger import Debugger


class Boom(webapp2.RequestHandler):
    def get(self):
        who = "ann"
        raise ValueError(f"no {who}")


class Missing(webapp2.RequestHandler):
    def get(self):
        self.abort(404)


@pytest.fixture
def stream():
    return io.StringIO()


@pytest.fixture
def debugger(stream):
    app = webapp2.WSGIApplication([("/boom", Boom), ("/missing", Missing)], debug=True)
    return Debugger(app, pin="123-456-789", stream=stream)


@pytest.fixture
def send(debugger):
    """Send a request from this machine; headers without a value are left out."""

    def request(path, body="", method="POST", remote="127.0.0.1", **headers):
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Host": "localhost:8080", "X-Debugger-Token": debugger.attributes()["token"], **given}
        return webapp2.Request.blank(
            path,
            {"REMOTE_ADDR": remote},
            method=method,
            body=body.encode(),
            headers={name: value for name, value in sent.items() if value is not None},
        ).get_response(debugger)

    return request


@pytest.fixture
def page(send):
    """The debug page of a failed request."""
    return send("/boom", method="GET", Accept="text/html")


@pytest.fixture
def frame(page):
    """The path of the console in the innermost frame."""
    return "/__debugger__/run/" + re.findall(r'data-frame="([^"]+)"', page.text)[-1]


@pytest.fixture
def cookie(send):
    """The cookie of a client that entered the PIN."""
    return send("/__debugger__/pin", "123-456-789").headers["Set-Cookie"].partition(";")[0]


def test_g03_pin_is_printed_once_and_sent_to_nobody(page, stream):
    assert stream.getvalue() == "The debugger is on. Its PIN is 123-456-789.\n"
    assert "123-456-789" not in page.text


def test_pin_is_random_by_default(stream):
    Debugger(webapp2.WSGIApplication(), stream=stream)

    assert re.search(r"Its PIN is \d{3}-\d{3}-\d{3}\.", stream.getvalue())


def test_failure_is_shown_with_a_console_in_each_frame(page):
    assert (page.status_int, page.content_type) == (500, "text/html")
    assert page.text.count('class="console"') == page.text.count('class="source"')


def test_g04_console_without_the_cookie_is_403_and_runs_nothing(send, frame, tmp_path):
    response = send(frame, f"open({str(tmp_path / 'made')!r}, 'w')")

    assert (response.status_int, list(tmp_path.iterdir())) == (403, [])


def test_g05_ten_wrong_pins_lock_the_debugger_for_the_right_one_too(send):
    tries = [send("/__debugger__/pin", "000-000-000").status_int for _ in range(10)]

    assert set(tries) == {403}
    assert send("/__debugger__/pin", "123-456-789").status_int == 403


def test_g06_right_pin_sets_a_cookie_for_the_debugger_only(send):
    response = send("/__debugger__/pin", " 123456789 ")

    assert response.status_int == 204
    assert response.headers["Set-Cookie"].partition(";")[2] == " Path=/__debugger__; HttpOnly; SameSite=Strict"


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("1+1", "2\n"),
        ("who", "'ann'\n"),
        ("who.upper()", "'ANN'\n"),
        ("None", ""),
        ("print('x')", "x\n"),
        ("for i in range(2):\n  print(i)", "0\n1\n"),
        ("exit()", "SystemExit: None\n"),
        ("[who for n in range(2)]", "['ann', 'ann']\n"),
        ("def f():\n  return who\nprint(f())", "ann\n"),
        (r"'\ud800'", "'\\ud800'\n"),
        (r"print('\ud800')", "\\ud800\n"),
    ],
)
def test_g06_console_runs_python_in_the_frame(send, frame, cookie, source, answer):
    response = send(frame, source, Cookie=cookie)

    assert (response.status_int, response.text) == (200, answer)


def test_what_a_console_assigns_stays(send, frame, cookie):
    send(frame, "x = 5", Cookie=cookie)

    assert send(frame, "x + 1", Cookie=cookie).text == "6\n"


@pytest.mark.parametrize("source", ["1 / 0", "x = 1 / 0"])
def test_traceback_of_a_console_begins_with_what_was_typed(send, frame, cookie, source):
    response = send(frame, source, Cookie=cookie)

    assert response.text.startswith('Traceback (most recent call last):\n  File "<console>", line 1, in <module>\n')
    assert response.text.endswith("ZeroDivisionError: division by zero\n")


def test_malformed_python_is_shown_as_a_syntax_error(send, frame, cookie):
    answer = send(frame, "x = = 1", Cookie=cookie).text

    assert answer.startswith('  File "<console>", line 1\n    x = = 1\n')
    assert "SyntaxError" in answer


def test_g07_console_asked_by_get_is_405(send, frame, cookie):
    response = send(frame, method="GET", Cookie=cookie)

    assert (response.status_int, response.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("token", [None, "", "wrong", "é"])
def test_g07_console_without_the_token_of_the_page_is_403(send, frame, cookie, token):
    assert send(frame, "1+1", Cookie=cookie, X_Debugger_Token=token).status_int == 403


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "::1"])
def test_g08_foreign_host_is_400_and_runs_nothing(send, frame, cookie, host):
    assert send(frame, "1+1", Cookie=cookie, Host=host).status_int == 400


@pytest.mark.parametrize("host", ["localhost", "app.localhost:8080", "127.0.0.1:1", "[::1]:8080"])
def test_local_hosts_are_answered(send, frame, cookie, host):
    assert send(frame, "1+1", Cookie=cookie, Host=host).text == "2\n"


@pytest.mark.parametrize("remote", ["10.0.0.1", "192.168.1.5", "", "::2", "unix:"])
def test_g09_client_on_another_machine_is_403(send, frame, cookie, remote):
    assert send(frame, "1+1", remote=remote, Cookie=cookie).status_int == 403


@pytest.mark.parametrize(
    ("forwarded", "status"), [("203.0.113.7", 403), ("127.0.0.1, 203.0.113.7", 403), ("127.0.0.1,::1", 200), ("", 200)]
)
def test_g09_client_of_a_proxy_must_be_on_this_machine_too(send, frame, cookie, forwarded, status):
    assert send(frame, "1+1", Cookie=cookie, X_Forwarded_For=forwarded).status_int == status


@pytest.mark.parametrize("name", ["GAE_ENV", "K_SERVICE"])
def test_g10_debugger_does_not_start_in_production(monkeypatch, name):
    monkeypatch.setenv(name, "standard")

    with pytest.raises(ValueError, match=name):
        Debugger(webapp2.WSGIApplication())


def test_g10_debugger_does_not_answer_in_several_processes(debugger):
    environ = webapp2.Request.blank("/").environ | {"wsgi.multiprocess": True}

    with pytest.raises(ValueError, match="several processes"):
        debugger(environ, None)


@pytest.mark.parametrize("name", ["0", "140234", "1700000000", "", "nothing/there"])
def test_g11_guessed_frame_is_404(send, frame, cookie, name):
    assert send(f"/__debugger__/run/{name}", "1+1", Cookie=cookie).status_int == 404


def test_g11_names_of_frames_are_random(send):
    first, second = (re.findall(r'data-frame="([^"]+)"', send("/boom", method="GET").text) for _ in range(2))

    assert len({*first, *second}) == len(first) + len(second)
    assert min(map(len, first)) >= 24


def test_consoles_of_old_failures_close(send, frame, cookie, monkeypatch):
    monkeypatch.setattr("webapp2compat.errors.debugger.MAX_FRAMES", 1)
    send("/boom", method="GET")

    assert send(frame, "1+1", Cookie=cookie).status_int == 404


def test_source_that_is_too_long_is_413(send, frame, cookie):
    assert send(frame, "#" * 70_000, Cookie=cookie).status_int == 413


def test_g15_http_exception_keeps_its_page(send):
    response = send("/missing", method="GET", Accept="text/html")

    assert response.status_int == 404
    assert "data-frame" not in response.text


def test_malformed_request_for_the_debugger_is_400(debugger):
    environ = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "CONTENT_LENGTH": "9"}
    request = webapp2.Request.blank("/__debugger__/pin", environ, method="POST")
    request.headers["X-Debugger-Token"] = debugger.attributes()["token"]
    request.environ["CONTENT_LENGTH"] = "9"

    assert request.get_response(debugger).status_int == 400
