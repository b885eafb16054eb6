"""What loads a session and saves it: in a cookie, or under a random id wherever a subclass says.

`sessions.py` makes a factory for each session that a request asks for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from . import security, session_age
from .backlinks import Backlink
from .session_dict import SessionDict

if TYPE_CHECKING:
    from ..response import Response

_default_value = object()


class BaseSessionFactory:
    """Makes one session and saves it.

    :param name: The name of the session's cookie.
    :param session_store: The :class:`SessionStore` that asks.
    """

    #: The name of the session's cookie.
    name: str | None = None
    #: The store that asks for the session.
    session_store: Any = Backlink()  # Any: legacy code hands in stores of its own
    #: Arguments for ``response.set_cookie``; a copy of ``cookie_args`` of the configuration.
    session_args: dict[str, Any] | None = None
    #: The session, once it was asked for.
    session: SessionDict | None = None
    #: The greatest age in seconds that the session was asked for with.
    max_age: int | None = None

    def __init__(self, name: str, session_store: Any) -> None:
        self.name = name
        self.session_store = session_store
        self.session_args = session_store.config["cookie_args"].copy()
        self.session = None

    def get_session(self, max_age: Any = _default_value) -> SessionDict:
        """Return the session. To be written by subclasses.

        :param max_age: The greatest age in seconds.
        """
        raise NotImplementedError

    def save_session(self, response: Response) -> None:
        """Save the session if it was changed. To be written by subclasses.

        :param response: The response that gets the cookie.
        """
        raise NotImplementedError

    def rotate(self) -> None:
        """Have the session saved under a new id; a factory without ids signs it anew.

        .. versionadded:: 1.0
        """
        if self.session is not None:
            self.session.pop(session_age.CREATED, None)
            self.session.modified = True

    def restart(self) -> SessionDict:
        """Replace the session with a new one, and return that.

        .. versionadded:: 1.0
        """
        self.session = SessionDict(self, new=True)
        return self.session


class SecureCookieSessionFactory(BaseSessionFactory):
    """Keeps the whole session in a signed cookie. Visitors can read it, and not change it."""

    def get_session(self, max_age: Any = _default_value) -> SessionDict:
        """Return the session that the cookie holds, or a new one.

        :param max_age: The greatest age in seconds.

        .. differs::
            A signed value other than a dict is no session; webapp2 fails on most of them.
        """
        if self.session is None:
            data = self.session_store.get_secure_cookie(self.name, max_age=max_age)
            is_stored = isinstance(data, dict)
            self.session = SessionDict(self, data if is_stored else None, not is_stored)
        return self.session

    def save_session(self, response: Response) -> None:
        """Set the cookie if the session was changed.

        :param response: The response that gets the cookie.
        """
        if self.session is None or not self.session.modified:
            return
        self.session_store.save_secure_cookie(response, self.name, dict(self.session), **self.session_args or {})


class CustomBackendSessionFactory(BaseSessionFactory):
    """Keeps the session under a random id, and the id in a signed cookie. Subclasses know where.

    A subclass writes ``_get_by_sid``, ``save_session``, and ``_delete_by_sid`` if it can.
    """

    #: The id of the session.
    sid: str | None = None

    # webapp2 has ``^\w{22}$``, which lets a line break and any alphabet through.
    _sid_re = re.compile(r"\A\w{22}\Z", re.ASCII)

    def get_session(self, max_age: Any = _default_value) -> SessionDict:
        """Return the session whose id the cookie holds, or a new one.

        :param max_age: The greatest age in seconds.

        .. differs::
            A signed value other than a dict with an id is no session; webapp2 fails on it.
        """
        if self.session is None:
            data = self.session_store.get_secure_cookie(self.name, max_age=max_age)
            sid = data.get("_sid") if isinstance(data, dict) else None
            self.session = self._get_by_sid(sid)
        return self.session

    def rotate(self) -> None:
        """Have the session saved under a new id, and forget what was stored under the old one.

        .. versionadded:: 1.0
        """
        if self.session is not None:
            super().rotate()
            self._renew_sid()

    def restart(self) -> SessionDict:
        """Replace the session with a new one, forget what was stored, and return the new one.

        .. versionadded:: 1.0
        """
        self._renew_sid()
        return super().restart()

    def _renew_sid(self) -> None:
        if self.sid is not None:
            self._delete_by_sid(self.sid)
        self.sid = self._get_new_sid()

    def _get_by_sid(self, sid: Any) -> SessionDict:
        """Return the stored session, or a new one if the id is invalid or unknown; set ``self.sid``."""
        raise NotImplementedError

    def _delete_by_sid(self, sid: str) -> None:
        """Forget what is stored under an id."""

    def _is_valid_sid(self, sid: Any) -> bool:
        return isinstance(sid, str) and self._sid_re.match(sid) is not None

    def _get_new_sid(self) -> str:
        return security.generate_random_string(entropy=128)
