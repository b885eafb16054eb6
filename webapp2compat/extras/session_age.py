"""How old a session may become: an end that is counted from its beginning, and one from its last use.

`sessions.py` asks here when it has loaded a session and before it saves one. An application that sets neither age gets
what webapp2 does: a session lives as long as its cookie.
"""

from __future__ import annotations

from typing import Any

from .session_dict import SessionDict

#: The key under which a session keeps the time of its beginning, if it has an end.
CREATED = "_created"


def shortest(*ages: int | None) -> int | None:
    """Return the shortest of some ages, ``None`` being any age."""
    return min((age for age in ages if age is not None), default=None)


def is_over(session: SessionDict, now: int, expiry: int | None) -> bool:
    """Return whether a session began longer ago than ``expiry`` seconds; one that does not know did not."""
    created = session.get(CREATED)
    return expiry is not None and type(created) is int and created < now - expiry


def is_due(cookie: str, now: int, idle_age: int | None) -> bool:
    """Return whether a session that is only read should be saved, for its cookie to become young again.

    :param cookie: The cookie, whose signature has been verified.
    :param now: The time.
    :param idle_age: The seconds after which a session that is not used ends.
    """
    return idle_age is not None and int(cookie.split("|")[-2]) < now - idle_age // 10


def note_beginning(container: Any, now: int) -> None:  # Any: a factory, which may be of the application's own making
    """Have a session that is about to be saved remember when it began."""
    session = container.session
    if session is not None and session.modified and CREATED not in session:
        session[CREATED] = now
