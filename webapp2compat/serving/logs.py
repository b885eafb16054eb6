"""A log on standard error for apps that have set up none, which no request can forge lines of."""

from __future__ import annotations

import logging
import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class SafeFormatter(logging.Formatter):
    """A formatter that escapes control characters and indents tracebacks: no line of theirs passes as an entry.

    The record itself stays as it is.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # the name is logging's
        """Format one entry, without its traceback, on one line."""
        return _CONTROL.sub(_escape, super().formatMessage(record))

    def formatException(self, ei: logging._SysExcInfoType) -> str:  # the name is logging's
        """Format a traceback, each line indented."""
        lines = super().formatException(ei).split("\n")
        return "\n".join("    " + _CONTROL.sub(_escape, line) for line in lines)


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")


def set_up_logging(*, debug: bool) -> None:
    """Log to standard error, unless the app has given the root logger handlers of its own."""
    root = logging.getLogger()
    if root.handlers:
        return
    handler = logging.StreamHandler()
    handler.setFormatter(SafeFormatter("%(levelname)s %(asctime)s %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO if debug else logging.WARNING)
