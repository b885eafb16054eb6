"""What takes part in answering an error may fail itself, or call sys.exit(): the client gets a 500 all the same."""

import sys

import pytest

from webapp2compat.errors import AppError, Reporter


class Exiting(Exception):
    def __str__(self):
        sys.exit("no text")


class Unreadable:
    def __str__(self):
        raise ValueError("no text")


def leave(*args):
    sys.exit(3)


def close(*args):
    raise GeneratorExit


@pytest.mark.parametrize("format", [None, "html", "text", "json"])
@pytest.mark.parametrize("debug", [True, False])
def test_exception_whose_text_exits_is_a_logged_500(failing, send, caplog, format, debug):
    response = send(failing(Exiting(), debug=debug, format=format, error_reporter=lambda *report: None))

    assert response.status_int == 500
    assert [record.getMessage() for record in caplog.records] == ["Exiting, whose str() failed"]


def test_message_that_exits_is_left_out(failing, send):
    assert send(failing(AppError(Exiting(), 400), format="json")).status_int == 400


@pytest.mark.parametrize("part", [leave, close])
@pytest.mark.parametrize("name", ["format", "schema", "error_decorator"])
def test_renderer_that_exits_is_a_plain_500(failing, send, part, name):
    response = send(failing(AppError("m", 400), **{"format": "json", name: part}))

    assert response.status_int == 500
    assert response.content_type == "text/plain"


@pytest.mark.parametrize("fn", [leave, close, lambda report: Unreadable()])
@pytest.mark.parametrize("deferred", [True, False])
def test_reporter_that_fails_changes_nothing(failing, send, caplog, fn, deferred):
    reporter = Reporter(fn, when="all", deferred=deferred, name="mine")

    response = send(failing(AppError("m", 400, quiet=True), reporters=[reporter]))

    assert "m" in response.text  # the body is read and closed
    assert [record.getMessage() for record in caplog.records] == ["The reporter mine failed."]
