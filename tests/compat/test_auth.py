"""What AuthStore and Auth make of tokens and sessions, held against webapp2 2.5.2; `record_auth.py` recorded it."""

import json
import runpy
import time
from pathlib import Path

import webapp2
from webapp2_extras import auth

HERE = Path(__file__).parent
RECORDED = json.loads((HERE / "auth.json").read_text())


def test_tokens_and_sessions_are_judged_as_by_webapp2(monkeypatch):
    monkeypatch.setattr(time, "time", time.time)  # which the recorder replaces
    record = runpy.run_path(str(HERE / "record_auth.py"))["record"]

    assert json.loads(json.dumps(list(record(webapp2, auth)))) == RECORDED
