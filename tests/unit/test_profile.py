from pathlib import Path
from types import SimpleNamespace

import pytest

from webapp2compat.profile import SWITCHES, check, setting

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "configuration.rst"


def app(**values):
    return SimpleNamespace(config={"webapp2compat": values})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, False),
        ({"profile": "legacy"}, False),
        ({"profile": "safe"}, True),
        ({"head_for_get": True}, True),
        ({"profile": "safe", "head_for_get": False}, False),
    ],
)
def test_switch_follows_its_own_value_then_the_profile(values, expected):
    assert setting(app(**values), "head_for_get") is expected


@pytest.mark.parametrize("switch", SWITCHES)
def test_every_switch_is_in_the_reference_with_its_values(switch):
    legacy, safe = SWITCHES[switch]
    row = next(line for line in REFERENCE.read_text().splitlines() if line.startswith(f"``{switch}`` "))

    assert row.split()[1:3] == [f"``{legacy}``", f"``{safe}``"]


@pytest.mark.parametrize("application", [None, SimpleNamespace(config=None), SimpleNamespace(config={})])
def test_without_an_application_the_value_is_legacy(application):
    assert setting(application, "session_expiry") is None


@pytest.mark.parametrize("values", [None, {}, {"profile": "safe"}, {"nosniff": True}])
def test_known_switches_pass(values):
    check({"webapp2compat": values})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"profil": "safe"}, "has no key 'profil'"),
        ({"profile": "strict"}, "is 'strict'. Expected 'legacy' or 'safe'"),
        ("safe", "is 'safe'. Expected a dict"),
    ],
)
def test_unknown_switches_are_named(values, message):
    with pytest.raises(ValueError, match=message):
        check({"webapp2compat": values})
