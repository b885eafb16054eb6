import os
import runpy
import sys
from importlib.metadata import version

import pytest

from webapp2compat.commands import serve


def test_help_lists_the_commands_with_examples(run):
    code, out, _ = run("--help")

    assert code == 0
    assert "serve" in out
    assert "webapp2compat routes main:app --match /about" in out


@pytest.mark.parametrize("command", ["serve", "routes"])
def test_every_command_has_two_examples(run, command):
    code, out, _ = run(command, "--help")

    assert (code, out.count(f"  webapp2compat {command} ")) == (0, 2)


def test_version_is_that_of_the_distribution(run):
    assert run("--version") == (0, f"webapp2compat {version('webapp2compat')}\n", "")


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["serve", "--port", "x"]])
def test_a_command_line_that_is_wrong_is_usage(run, arguments):
    assert run(*arguments)[0] == 2


def test_a_port_that_is_no_number_is_told_what_a_port_is(run):
    assert run("serve", "--port", "x")[2].endswith("'x' is not a port: choose a number from 0 to 65535.\n")


def test_a_file_that_may_not_be_read_is_usage(run):
    code, _, err = run("serve", "x" * 300)

    assert (code, err.count("\n")) == (2, 1)
    assert err.endswith("cannot be used, as the system says: File name too long.\n")


def test_a_missing_extra_is_usage(run, write, monkeypatch):
    monkeypatch.setitem(sys.modules, "waitress", None)

    code, _, err = run(
        "serve", write("main.py", "def app(environ, start_response): pass"), "--port", "0", "--server", "waitress"
    )

    assert (code, "pip install 'webapp2compat[waitress]'" in err) == (2, True)


def test_an_app_that_needs_an_extra_is_told_its_name(run, write):
    needs = "from webapp2compat.optional import import_extra\nimport_extra('not_there', 'i18n')"

    code, _, err = run("serve", write("main.py", needs), "--port", "0")

    assert (code, err.count("\n"), "pip install 'webapp2compat[i18n]'" in err) == (2, 1, True)


def test_ctrl_c_is_no_failure(run, monkeypatch):
    monkeypatch.setattr(serve, "load_app", lambda target: (_ for _ in ()).throw(KeyboardInterrupt))

    assert run("serve", "--port", "0")[0] == 0


@pytest.mark.parametrize("fault", [ZeroDivisionError(), OSError("of no file")])
def test_a_fault_of_ours_is_told_as_such(run, monkeypatch, fault):
    monkeypatch.setattr(serve, "load_app", lambda target: (_ for _ in ()).throw(fault))

    code, _, err = run("serve", "--port", "0")

    assert (code, type(fault).__name__ in err, "This is a fault of webapp2compat" in err) == (3, True, True)


def test_a_current_folder_that_is_gone_is_usage(run, tmp_path):
    (tmp_path / "gone").mkdir()
    os.chdir("gone")
    (tmp_path / "gone").rmdir()

    code, _, err = run("serve", "--port", "0")

    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith("webapp2compat: The current folder cannot be used, as the system says: No such file")


def test_python_m_is_the_same_command(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["webapp2compat", "--version"])

    with pytest.raises(SystemExit) as raised:
        runpy.run_module("webapp2compat", run_name="__main__")

    assert raised.value.code == 0
    assert capsys.readouterr().out.startswith("webapp2compat ")


def test_importing_main_runs_nothing():
    assert runpy.run_module("webapp2compat", run_name="imported")["main"]
