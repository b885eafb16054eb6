"""``google.appengine.api.logservice``: levels and flushing; the logs themselves are read by Cloud Logging today."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

AUTOFLUSH_ENABLED = False
AUTOFLUSH_EVERY_SECONDS = 60
AUTOFLUSH_EVERY_BYTES = 4096
AUTOFLUSH_EVERY_LINES = 50

LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR, LOG_LEVEL_CRITICAL = range(5)


class Error(Exception):
    """Base of the errors of this module."""


class InvalidArgumentError(Error):
    """An argument is not what was expected."""


def flush() -> None:
    """Write out what was logged so far."""
    sys.stderr.flush()


def autoflush_enabled() -> bool:
    """Tell whether the log is flushed by itself."""
    return AUTOFLUSH_ENABLED


def fetch(*args: Any, **kwargs: Any) -> NoReturn:
    """Say what reads logs today.

    :raises NotImplementedError: Always.
    """
    raise NotImplementedError(
        "google.appengine.api.logservice.fetch() is not available on Python 3. Read logs with the package "
        "google-cloud-logging."
    )
