"""Locale identifiers come from requests: none of them fails, leads out of the folder, or fills the memory."""

import os

import pytest
from hypothesis import given, strategies as st

import webapp2
from webapp2_extras import i18n
from webapp2compat.extras.i18n import locales

pytest.importorskip("babel", reason="needs the extra i18n")
PIECES = [
    "en",
    "US",
    "zh",
    "Hant",
    "_",
    "-",
    ".",
    "..",
    "/",
    "\\",
    "@",
    "euro",
    "\0",
    "\n",
    "é",
    "%",
    "uploads",
    "x" * 99,
]
identifiers = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=6).map("".join))


@given(identifiers)
def test_any_identifier_gives_a_locale_that_formats(identifier):
    request = webapp2.Request.blank("/")
    request.app = webapp2.WSGIApplication()
    current = i18n.get_i18n(request=request)

    current.set_locale(identifier)

    assert current.format_number(1099)
    assert current.gettext("text") == "text"


@given(identifiers)
def test_safe_identifier_names_a_folder_in_the_folder(identifier):
    path = os.path.normpath(os.path.join("/translations", identifier))

    assert not locales.is_safe(identifier) or os.path.dirname(path) == "/translations"
