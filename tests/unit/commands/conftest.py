"""Fixtures that run commands in this process, on small apps."""

import os
import sys

import pytest

from webapp2compat.commands import main


@pytest.fixture(autouse=True)
def as_before(monkeypatch, tmp_path):
    """Run in a folder of the test's own; put the path and the modules back afterwards."""
    modules = dict(sys.modules)
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = os.getcwd()
    os.chdir(tmp_path)
    yield
    os.chdir(before)
    for name in set(sys.modules) - set(modules):
        if name in ("main", "app", "site_app") or name.startswith("legacy"):
            del sys.modules[name]


@pytest.fixture
def write(tmp_path):
    """Write a file of an app: ``write("main.py", "app = ...")`` answers with its path."""

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return str(path)

    return write


@pytest.fixture
def run(capsys):
    """Run a command: ``run("routes", "main:app")`` answers with exit code, output and errors."""

    def run(*arguments):
        try:
            code = main(arguments)
        except SystemExit as error:
            code = error.code
        return code, *capsys.readouterr()

    return run
