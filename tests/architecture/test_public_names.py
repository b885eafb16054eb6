"""Every legacy name is there, with its signature: ``tests/compat/names.txt``, recorded from webapp2 itself.

Recorded are 3.0.0b1 (the App Engine parts against the Python 3 SDK) and, for the modules that it dropped, 2.5.2.
"""

import importlib
import inspect
import re
from pathlib import Path

import pytest

import webapp2

NAMES = (Path(__file__).parents[1] / "compat" / "names.txt").read_text().split("\n")[:-1]


@pytest.fixture
def find():
    """Find the object that a dotted name stands for, as legacy code does: import what can be, then take attributes."""

    def find(name):
        module, _, rest = name.partition(".")
        found = importlib.import_module(module)
        for part in rest.split("."):
            if inspect.ismodule(found) and not hasattr(found, part):
                importlib.import_module(f"{module}.{part}")
            module = f"{module}.{part}"
            found = getattr(found, part)
        return found

    return find


@pytest.fixture
def positional_signature():
    """Write a signature as names.txt does: no annotations, and no keyword-only parameters, which are new."""

    def write(function):
        parameters = inspect.signature(function).parameters.values()
        kept = [parameter for parameter in parameters if parameter.kind is not inspect.Parameter.KEYWORD_ONLY]
        return f"({', '.join(str(each.replace(annotation=inspect.Parameter.empty)) for each in kept)})"

    return write


@pytest.mark.parametrize("line", [line for line in NAMES if "(" not in line])
def test_legacy_name_is_there(find, line):
    find(line)


@pytest.mark.parametrize("line", [line for line in NAMES if "(" in line])
def test_legacy_signature_is_kept(find, positional_signature, line):
    name, _, signature = line.partition("(")
    # A default that cannot be written is recorded as three dots; callers do not see what *args is called.
    pattern = re.sub(r"(\\\*)\w+", r"\1\\w+", re.escape(f"({signature}").replace(r"=\.\.\.", "=.+"))

    assert re.fullmatch(pattern, positional_signature(find(name)))


@pytest.mark.parametrize("name", sorted(name for name in vars(webapp2) if inspect.isclass(getattr(webapp2, name))))
def test_public_classes_say_where_they_live(find, name):
    home = inspect.getmodule(getattr(webapp2, name))

    assert getattr(home, getattr(webapp2, name).__name__) is getattr(webapp2, name)
