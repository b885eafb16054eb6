"""The locale and time zone of a request, and functions that use those of the current request.

The functions look up the :class:`I18n` of the current request; its locale and time zone come from the selectors of the
application's store (`store.py`).
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from decimal import Decimal
from gettext import NullTranslations
from typing import TYPE_CHECKING, Any

from ...context import current_request
from . import zones
from .babel_modules import babel
from .date_formats import DateFormats
from .number_formats import Number, NumberFormats
from .store import get_store

if TYPE_CHECKING:
    from ...request import Request


class I18n(DateFormats, NumberFormats):
    """Translate and format for the locale and time zone of one request.

    :param request: The request. Its application's selectors are asked for the locale and the time zone.

    .. differs::
        A locale that does not exist gives the default one, and a time zone that does not exist, if the selector returns
        it, the default one too; webapp2 answers such a request with an error 500.
    """

    #: The translations of the current locale.
    translations: NullTranslations = None  # type: ignore[assignment]

    def __init__(self, request: Request) -> None:
        self.store = get_store(app=request.app)
        self.set_locale(self.store.locale_selector(request))
        name = self.store.timezone_selector(request)
        try:
            self.set_timezone(name)
        except KeyError:
            logging.warning("There is no time zone %r. Using %r.", name, self.store.default_timezone)
            self.set_timezone(self.store.default_timezone)

    def set_locale(self, locale: Any) -> None:
        """Set the locale, and with it the translations.

        :param locale: An identifier such as ``"pt_BR"``, or a Babel locale. One that does not exist gives the default.
        """
        self.locale = self.store.find_locale(locale)
        self.translations = self.store.get_translations(self.locale)

    def set_timezone(self, timezone: str) -> None:
        """Set the time zone.

        :param timezone: A name such as ``"America/Sao_Paulo"``.
        :raises KeyError: If there is no such time zone.
        """
        self.tzinfo = zones.timezone(timezone)
        self.timezone = timezone

    def gettext(self, string: str, **variables: Any) -> str:
        """Translate a text.

        :param string: The text, perhaps with ``%(name)s`` in it.
        :param variables: What to put in for the names. Without any, ``%`` has no special meaning.
        """
        text = self.translations.gettext(string)
        return text % variables if variables else text

    def ngettext(self, singular: str, plural: str, n: int, **variables: Any) -> str:
        """Translate a text that depends on a number.

        :param singular: The text for one.
        :param plural: The text for many.
        :param n: The number.
        :param variables: As for :meth:`gettext`.
        """
        text = self.translations.ngettext(singular, plural, n)
        return text % variables if variables else text


_i18n_registry_key = "webapp2_extras.i18n.I18n"


def get_i18n(
    factory: Callable[[Request], Any] = I18n, key: str = _i18n_registry_key, request: Request | None = None
) -> Any:
    """Return the :class:`I18n` of a request, making it the first time.

    :param factory: What makes it, called with the request.
    :param key: The key under which ``request.registry`` keeps it.
    :param request: The request, or ``None`` for the current one.
    :raises AssertionError: If there is no ``request`` and no current one.

    .. differs::
        A ``request`` that has its ``app`` will do; webapp2 needs a current application as well.
    """
    request = request or _current_request()
    if not request.registry.get(key):
        request.registry[key] = factory(request)
    return request.registry[key]


def set_i18n(i18n: Any, key: str = _i18n_registry_key, request: Request | None = None) -> None:
    """Make ``i18n`` what :func:`get_i18n` returns for a request.

    :param i18n: An instance of :class:`I18n`, or what stands for one.
    :param key: The key under which ``request.registry`` keeps it.
    :param request: The request, or ``None`` for the current one.
    :raises AssertionError: If there is no ``request`` and no current one.
    """
    request = request or _current_request()
    request.registry[key] = i18n


def _current_request() -> Request:
    request = current_request()
    if request is None:
        raise AssertionError(
            "Request global variable is not set. Translations and formats take their locale from the current request: "
            "outside of one, call the methods of i18n.get_i18n(request=...)."
        )
    return request


def gettext(string: str, **variables: Any) -> str:
    """Call :meth:`I18n.gettext` for the current request."""
    text: str = get_i18n().gettext(string, **variables)
    return text


def ngettext(singular: str, plural: str, n: int, **variables: Any) -> str:
    """Call :meth:`I18n.ngettext` for the current request."""
    text: str = get_i18n().ngettext(singular, plural, n, **variables)
    return text


def lazy_gettext(string: str, **variables: Any) -> Any:
    """Return a text that is translated each time it is used, for the request current then.

    :param string: The text, perhaps with ``%(name)s`` in it.
    :param variables: What to put in for the names.

    .. differs::
        It follows the locale of each request; webapp2 keeps the first translation for ever.
    """
    return babel("support").LazyProxy(gettext, string, enable_cache=False, **variables)


_ = gettext
_lazy = lazy_gettext


def to_local_timezone(datetime: dt.datetime) -> dt.datetime:
    """Call :meth:`I18n.to_local_timezone` for the current request."""
    moment: dt.datetime = get_i18n().to_local_timezone(datetime)
    return moment


def to_utc(datetime: dt.datetime) -> dt.datetime:
    """Call :meth:`I18n.to_utc` for the current request."""
    moment: dt.datetime = get_i18n().to_utc(datetime)
    return moment


def format_date(date: dt.date | None = None, format: str | None = None, rebase: bool = True) -> str:
    """Call :meth:`I18n.format_date` for the current request."""
    text: str = get_i18n().format_date(date, format, rebase)
    return text


def format_datetime(datetime: dt.datetime | None = None, format: str | None = None, rebase: bool = True) -> str:
    """Call :meth:`I18n.format_datetime` for the current request."""
    text: str = get_i18n().format_datetime(datetime, format, rebase)
    return text


def format_time(time: dt.time | dt.datetime | None = None, format: str | None = None, rebase: bool = True) -> str:
    """Call :meth:`I18n.format_time` for the current request."""
    text: str = get_i18n().format_time(time, format, rebase)
    return text


def format_timedelta(
    datetime_or_timedelta: dt.datetime | dt.timedelta, granularity: str = "second", threshold: float = 0.85
) -> str:
    """Call :meth:`I18n.format_timedelta` for the current request."""
    text: str = get_i18n().format_timedelta(datetime_or_timedelta, granularity, threshold)
    return text


def format_number(number: Number) -> str:
    """Call :meth:`I18n.format_number` for the current request."""
    text: str = get_i18n().format_number(number)
    return text


def format_decimal(number: Number, format: str | None = None) -> str:
    """Call :meth:`I18n.format_decimal` for the current request."""
    text: str = get_i18n().format_decimal(number, format)
    return text


def format_currency(number: Number, currency: str, format: str | None = None) -> str:
    """Call :meth:`I18n.format_currency` for the current request."""
    text: str = get_i18n().format_currency(number, currency, format)
    return text


def format_percent(number: Number, format: str | None = None) -> str:
    """Call :meth:`I18n.format_percent` for the current request."""
    text: str = get_i18n().format_percent(number, format)
    return text


def format_scientific(number: Number, format: str | None = None) -> str:
    """Call :meth:`I18n.format_scientific` for the current request."""
    text: str = get_i18n().format_scientific(number, format)
    return text


def parse_date(string: str) -> dt.date:
    """Call :meth:`I18n.parse_date` for the current request."""
    date: dt.date = get_i18n().parse_date(string)
    return date


def parse_datetime(string: str) -> dt.datetime:
    """Call :meth:`I18n.parse_datetime` for the current request, which always fails."""
    return get_i18n().parse_datetime(string)  # type: ignore[no-any-return]  # applications may bring a factory


def parse_time(string: str) -> dt.time:
    """Call :meth:`I18n.parse_time` for the current request."""
    time: dt.time = get_i18n().parse_time(string)
    return time


def parse_number(string: str) -> int:
    """Call :meth:`I18n.parse_number` for the current request."""
    number: int = get_i18n().parse_number(string)
    return number


def parse_decimal(string: str) -> Decimal:
    """Call :meth:`I18n.parse_decimal` for the current request."""
    number: Decimal = get_i18n().parse_decimal(string)
    return number


def get_timezone_location(dt_or_tzinfo: Any) -> str:
    """Call :meth:`I18n.get_timezone_location` for the current request."""
    text: str = get_i18n().get_timezone_location(dt_or_tzinfo)
    return text
