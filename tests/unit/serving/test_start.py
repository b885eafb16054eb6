import os
import signal

import pytest

import webapp2
from webapp2compat.serving import CannotServe, serve
from webapp2compat.serving.access_log import AccessLog
from webapp2compat.serving.listening import listen
from webapp2compat.serving.start import Settings, start


@pytest.fixture
def sigterm(end_by):
    """End the test's server by SIGTERM."""
    end_by(signal.SIGTERM)


@pytest.fixture(autouse=True)
def no_logging(monkeypatch):
    """Leave the root logger as it is."""
    monkeypatch.setattr("webapp2compat.serving.logs.set_up_logging", lambda debug: None)


def test_serve_is_a_name_of_webapp2():
    assert webapp2.serve is serve


@pytest.mark.parametrize("debug", [True, False])
def test_serve_sets_debug_and_says_where_it_listens(app, sigterm, capsys, debug):
    served = app(debug=not debug)

    serve(served, port=0, debug=debug)

    assert served.debug is debug
    assert capsys.readouterr().out.startswith("serving on http://127.0.0.1:")


def test_run_serves_where_there_is_no_cgi_request(app, sigterm, capsys, monkeypatch):
    monkeypatch.setitem(serve.__kwdefaults__, "debug", None)
    monkeypatch.setattr(serve, "__defaults__", ("127.0.0.1", 0))

    app(debug=True).run()

    assert capsys.readouterr().out.startswith("serving on ")


@pytest.mark.parametrize("debug", [None, True])
def test_an_app_without_debug_is_served_as_it_is(sigterm, debug):
    serve(lambda environ, start_response: [], port=0, debug=debug)


def test_a_port_in_use_ends_the_program_with_a_sentence(app, capsys):
    with listen("127.0.0.1", 0, 1) as listener, pytest.raises(SystemExit) as raised:
        serve(app(), port=listener.getsockname()[1])

    assert raised.value.code == 2
    assert capsys.readouterr().err.startswith("webapp2compat: Port ")


@pytest.mark.parametrize("port", ["", "http", None])
def test_a_port_that_is_no_number_ends_the_program_with_a_sentence(app, capsys, port):
    with pytest.raises(SystemExit) as raised:
        webapp2.serve(app([]), port=port)

    assert raised.value.code == 2
    assert capsys.readouterr().err == f"webapp2compat: {port!r} is not a port: choose a number from 0 to 65535.\n"


def test_requests_may_be_logged(app, monkeypatch):
    served = []
    monkeypatch.setattr("webapp2compat.serving.paste.serve", lambda app, *_, **__: served.append(app))

    start(app, Settings(port=0, access_log="combined"))

    assert isinstance(served[0], AccessLog)


def test_callers_of_start_are_told_by_an_exception(app):
    with pytest.raises(CannotServe):
        start(app, Settings(port=-1))


def test_what_is_no_app_is_refused():
    with pytest.raises(TypeError, match="'main:app' is not a WSGI app"):
        serve("main:app")


def test_an_unknown_server_is_refused(app):
    with pytest.raises(ValueError, match="no server 'apache': choose one of paste, waitress, gunicorn"):
        serve(app(), server="apache")


def test_with_a_reloader_the_parent_serves_nothing(app, monkeypatch):
    monkeypatch.setattr("webapp2compat.serving.reload.serve_and_reload", lambda *arguments: 7)

    with pytest.raises(SystemExit) as raised:
        serve(app(), port=0, use_reloader=True)

    assert raised.value.code == 7


def test_with_a_reloader_the_child_serves_until_its_parent_is_gone(app, sigterm, monkeypatch, capsys, wait_until):
    read, write = os.pipe()
    signals = []
    monkeypatch.setattr(os, "kill", lambda *arguments: signals.append(arguments))
    with listen("127.0.0.1", 0, 1) as listener:
        monkeypatch.setenv("WEBAPP2COMPAT_LISTENER", str(os.dup(listener.fileno())))
        monkeypatch.setenv("WEBAPP2COMPAT_RELOADER", str(read))

        serve(app(), use_reloader=True)

        assert capsys.readouterr().out == f"serving on http://127.0.0.1:{listener.getsockname()[1]}\n"
    os.close(write)
    wait_until(lambda: signals)
    os.close(read)
    assert signals == [(os.getpid(), signal.SIGTERM)]


def test_debug_turns_the_debugger_on_and_prints_its_pin(app, sigterm, capsys):
    serve(app(), port=0, debug=True)

    assert capsys.readouterr().err.startswith("The debugger is on. Its PIN is ")


@pytest.mark.parametrize(
    "options",
    [
        {"debug": False, "use_debugger": True},
        {"use_debugger": True},
        {"debug": True, "use_debugger": False},
        {"debug": True, "host": "0.0.0.0"},
    ],
)
def test_debugger_stays_off(app, sigterm, capsys, options):
    serve(app(), port=0, **options)

    assert "PIN" not in capsys.readouterr().err


@pytest.mark.parametrize("name", ["GAE_ENV", "K_SERVICE"])
def test_debugger_stays_off_in_production_unless_asked_for(app, sigterm, capsys, monkeypatch, name):
    monkeypatch.setenv(name, "standard")
    serve(app(), port=0, debug=True)

    assert "PIN" not in capsys.readouterr().err


@pytest.mark.parametrize("name", ["GAE_ENV", "K_SERVICE"])
def test_debugger_asked_for_in_production_is_refused(app, monkeypatch, name):
    monkeypatch.setenv(name, "standard")

    with pytest.raises(ValueError, match=name):
        serve(app(), port=0, debug=True, use_debugger=True)


def test_debugger_asked_for_on_a_public_host_is_refused(app):
    with pytest.raises(ValueError, match=r"everyone who can reach 0\.0\.0\.0"):
        serve(app(), host="0.0.0.0", port=0, debug=True, use_debugger=True)


def test_debugger_asked_for_is_on(app, sigterm, capsys):
    serve(app(), port=0, debug=True, use_debugger=True)

    assert "PIN" in capsys.readouterr().err
