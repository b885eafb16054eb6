"""Dates and times as a locale writes them, in the time zone of the user."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from . import zones
from .babel_modules import babel
from .locales import babel_locale

if TYPE_CHECKING:
    from .store import I18nStore

_NAMED = ("short", "medium", "full", "long", "iso")


class DateFormats:
    """The part of :class:`I18n` that formats and reads dates and times."""

    #: The settings of the application.
    store: I18nStore = None  # type: ignore[assignment]  # webapp2: all are None on the class
    #: The current locale.
    locale: Any = None
    #: The name of the current time zone.
    timezone: str = None  # type: ignore[assignment]
    #: The current time zone.
    tzinfo: dt.tzinfo = None  # type: ignore[assignment]

    @property
    def _babel_locale(self) -> Any:
        return babel_locale(self.locale) or self.store.default_locale

    def to_local_timezone(self, datetime: dt.datetime) -> dt.datetime:
        """Return a moment in the user's time zone; one without a time zone is UTC."""
        return zones.to_zone(datetime, self.tzinfo)

    def to_utc(self, datetime: dt.datetime) -> dt.datetime:
        """Return a moment in UTC, without a time zone; one without a time zone is in the user's."""
        return zones.to_utc(datetime, self.tzinfo)

    def _get_format(self, key: str, format: str | None) -> str | None:
        """Return what Babel knows a format by: a name of its own, or a pattern."""
        formats = self.store.date_formats
        if format is None:
            format = formats.get(key)
        if format in _NAMED:
            return formats.get(f"{key}.{format}") or format
        return format

    def format_date(self, date: dt.date | None = None, format: str | None = None, rebase: bool = True) -> str:
        """Return a date as text.

        :param date: A date, or a moment to take the date of; ``None`` is today.
        :param format: ``short``, ``medium``, ``long``, ``full``, ``iso`` or a pattern of Babel's; ``None`` for the
            one that is configured.
        :param rebase: Whether to bring a moment into the user's time zone.
        """
        if rebase and isinstance(date, dt.datetime):
            date = self.to_local_timezone(date)
        text: str = babel("dates").format_date(date, self._get_format("date", format), locale=self._babel_locale)
        return text

    def format_datetime(
        self, datetime: dt.datetime | None = None, format: str | None = None, rebase: bool = True
    ) -> str:
        """Return a moment as text.

        :param datetime: The moment, a number of seconds since 1970, or ``None`` for now.
        :param format: As for :meth:`format_date`.
        :param rebase: Whether to bring the moment into the user's time zone.
        """
        text: str = babel("dates").format_datetime(
            datetime, self._get_format("datetime", format), locale=self._babel_locale, **self._rebased(rebase)
        )
        return text

    def format_time(
        self, time: dt.time | dt.datetime | None = None, format: str | None = None, rebase: bool = True
    ) -> str:
        """Return a time of day as text.

        :param time: A time, or a moment to take the time of; ``None`` is now.
        :param format: As for :meth:`format_date`.
        :param rebase: Whether to bring a moment into the user's time zone.
        """
        text: str = babel("dates").format_time(
            time, self._get_format("time", format), locale=self._babel_locale, **self._rebased(rebase)
        )
        return text

    def _rebased(self, rebase: bool) -> dict[str, Any]:
        return {"tzinfo": self.tzinfo} if rebase else {}

    def format_timedelta(
        self, datetime_or_timedelta: dt.datetime | dt.timedelta, granularity: str = "second", threshold: float = 0.85
    ) -> str:
        """Return a span of time as text, such as ``"3 days"``.

        :param datetime_or_timedelta: A span, a number of seconds, or the moment since which it is counted.
        :param granularity: The smallest unit to show: ``second``, ``minute``, ``hour``, ``day``, ``week``, ``month`` or
            ``year``.
        :param threshold: The part of the next unit from which that one is shown.

        .. differs::
            A moment may have a time zone; webapp2 fails with a ``TypeError``.
        """
        delta: Any = datetime_or_timedelta
        if isinstance(delta, dt.datetime):
            utc = dt.timezone.utc
            delta = dt.datetime.now(utc) - zones.to_zone(delta, utc)
        text: str = babel("dates").format_timedelta(delta, granularity, threshold=threshold, locale=self._babel_locale)
        return text

    def parse_date(self, string: str) -> dt.date:
        """Return the date that a text in the locale's short form means.

        :raises ValueError: If it means none.
        """
        date: dt.date = babel("dates").parse_date(string, locale=self._babel_locale)
        return date

    def parse_datetime(self, string: str) -> dt.datetime:
        """Fail: Babel never got the function that webapp2 calls here.

        :raises AttributeError: Always.
        """
        raise AttributeError(
            "module 'babel.dates' has no attribute 'parse_datetime'. Read the two parts with parse_date() and "
            "parse_time()."
        )

    def parse_time(self, string: str) -> dt.time:
        """Return the time that a text in the locale's form means.

        :raises ValueError: If it means none.
        """
        time: dt.time = babel("dates").parse_time(string, locale=self._babel_locale)
        return time

    def get_timezone_location(self, dt_or_tzinfo: Any) -> str:
        """Return what the locale calls a time zone, such as ``"Central Time"``.

        :param dt_or_tzinfo: A time zone or its name, or a moment that has one.
        """
        text: str = babel("dates").get_timezone_name(dt_or_tzinfo, locale=self._babel_locale)
        return text
