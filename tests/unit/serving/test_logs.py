import logging
import sys

import pytest

from webapp2compat.serving.logs import SafeFormatter, set_up_logging


@pytest.fixture
def record():
    """The record of an error whose text would forge an entry."""
    try:
        raise ValueError("a\nERROR admin \x1b[31mlogged in\u2028")
    except ValueError as error:
        return logging.LogRecord("app", logging.ERROR, "main.py", 1, error, None, sys.exc_info())


def test_no_text_forges_an_entry(record):
    lines = SafeFormatter("%(levelname)s %(message)s").format(record).split("\n")

    assert lines[0] == r"ERROR a\nERROR admin \x1b[31mlogged in\u2028"
    assert lines[-1] == r"    ERROR admin \x1b[31mlogged in\u2028"
    assert [line for line in lines[1:] if not line.startswith("    ")] == []


def test_the_record_stays_as_it_is(record):
    error = record.msg

    SafeFormatter().format(record)

    assert record.msg is error


@pytest.mark.parametrize(("debug", "level"), [(True, logging.INFO), (False, logging.WARNING)])
def test_an_app_without_logging_gets_some(monkeypatch, debug, level):
    root = logging.getLogger()
    monkeypatch.setattr(root, "level", root.level)
    monkeypatch.setattr(root, "handlers", [])

    set_up_logging(debug=debug)

    assert ([type(handler.formatter) for handler in root.handlers], root.level) == ([SafeFormatter], level)


def test_an_app_with_logging_keeps_it(monkeypatch):
    own, root = logging.NullHandler(), logging.getLogger()
    monkeypatch.setattr(root, "handlers", [own])

    set_up_logging(debug=True)

    assert root.handlers == [own]
