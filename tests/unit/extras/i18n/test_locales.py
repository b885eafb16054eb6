"""What a locale identifier may be: it comes from requests, and becomes a folder name."""

import functools

import pytest
from babel import localedata

from webapp2compat.extras.i18n import locales

HOSTILE = [
    "../uploads",
    "/etc",
    "..",
    ".",
    "",
    "en_US/../../uploads",
    "en_US.../../uploads",
    "en_US@../uploads",
    "C:\\x",
    "en\0",
    "en_US\n",
    "a" * 10_000,
    "_".join(["en"] * 500),
]


@pytest.mark.parametrize("identifier", HOSTILE)
def test_identifier_that_leads_elsewhere_is_not_safe(identifier):
    assert not locales.is_safe(identifier)


@pytest.mark.parametrize("identifier", ["en", "pt_BR", "zh_Hant_TW", "sr_Latn", "de_DE@euro", "xx_PIRATE", "zh-CN"])
def test_identifier_of_a_locale_is_safe(identifier):
    assert locales.is_safe(identifier)


@pytest.mark.parametrize("identifier", [*HOSTILE, "junk", "xx", None, 5, ["es", "pt"]])
def test_babel_has_no_locale_of_junk(identifier):
    assert locales.babel_locale(identifier) is None


@pytest.mark.parametrize(("identifier", "known_as"), [("pt_BR", "pt_BR"), ("pt-br", "pt_BR"), ("zh_TW", "zh_Hant_TW")])
def test_babel_finds_a_locale_however_it_is_written(identifier, known_as):
    assert str(locales.babel_locale(identifier)) == known_as


@pytest.mark.parametrize("identifier", ["en_MADEUP1", "en_XY"])
def test_names_that_requests_make_up_are_not_kept(monkeypatch, identifier):
    exists = functools.cache(localedata.exists)
    monkeypatch.setattr(localedata, "exists", exists)
    locales._parsed.cache_clear()

    locales.babel_locale(identifier)
    assert exists.cache_info().currsize == 0


def test_folders_lists_only_what_can_be_a_locale(tmp_path):
    for name in ("pt_BR", "zh-Hans", "es", ".git", "read me"):
        (tmp_path / name).mkdir()

    assert locales.folders(str(tmp_path)) == {"pt_br": "pt_BR", "zh_hans": "zh-Hans", "es": "es"}


def test_missing_folder_has_no_locales(tmp_path):
    assert locales.folders(str(tmp_path / "nowhere")) == {}
