"""How a command says that it cannot do what it was asked."""

from __future__ import annotations

#: The exit codes of every command.
OK, FINDINGS, USAGE, INTERNAL = 0, 1, 2, 3


class UsageError(Exception):
    """The command was given something that it cannot work with; the message says what to do."""

    code = USAGE


class BrokenApp(UsageError):
    """The command was given an app that is at fault itself: a change to its source may mend it."""
