"""How visitors sign up, in and out, held against webapp2; `record_members.py` recorded it."""

import json
import runpy
import time
from pathlib import Path

import webapp2

HERE = Path(__file__).parent
RECORDED = json.loads((HERE / "members.json").read_text())


def without_repetitions(rows):
    """Leave out cookies that say again what the visitor has: webapp2 writes a session with each read of its user."""
    known = {}
    for status, location, body, cookies in rows:
        changed = {name: cookie for name, cookie in cookies.items() if known.get(name) != cookie[0][0]}
        known.update({name: cookie[0][0] for name, cookie in cookies.items()})
        yield [status, location, body, changed]


def test_visitors_sign_up_in_and_out_as_in_webapp2(monkeypatch):
    monkeypatch.setattr(time, "time", time.time)  # which the recorder replaces
    record = runpy.run_path(str(HERE / "record_members.py"))["record"]
    load = runpy.run_path(str(HERE / "record.py"))["load"]

    answers = json.loads(json.dumps(list(record(webapp2, load(HERE / "legacy" / "members.py")["app"]))))

    assert list(without_repetitions(answers)) == list(without_repetitions(RECORDED))
