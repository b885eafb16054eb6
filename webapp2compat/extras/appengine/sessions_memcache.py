"""Sessions in App Engine's memcache: ``get_session(backend="memcache")`` (extra ``appengine``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...optional import import_extra
from .. import sessions
from . import pickles

if TYPE_CHECKING:
    from ...response import Response

memcache = import_extra("google.appengine.api.memcache", "appengine")

#: The client for sessions: it stores and reads what Python 2 does.
client = memcache.Client(pickleProtocol=pickles.PROTOCOL, unpickler=pickles.Unpickler)

# Memcache takes a longer time for the seconds since 1970, and forgets the value at once.
_LONGEST = 30 * 24 * 3600


def lifetime(factory: MemcacheSessionFactory) -> int:
    """Return for how many seconds memcache is to keep a session: as long as it may last, or two weeks.

    .. versionadded:: 1.0
    """
    age = factory.max_age or (factory.session_args or {}).get("max_age") or 14 * 24 * 3600
    return min(int(age), _LONGEST)


class MemcacheSessionFactory(sessions.CustomBackendSessionFactory):
    """Keeps sessions in memcache, which may forget them at any time.

    .. differs::
        A session expires there when it may no longer be used, or after two weeks; webapp2 lets memcache fill up. One
        that cannot be read is as good as forgotten.
    """

    def _get_by_sid(self, sid: Any) -> sessions.SessionDict:
        """Return the stored session, or a new one if the id is invalid or unknown."""
        if self._is_valid_sid(sid):
            data = client.get(sid)
            if isinstance(data, dict):
                self.sid = sid
                return sessions.SessionDict(self, data=data)
        self.sid = self._get_new_sid()
        return sessions.SessionDict(self, new=True)

    def _delete_by_sid(self, sid: str) -> None:
        client.delete(sid)

    def save_session(self, response: Response) -> None:
        """Store the session if it was changed, and set the cookie with its id.

        :param response: The response that gets the cookie.
        """
        if self.session is None or not self.session.modified:
            return
        client.set(self.sid, dict(self.session), time=lifetime(self))
        self.session_store.save_secure_cookie(response, self.name, {"_sid": self.sid}, **self.session_args or {})
