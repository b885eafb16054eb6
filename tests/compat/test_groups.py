"""Tables of grouped and redirecting routes, held against webapp2; `record_groups.py` made them up and recorded them."""

import json
import runpy
import sys
from pathlib import Path

import webapp2
from webapp2_extras import routes

HERE = Path(__file__).parent
RECORDED = json.loads((HERE / "groups.json").read_text())


def test_groups_of_routes_match_redirect_and_build_as_in_webapp2(monkeypatch):
    monkeypatch.setitem(sys.modules, "handlers", None)  # which the recorder replaces
    record = runpy.run_path(str(HERE / "record_groups.py"))["record"]

    assert list(record(webapp2, routes)) == RECORDED
