"""Fixtures for translations and formats: catalogues, and a request with its I18n."""

import pytest

import webapp2


@pytest.fixture(autouse=True)
def needs_babel():
    pytest.importorskip("babel", reason="needs the extra i18n")


@pytest.fixture
def catalogue(tmp_path):
    """Write a catalogue: ``catalogue(locale, {text: translation}, domain="messages")``; returns the folder."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    def write(locale, texts, domain="messages", folder="locale"):
        path = tmp_path / folder / locale / "LC_MESSAGES"
        path.mkdir(parents=True, exist_ok=True)
        messages = Catalog()
        for text, translation in texts.items():
            messages.add(text, translation)
        with open(path / f"{domain}.mo", "wb") as file:
            write_mo(file, messages)
        return str(tmp_path / folder)

    return write


@pytest.fixture
def i18n_of(app):
    """Make the I18n of a request: ``i18n_of(debug=False, **config)``."""
    from webapp2_extras import i18n

    def make(debug=False, path="/", **config):
        request = webapp2.Request.blank(path)
        request.app = app(debug=debug, config={"webapp2_extras.i18n": config})
        return i18n.get_i18n(request=request)

    return make
