"""The settings of an application, and its catalogues of translations."""

import functools
import gettext

import pytest

from webapp2_extras import i18n


@pytest.fixture
def store(app):
    """Make a store: ``store(debug=False, **config)``."""

    def make(debug=False, **config):
        return i18n.I18nStore(app(debug=debug), config)

    return make


def test_defaults_are_webapp2s(store):
    made = store()

    assert (made.translations_path, made.domains) == ("locale", ["messages"])
    assert (made.default_locale, made.default_timezone) == ("en_US", "UTC")


def test_setting_one_date_format_keeps_the_others(store):
    formats = store(date_formats={"date": "full"}).date_formats

    assert (formats["date"], formats["date.iso"]) == ("full", "yyyy'-'MM'-'dd")


def test_all_domains_count_and_a_later_one_goes_first(store, catalogue):
    catalogue("es", {"one": "uno", "both": "first"})
    path = catalogue("es", {"two": "dos", "both": "second"}, domain="more")

    translations = store(translations_path=path, domains=["messages", "more", "none"]).get_translations("es")

    assert [translations.gettext(text) for text in ("one", "two", "both", "x")] == ["uno", "dos", "second", "x"]


def test_locale_without_a_catalogue_of_its_own_uses_that_of_the_language(store, catalogue):
    path = catalogue("es", {"one": "uno"})

    assert store(translations_path=path).get_translations("es_MX").gettext("one") == "uno"


def test_locale_without_any_catalogue_uses_that_of_the_default_locale(i18n_of, catalogue):
    path = catalogue("es", {"one": "uno"})

    visitor = i18n_of(translations_path=path, default_locale="es", locale_selector=lambda store, request: "ja_JP")

    assert (visitor.locale, visitor.gettext("one")) == ("ja_JP", "uno")


@pytest.mark.parametrize(("locales", "domains"), [(["zz"], ["messages"]), (["es"], []), ([], ["messages"])])
def test_without_a_catalogue_texts_stay_as_they_are(store, catalogue, locales, domains):
    translations = store().load_translations(catalogue("es", {"one": "uno"}), locales, domains)

    assert isinstance(translations, gettext.NullTranslations)
    assert translations.gettext("one") == "one"


@pytest.mark.parametrize("identifier", ["../uploads/es", "{path}/uploads/es", "es/../../uploads/es"])
def test_locale_does_not_open_a_catalogue_outside_the_folder(store, catalogue, tmp_path, identifier):
    catalogue("es", {"one": "PWNED"}, folder="uploads")
    path = catalogue("es", {"one": "uno"})
    identifier = identifier.format(path=tmp_path)

    assert store(translations_path=path).get_translations(identifier).gettext("one") == "one"


def test_translations_are_kept_in_memory(store):
    made = store()

    assert made.get_translations("es") is made.get_translations("es")
    assert list(made.translations) == ["es"]


def test_translations_are_loaded_anew_in_debug_mode(store):
    made = store(debug=True)

    assert made.get_translations("es") is not made.get_translations("es")
    assert made.translations == {}


def test_translations_that_were_put_there_are_used_in_debug_mode_too(store):
    made = store(debug=True)
    made.translations["es"] = "mine"

    assert made.get_translations("es") == "mine"
    assert made.translations == {"es": "mine"}


def test_junk_locales_do_not_fill_the_memory(store):
    made = store()

    for number in range(500):
        made.get_translations(f"x{number}")

    assert list(made.translations) == [f"x{number}" for number in range(436, 500)]


def test_translations_used_last_stay_in_memory(store):
    made = store()
    kept = made.get_translations("es")

    for number in range(200):
        made.get_translations(f"x{number % 100}")
        made.get_translations("es")

    assert made.get_translations("es") is kept


@pytest.mark.parametrize(
    ("asked_for", "used"),
    [
        ("de_DE", "de_DE"),
        ("de-DE", "de_DE"),
        ("ES-mx", "es_MX"),
        ("xx_pirate", "xx_PIRATE"),
        ("zh_TW", "zh_TW"),
        ("de_XX", "de"),
        ("zz_XX", "fr"),
        ("junk", "fr"),
        ("../es_MX", "fr"),
        (None, "fr"),
        (["es"], "fr"),
    ],
)
def test_find_locale_accepts_what_has_formats_or_translations(store, catalogue, asked_for, used):
    catalogue("es_MX", {})
    path = catalogue("xx_PIRATE", {})

    assert store(translations_path=path, default_locale="fr").find_locale(asked_for) == used


def test_catalogue_in_a_folder_with_a_hyphen_is_used(i18n_of, catalogue):
    path = catalogue("zh-Hans", {"one": "yi"})

    visitor = i18n_of(translations_path=path, locale_selector=lambda store, request: "zh-Hans")

    assert (visitor.gettext("one"), visitor.format_decimal(1234.5)) == ("yi", "1,234.5")


def test_find_locale_leaves_a_babel_locale_as_it_is(store):
    from babel import Locale

    assert store().find_locale(Locale("fr")) == Locale("fr")


@pytest.mark.parametrize(("debug", "used"), [(True, "xx"), (False, "en_US")])
def test_new_folder_of_translations_is_seen_in_debug_mode(store, catalogue, debug, used):
    made = store(debug=debug, translations_path=catalogue("es", {}))
    made.find_locale("xx")

    catalogue("xx", {})

    assert made.find_locale("xx") == used


def choose(store, request):
    return "chosen"


class Choose:
    def __call__(self, store, request):
        return "chosen"


@pytest.mark.parametrize("selector", [choose, functools.partial(choose), Choose()])
@pytest.mark.parametrize("name", ["locale_selector", "timezone_selector"])
def test_selector_is_called_with_the_store(store, name, selector):
    assert getattr(store(**{name: selector}), name)("request") == "chosen"


def test_selector_can_be_a_dotted_name(store):
    made = store(locale_selector="operator.contains")

    assert made.locale_selector.__func__.__name__ == "contains"


def test_without_selectors_the_defaults_are_selected(store):
    made = store(locale_selector=choose, timezone_selector=choose)
    made.set_locale_selector(None)
    made.set_timezone_selector(None)

    assert (made.locale_selector("request"), made.timezone_selector("request")) == ("en_US", "UTC")


def test_first_call_makes_the_store_and_registers_it(app):
    application = app()

    made = i18n.get_store(app=application)

    assert i18n.get_store(app=application) is made
    assert application.registry == {"webapp2_extras.i18n.I18nStore": made}


def test_set_store_replaces_the_store_under_its_key(app):
    application = app()

    i18n.set_store("mine", key="k", app=application)

    assert i18n.get_store(key="k", app=application) == "mine"


@pytest.mark.parametrize("call", [i18n.get_store, lambda: i18n.set_store("mine")])
def test_without_an_app_it_needs_a_current_one(call):
    with pytest.raises(AssertionError, match="WSGIApplication global variable is not set"):
        call()
