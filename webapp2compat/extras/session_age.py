"""How old a session may become: an end that is counted from its beginning, and one from its last use.

`sessions.py` asks here when it has loaded a session and before it saves one. An application that sets neither age gets
what webapp2 does: a session lives as long as its cookie.
"""

from __future__ import annotations

import re
from typing import Any

from .session_dict import SessionDict

#: The key under which a session keeps the time of its beginning, if it has an end.
CREATED = "_created"
_SIGNED_AT = re.compile(r"\|(\d{1,12})\|[0-9a-f]+\Z", re.ASCII)


def shortest(age: int | None, other: int | None) -> int | None:
    """Return the shorter of two ages, ``None`` being any age."""
    if age is None or other is None:
        return other if age is None else age
    return min(age, other)


def is_over(session: SessionDict, now: int, expiry: int | None) -> bool:
    """Return whether a session began longer ago than ``expiry`` seconds; one that does not know did not."""
    created = session.get(CREATED)
    return expiry is not None and type(created) is int and created < now - expiry


def is_due(cookie: str | None, now: int, idle_age: int | None) -> bool:
    """Return whether a session that is only read should be saved, for its cookie to become young again.

    :param cookie: The cookie; a factory that has no use for one may find its session without.
    :param now: The time.
    :param idle_age: The seconds after which a session that is not used ends.
    """
    signed_at = _SIGNED_AT.search(cookie or "")
    return idle_age is not None and signed_at is not None and int(signed_at[1]) < now - idle_age // 10


def note_beginning(container: Any, now: int) -> None:  # Any: a factory, which may be of the application's own making
    """Have a session that is about to be saved remember when it began."""
    session = container.session
    if session is not None and session.modified and CREATED not in session:
        session[CREATED] = now
