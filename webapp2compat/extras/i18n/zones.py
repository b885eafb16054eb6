"""Time zones by name: those of pytz if it is installed, as in webapp2, or else those of the standard library."""

from __future__ import annotations

import datetime
import functools
import importlib
import zoneinfo
from typing import Any


@functools.cache
def _pytz() -> Any:  # Any: a module, or None
    try:
        return importlib.import_module("pytz")
    except ImportError:
        return None


class Zone(zoneinfo.ZoneInfo):
    """A time zone of the standard library, with the methods of one of pytz's, which is what webapp2 hands out.

    .. versionadded:: 1.0
    """

    @property
    def zone(self) -> str | None:
        """The name of the time zone."""
        return self.key

    def localize(self, dt: datetime.datetime, is_dst: bool = False) -> datetime.datetime:
        """Return a moment, which must not say which zone it is in, as one in this zone.

        :param dt: The moment.
        :param is_dst: Whether an hour that the clocks show twice, or never, in the night they change is summer time.
        :raises ValueError: If it says which zone it is in.
        """
        if dt.tzinfo is not None:
            raise ValueError("Not naive datetime (tzinfo is already set)")
        return _at_the_change(dt, self, max if is_dst else min)

    def normalize(self, dt: datetime.datetime, is_dst: bool = False) -> datetime.datetime:
        """Return a moment as the clocks of this zone show it."""
        return dt.astimezone(self)


def timezone(name: Any) -> datetime.tzinfo:
    """Return a time zone.

    :param name: Its name, such as ``"America/Sao_Paulo"``. Anything else is unknown.
    :raises KeyError: If there is no such time zone (``pytz.UnknownTimeZoneError`` if pytz is installed).
    """
    if _pytz():
        zone: datetime.tzinfo = _pytz().timezone(name)
        return zone
    try:
        return Zone(name)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        # A folder, a path that leads out, and what is not a string: each fails in its own way.
        raise zoneinfo.ZoneInfoNotFoundError(name) from error


def to_zone(moment: datetime.datetime, zone: datetime.tzinfo) -> datetime.datetime:
    """Return a moment in a time zone; one that does not say which zone it is in is UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return moment.astimezone(zone)


def to_utc(moment: datetime.datetime, zone: datetime.tzinfo) -> datetime.datetime:
    """Return a moment in UTC, without a time zone; one that does not say which zone it is in is in ``zone``."""
    if moment.tzinfo is None:
        moment = _in_standard_time(moment, zone)
    return moment.astimezone(datetime.timezone.utc).replace(tzinfo=None)


def _in_standard_time(moment: datetime.datetime, zone: Any) -> datetime.datetime:
    # webapp2: an hour that the clocks show twice, or never, in the night they change is taken as standard time.
    if hasattr(zone, "localize"):
        localized: datetime.datetime = zone.localize(moment)
        return localized
    return _at_the_change(moment, zone, min)


def _at_the_change(moment: datetime.datetime, zone: datetime.tzinfo, choose: Any) -> datetime.datetime:
    candidates = [moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    chosen: datetime.datetime = choose(candidates, key=datetime.datetime.utcoffset)
    return chosen
