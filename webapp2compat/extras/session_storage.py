"""Sessions kept as JSON in a store of keys and values that all machines of an application reach.

`sessions_redis.py` and `sessions_memcached.py` say how to talk to one; what is common to them is here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from . import json
from .sessions import CustomBackendSessionFactory, SessionDict

if TYPE_CHECKING:
    from ..response import Response

#: The seconds for which a session is stored after it was last saved, if the configuration knows no age.
DEFAULT_LIFETIME = 14 * 24 * 3600


class SessionBackendError(Exception):
    """The server that keeps the sessions cannot be reached, or refuses.

    :param backend: The name of the back end, such as ``"redis"``.
    :param address: Where the server should be.
    :param reason: What went wrong.

    .. versionadded:: 1.0
    """

    def __init__(self, backend: str, address: str, reason: object) -> None:
        super().__init__(backend, address, reason)
        self.backend, self.address, self.reason = backend, address, reason

    def __str__(self) -> str:
        return (
            f"The session back end {self.backend!r} at {self.address} does not answer: {self.reason}. Start the "
            f"server, or set its address in config['webapp2_extras.sessions'][{self.backend!r}]."
        )


class StoredSessionFactory(CustomBackendSessionFactory, ABC):
    """Keeps a session as JSON under a random id, for as long as a session may last.

    .. versionadded:: 1.0
    """

    #: The name of the back end, and of its part of the configuration.
    backend: str

    def save_session(self, response: Response) -> None:
        """Store the session if it was changed, and set the cookie with its id.

        :param response: The response that gets the cookie.
        :raises TypeError: If the session holds something that JSON cannot.
        :raises SessionBackendError: If it cannot be stored.
        """
        if self.session is None or not self.session.modified or self.sid is None:
            return
        self._write(self._key(self.sid), json.encode(dict(self.session)).encode("utf-8"), self.lifetime)
        self.session_store.save_secure_cookie(response, self.name, {"_sid": self.sid}, **self.session_args or {})

    @property
    def lifetime(self) -> int:
        """The seconds for which the session is stored: its greatest age, or that of its cookie, or two weeks."""
        return int(self.max_age or (self.session_args or {}).get("max_age") or DEFAULT_LIFETIME)

    @property
    def settings(self) -> dict[str, Any]:  # Any: each back end has settings of its own
        """The back end's part of the configuration."""
        settings: dict[str, Any] = self.session_store.config[self.backend]
        return settings

    def _get_by_sid(self, sid: Any) -> SessionDict:
        stored = self._read(self._key(sid)) if self._is_valid_sid(sid) else None
        data = _decoded(stored)
        self.sid = self._get_new_sid() if data is None else sid
        return SessionDict(self, data=data, new=data is None)

    def _delete_by_sid(self, sid: str) -> None:
        self._remove(self._key(sid))

    def _key(self, sid: str) -> str:
        return f"{self.settings['prefix']}{sid}"

    @abstractmethod
    def _read(self, key: str) -> bytes | None:
        """Return what is stored under a key."""

    @abstractmethod
    def _write(self, key: str, value: bytes, lifetime: int) -> None:
        """Store a value for some seconds."""

    @abstractmethod
    def _remove(self, key: str) -> None:
        """Remove what is stored under a key."""


def _decoded(stored: bytes | None) -> dict[str, Any] | None:
    """Return the session that is stored, or ``None`` if what is there is none of ours."""
    try:
        data = json.decode(stored or b"null")
    except ValueError:
        return None
    return data if isinstance(data, dict) else None
