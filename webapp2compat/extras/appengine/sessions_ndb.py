"""Sessions in the Datastore, with memcache before it: ``get_session(backend="datastore")`` (extra ``appengine``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ...optional import import_extra
from .. import sessions
from . import pickles
from .sessions_memcache import client

if TYPE_CHECKING:
    from ...response import Response

# Any: the SDK publishes no types.
model: Any = import_extra("google.appengine.ext.ndb.model", "appengine")

# The seconds for which memcache keeps a copy of what the Datastore has.
_CACHED = 24 * 3600


class PickleProperty(model.BlobProperty):
    """A dict, pickled so that Python 2 and Python 3 can both read it.

    .. differs::
        A pickle that cannot be read, or that holds something else, is an empty dict; webapp2 fails on it.
    """

    def _to_base_type(self, value: Any) -> bytes:
        return pickles.dumps(value)

    def _from_base_type(self, value: bytes) -> dict[str, Any]:
        return pickles.loads(value) or {}


class Session(model.Model):
    """A session in the Datastore; its id is the session's.

    The entities stay when the sessions have ended: delete those whose ``updated`` is long ago from a cron job.
    """

    #: When the session was saved.
    updated = model.DateTimeProperty(auto_now=True)
    #: What it holds: a dict, pickled.
    data = PickleProperty()

    @classmethod
    def get_by_sid(cls, sid: str) -> dict[str, Any] | None:
        """Return what a session holds, from memcache if it is there, or ``None`` if there is no such session.

        :param sid: The id of the session.
        """
        data = client.get(sid)
        if isinstance(data, dict):
            return data
        session = model.Key(cls, sid).get()
        if session is None:
            return None
        client.set(sid, session.data, time=_CACHED)
        return session.data  # type: ignore[no-any-return]  # the SDK publishes no types

    def _put(self) -> None:
        """Save the session in the Datastore and in memcache."""
        client.set(self._key.id(), self.data, time=_CACHED)
        self.put()


class DatastoreSessionFactory(sessions.CustomBackendSessionFactory):
    """Keeps sessions in the Datastore."""

    #: The model of the entities.
    session_model: ClassVar[Any] = Session

    def _get_by_sid(self, sid: Any) -> sessions.SessionDict:
        """Return the stored session, or a new one if the id is invalid or unknown."""
        if self._is_valid_sid(sid):
            data = self.session_model.get_by_sid(sid)
            if data is not None:
                self.sid = sid
                return sessions.SessionDict(self, data=data)
        self.sid = self._get_new_sid()
        return sessions.SessionDict(self, new=True)

    def _delete_by_sid(self, sid: str) -> None:
        client.delete(sid)
        model.Key(self.session_model, sid).delete()

    def save_session(self, response: Response) -> None:
        """Store the session if it was changed, and set the cookie with its id.

        :param response: The response that gets the cookie.
        """
        if self.session is None or not self.session.modified:
            return
        self.session_model(id=self.sid, data=dict(self.session))._put()
        self.session_store.save_secure_cookie(response, self.name, {"_sid": self.sid}, **self.session_args or {})
