"""Why a server cannot be started, in a sentence for the person who tried."""

from __future__ import annotations

#: What a program ends with that cannot serve, whatever its source is changed to.
EXIT_CODE = 2


class CannotServe(Exception):
    """The server cannot be started; the message says what was tried and what to do.

    .. versionadded:: 1.0
    """
