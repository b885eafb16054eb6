"""Numbers as a locale writes them."""

from decimal import Decimal

import pytest


@pytest.mark.parametrize(
    ("method", "arguments", "english", "german"),
    [
        ("format_number", [1099.5], "1,099.5", "1.099,5"),
        ("format_decimal", [Decimal("1.2345")], "1.234", "1,234"),
        ("format_decimal", [-1.2345, "#,##0.##;-#"], "-1.23", "-1,23"),
        ("format_currency", [1099.98, "USD"], "$1,099.98", "1.099,98\xa0$"),
        ("format_currency", [1099.98, "EUR", "¤¤ #,##0.00"], "EUR 1,099.98", "EUR 1.099,98"),
        ("format_percent", [0.34], "34%", "34\xa0%"),
        ("format_percent", [25.1234, "#,##0‰"], "25,123‰", "25.123‰"),
        ("format_scientific", [10000], "1E4", "1E4"),
        ("format_scientific", [1234567, "##0E00"], "1.234567E06", "1,234567E06"),
    ],
)
def test_number_is_written_as_the_locale_does(i18n_of, method, arguments, english, german):
    texts = [getattr(i18n_of(default_locale=locale), method)(*arguments) for locale in ("en_US", "de_DE")]

    assert texts == [english, german]


def test_number_in_the_locales_form_is_parsed(i18n_of):
    german = i18n_of(default_locale="de_DE")

    assert (german.parse_number("1.099"), german.parse_decimal("1.099,234")) == (1099, Decimal("1099.234"))


@pytest.mark.parametrize("method", ["parse_number", "parse_decimal"])
def test_text_that_is_no_number_is_a_value_error(i18n_of, method):
    with pytest.raises(ValueError, match="is not a valid"):
        getattr(i18n_of(), method)("2,109,998x")
