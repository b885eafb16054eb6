"""Requests, responses and HTTP exceptions, held against webapp2 3.0.0b1; `record_messages.py` recorded it."""

import json
import runpy
from pathlib import Path

import webapp2
from webapp2compat.http_errors import presented, status_map

HERE = Path(__file__).parent
RECORDED = json.loads((HERE / "messages.json").read_text())


class Presented(dict):
    """WebOb's own exceptions, as the application answers with them."""

    def __getitem__(self, code):
        return lambda *args, **kwargs: presented(webapp2.exc.status_map[code](*args, **kwargs))


def replayed(errors):
    record = runpy.run_path(str(HERE / "record_messages.py"))["record"]
    return json.loads(json.dumps(list(record(webapp2, errors))))


def test_messages_are_made_as_by_webapp2():
    assert replayed(status_map) == RECORDED


def test_webobs_own_exceptions_answer_as_in_webapp2():
    assert replayed(Presented()) == RECORDED
