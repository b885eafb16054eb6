import os
import signal
import threading
from http.client import HTTPConnection

import pytest

from webapp2compat.serving import waitress
from webapp2compat.serving.listening import listen


def test_waitress_serves_and_ends_by_sigterm_with_a_client_connected():
    pytest.importorskip("waitress")
    listener, answers = listen("127.0.0.1", 0, 5), []
    connection = HTTPConnection(*listener.getsockname())

    def app(environ, start_response):
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    def ask():
        connection.request("GET", "/")
        answer = connection.getresponse()
        answers.append((answer.read(), answer.headers["Server"]))
        os.kill(os.getpid(), signal.SIGTERM)

    client = threading.Thread(target=ask)
    waitress.serve(app, listener, client.start, debug=False)
    client.join()
    connection.close()
    listener.close()

    assert answers == [(b"ok", None)]


def test_a_missing_waitress_names_the_extra(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "waitress", None)

    with pytest.raises(ImportError, match=r"pip install 'webapp2compat\[waitress\]'"):
        waitress.serve(None, None, None, debug=False)
