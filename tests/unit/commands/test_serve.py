import signal

import pytest

from webapp2compat.commands import serve
from webapp2compat.serving.listening import listen

APP = "import webapp2\napp = webapp2.WSGIApplication([])\n"


@pytest.fixture
def settings(run, write, monkeypatch):
    """Run the command without serving; answer with the settings that it would serve with."""
    seen = []
    monkeypatch.setattr(serve, "start", lambda load, settings: seen.append(settings) or 0)

    def settings(*options):
        assert run("serve", write("main.py", APP), *options)[0] == 0
        return seen[-1]

    return settings


def test_serve_serves_until_a_signal(run, write, monkeypatch, end_by):
    monkeypatch.setattr("webapp2compat.serving.logs.set_up_logging", lambda debug: None)
    end_by(signal.SIGINT)

    code, out, err = run("serve", write("main.py", APP), "--port", "0")

    assert (code, out[:27], err) == (0, "serving on http://127.0.0.1:"[:27], "")


def test_a_port_in_use_is_usage(run, write):
    with listen("127.0.0.1", 0, 1) as listener:
        port = str(listener.getsockname()[1])
        code, _, err = run("serve", write("main.py", APP), "--port", port)

    assert code == 2
    assert err.startswith(f"webapp2compat: Port {port} on 127.0.0.1 is in use: ")


def test_options_become_settings(settings, tmp_path):
    found = settings("--host", "::1", "--port", "81", "--server", "waitress", "--debug", "--no-reload")

    assert (found.host, found.port, found.server, found.debug) == ("::1", 81, "waitress", True)
    assert (found.use_reloader, found.watched) == (False, [str(tmp_path)])


@pytest.mark.parametrize(
    ("options", "style"),
    [([], None), (["--access-log", "none"], None), (["--access-log", "json"], "json")],
)
def test_requests_are_logged_on_demand(settings, options, style):
    assert settings(*options).access_log == style


def test_debug_is_left_as_the_app_has_it(settings):
    assert settings().debug is None


@pytest.mark.parametrize(
    ("options", "reloads"),
    [([], False), (["--reload"], True), (["--debug"], True), (["--debug", "--no-reload"], False)],
)
def test_debugging_reloads_unless_told_otherwise(settings, monkeypatch, options, reloads):
    monkeypatch.setattr(serve, "find_spec", lambda name: name)

    assert settings(*options).use_reloader is reloads


def test_debugging_does_without_a_missing_watchfiles(settings, monkeypatch):
    monkeypatch.setattr(serve, "find_spec", lambda name: None)

    assert settings("--debug").use_reloader is False


def test_debugging_for_other_machines_is_refused(run, write):
    code, _, err = run("serve", write("main.py", APP), "--host", "0.0.0.0", "--debug")

    assert code == 2
    assert "to everyone who can reach 0.0.0.0: leave it out" in err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--debugger"], "--debugger opens consoles in the pages that --debug shows: add --debug, "),
        (
            ["--debugger", "--debug", "--i-know", "--host", "0.0.0.0"],
            "--debugger would let everyone who can reach 0.0.0.0",
        ),
    ],
)
def test_debugger_that_is_not_to_be_is_refused_before_anything_starts(run, write, options, message):
    code, _, err = run("serve", write("main.py", APP), *options)

    assert (code, err.count("\n"), message in err) == (2, 1, True)


@pytest.mark.parametrize("options", [["--host", "0.0.0.0", "--debug", "--i-know"], ["--host", "0.0.0.0"]])
def test_other_machines_may_be_served(settings, options):
    assert settings(*options).host == "0.0.0.0"


def test_debugger_asked_for_in_production_is_usage(run, write, monkeypatch):
    monkeypatch.setattr("webapp2compat.serving.logs.set_up_logging", lambda debug: None)
    monkeypatch.setenv("K_SERVICE", "shop")

    code, _, err = run("serve", write("main.py", APP), "--port", "0", "--debug", "--debugger", "--no-reload")

    assert code == 2
    assert "The debugger does not run where GAE_ENV or K_SERVICE is set" in err


@pytest.mark.parametrize(
    ("target", "expected"),
    [("main.py", (1, "main.py could not be imported")), ("nowhere.py", (2, "There is no file 'nowhere.py'"))],
)
def test_the_reloader_is_told_whether_a_change_to_the_source_would_help(run, write, monkeypatch, target, expected):
    write("main.py", "1/0")
    monkeypatch.setattr(serve, "start", lambda load, settings: load())

    code, _, err = run("serve", target, "--reload")

    assert (code, expected[1] in err) == (expected[0], True)
