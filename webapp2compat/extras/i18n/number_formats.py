"""Numbers as a locale writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeAlias

from .babel_modules import babel

Number: TypeAlias = int | float | Decimal | str


class NumberFormats:
    """The part of :class:`I18n` that formats and reads numbers."""

    _babel_locale: Any

    def format_number(self, number: Number) -> str:
        """Return a number as text, such as ``"1,099"``."""
        return self.format_decimal(number)

    def format_decimal(self, number: Number, format: str | None = None) -> str:
        """Return a number as text, such as ``"1.234"``.

        :param number: The number.
        :param format: A pattern of Babel's, or ``None`` for the locale's.
        """
        text: str = babel("numbers").format_decimal(number, format=format, locale=self._babel_locale)
        return text

    def format_currency(self, number: Number, currency: str, format: str | None = None) -> str:
        """Return an amount of money as text, such as ``"$1,099.98"``.

        :param number: The amount.
        :param currency: The code of the currency, such as ``"USD"``.
        :param format: A pattern of Babel's, or ``None`` for the locale's.
        """
        text: str = babel("numbers").format_currency(number, currency, format=format, locale=self._babel_locale)
        return text

    def format_percent(self, number: Number, format: str | None = None) -> str:
        """Return a number as a percentage, such as ``"34%"`` for 0.34.

        :param number: The number.
        :param format: A pattern of Babel's, or ``None`` for the locale's.
        """
        text: str = babel("numbers").format_percent(number, format=format, locale=self._babel_locale)
        return text

    def format_scientific(self, number: Number, format: str | None = None) -> str:
        """Return a number in scientific notation, such as ``"1E4"``.

        :param number: The number.
        :param format: A pattern of Babel's, or ``None`` for the locale's.
        """
        text: str = babel("numbers").format_scientific(number, format=format, locale=self._babel_locale)
        return text

    def parse_number(self, string: str) -> int:
        """Return the whole number that a text means.

        :raises ValueError: If it means none.
        """
        number: int = babel("numbers").parse_number(string, locale=self._babel_locale)
        return number

    def parse_decimal(self, string: str) -> Decimal:
        """Return the decimal number that a text means.

        :raises ValueError: If it means none.
        """
        number: Decimal = babel("numbers").parse_decimal(string, locale=self._babel_locale)
        return number
