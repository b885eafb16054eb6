import functools
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from webapp2compat.serving import reload
from webapp2compat.serving.failure import CannotServe
from webapp2compat.serving.listening import INHERITED, listen

APP = """
from webapp2compat import serve

def app(environ, start_response):
    start_response("200 OK", [])
    return [b"%s"]

serve(app, port=0, use_reloader=True)
"""


@pytest.fixture
def port():
    """A port that is free."""
    with listen("127.0.0.1", 0, 1) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Write the program that the reloader runs, ``program(text)``; ``program.path`` is its path."""

    def write(text):
        write.path.write_text(text)

    write.path = tmp_path / "main.py"
    monkeypatch.setattr(sys, "orig_argv", [sys.executable, str(write.path)])
    # pytest's own folders may change meanwhile.
    monkeypatch.setattr(reload, "watched_folders", lambda folders: [str(tmp_path)])
    return write


@pytest.fixture
def script():
    """Do something while the reloader has the main thread, then end it: ``script(function)``."""
    threads, failures = [], []
    # It may come after the reloader has ended by itself.
    previous = signal.signal(signal.SIGTERM, signal.SIG_IGN)

    def run(function):
        try:
            function()
        except BaseException as error:
            failures.append(error)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    def start(function):
        threads.append(threading.Thread(target=run, args=[function]))
        threads[0].start()

    yield start
    for thread in threads:
        thread.join()
    signal.signal(signal.SIGTERM, previous)
    assert failures == []


@pytest.fixture
def answers(port, wait_until):
    """Wait until the app answers with these bytes."""

    def ask():
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                return answer.read()
        except OSError:
            return None

    return lambda expected: wait_until(lambda: ask() == expected)


@pytest.mark.slow
def test_g12_g14_new_code_answers_on_the_same_port_and_a_syntax_error_is_survived(
    port, program, script, answers, capfd
):
    pytest.importorskip("watchfiles")
    program(APP % "one")

    def edit():
        answers(b"one")
        program(APP % "two")
        answers(b"two")
        program("def (")
        time.sleep(0.2)
        program(APP % "three")
        answers(b"three")

    script(edit)
    assert reload.serve_and_reload("127.0.0.1", port, 5) == 0
    assert "reloading: main.py changed" in capfd.readouterr().out


def test_an_app_that_fails_is_waited_for_and_one_that_ends_is_not(port, program, script, wait_until, capfd):
    pytest.importorskip("watchfiles")
    program("raise SystemExit(3)")
    said, ended = [], threading.Event()

    def edit():
        wait_until(lambda: said.append(capfd.readouterr().err) or "exit code 3; waiting for a change" in said[-1])
        program("")
        ended.wait(10)

    script(edit)
    assert reload.serve_and_reload("127.0.0.1", port, 5) == 0
    ended.set()


def test_an_app_that_cannot_be_served_as_asked_is_not_waited_for(port, program, capfd):
    pytest.importorskip("watchfiles")
    program("raise SystemExit(2)")

    assert reload.serve_and_reload("127.0.0.1", port, 5) == 2
    assert "waiting for a change" not in capfd.readouterr().err


def test_an_app_whose_file_is_gone_for_a_moment_is_waited_for(program):
    with socket.socket() as listener, reload.Child(listener) as child:
        program("")
        child.start()
        child.end()
        program("raise SystemExit(2)")
        child.start()
        child.process.wait()

        assert not child.has_finished()


def test_source_that_cannot_be_watched_is_said_in_a_sentence(port, program, monkeypatch):
    def watch(*folders, **options):
        raise OSError(28, "OS file watch limit reached")

    monkeypatch.setattr(pytest.importorskip("watchfiles"), "watch", watch)
    program("import time; time.sleep(30)")

    with pytest.raises(CannotServe, match=r"watched for changes: .*limit reached. Serve with --no-reload, or with"):
        reload.serve_and_reload("127.0.0.1", port, 5)


def test_a_missing_watchfiles_names_the_extra(monkeypatch, port):
    monkeypatch.setitem(sys.modules, "watchfiles", None)

    with pytest.raises(ImportError, match=r"pip install 'webapp2compat\[dev\]'"):
        reload.serve_and_reload("127.0.0.1", port, 5)


def test_a_child_knows_itself(monkeypatch):
    before = reload.is_child()
    monkeypatch.setenv(INHERITED, "3")

    assert (before, reload.is_child()) == (False, True)


def test_a_child_that_does_not_end_is_killed(program, monkeypatch):
    monkeypatch.setattr(reload, "_DRAIN_SECONDS", 0.05)
    program("import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(30)")
    monkeypatch.setattr(subprocess, "Popen", functools.partial(subprocess.Popen, stdout=subprocess.PIPE))
    with socket.socket() as listener, reload.Child(listener) as child:
        child.start()
        assert (child.has_finished(), child.process.stdout.readline()) == (False, b"1\n")

    assert child.process.returncode == -signal.SIGKILL
    child.process.stdout.close()


def test_a_child_that_never_started_needs_no_end():
    with socket.socket() as listener, reload.Child(listener) as child:
        assert not child.has_finished()


def test_own_source_is_watched_and_installed_packages_are_not(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    paths = [str(inner), str(tmp_path), str(tmp_path / "none"), sys.prefix, os.path.join(sys.base_prefix, "lib"), "/"]

    assert reload.watched_folders(paths) == [str(Path(tmp_path).resolve())]
