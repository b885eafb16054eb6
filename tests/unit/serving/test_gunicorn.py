import os
import sys

import pytest

from webapp2compat.serving import gunicorn
from webapp2compat.serving.listening import listen


def sys_exit(environ, start_response):
    if environ["PATH_INFO"] == "/exit":
        sys.exit(3)
    return [b"ok"]


@pytest.fixture
def application(monkeypatch):
    """The application that gunicorn would run, with its settings."""
    arbiter, seen = pytest.importorskip("gunicorn.arbiter"), []
    monkeypatch.setattr(arbiter.Arbiter, "run", lambda self: seen.append(self.app))
    with listen("127.0.0.1", 0, 5) as listener:
        number, ready = listener.fileno(), []
        gunicorn.serve(sys_exit, listener, lambda: ready.append(1), debug=False)
    seen[0].cfg.when_ready(None)
    assert (seen[0].cfg.bind, ready) == ([f"fd://{number}"], [1])
    os.close(number)
    return seen[0]


def test_gunicorn_gets_the_limits_of_the_package(application):
    cfg = application.cfg

    assert (cfg.worker_class_str, cfg.workers, cfg.threads) == ("gthread", 1, 10)
    assert (cfg.backlog, cfg.worker_connections, cfg.limit_request_fields) == (512, 1000, 100)
    assert (cfg.timeout, cfg.graceful_timeout) == (60, 8)


def test_sys_exit_in_the_app_does_not_reach_gunicorn(application):
    app = application.wsgi()

    assert app({"PATH_INFO": "/"}, None) == [b"ok"]
    with pytest.raises(RuntimeError, match=r"sys.exit\(3\)"):
        app({"PATH_INFO": "/exit"}, None)


def test_a_missing_gunicorn_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "gunicorn", None)
    monkeypatch.delitem(sys.modules, "gunicorn.app", raising=False)
    monkeypatch.delitem(sys.modules, "gunicorn.app.base", raising=False)

    with pytest.raises(ImportError, match=r"pip install 'webapp2compat\[gunicorn\]'"):
        gunicorn.serve(None, None, None, debug=False)
