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


def timezone(name: Any) -> datetime.tzinfo:
    """Return a time zone.

    :param name: Its name, such as ``"America/Sao_Paulo"``. Anything else is unknown.
    :raises KeyError: If there is no such time zone (``pytz.UnknownTimeZoneError`` if pytz is installed).
    """
    if _pytz():
        zone: datetime.tzinfo = _pytz().timezone(name)
        return zone
    try:
        return zoneinfo.ZoneInfo(name)
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
    candidates = [moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    return min(candidates, key=lambda candidate: candidate.utcoffset() or datetime.timedelta())
