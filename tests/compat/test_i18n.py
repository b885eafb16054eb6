"""What i18n makes of moments and numbers, held against webapp2 2.5.2; `record_i18n.py` recorded it."""

import json
import runpy
from pathlib import Path

import pytest

import webapp2
from webapp2_extras import i18n
from webapp2compat.extras.i18n import zones

pytest.importorskip("babel", reason="needs the extra i18n")
HERE = Path(__file__).parent
RECORDED = json.loads((HERE / "i18n.json").read_text())


@pytest.mark.parametrize("library", ["pytz", "zoneinfo"])
def test_moments_and_numbers_are_shown_as_by_webapp2(monkeypatch, library):
    pytz = pytest.importorskip("pytz") if library == "pytz" else None
    monkeypatch.setattr(zones, "_pytz", lambda: pytz)
    record = runpy.run_path(str(HERE / "record_i18n.py"))["record"]

    assert list(record(webapp2, i18n)) == RECORDED
