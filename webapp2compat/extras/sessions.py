"""Sessions: values that are kept for a visitor from one request to the next.

A handler asks the :class:`SessionStore` of its request for a session, which is a dict, and saves what was changed when
it is done::

    class BaseHandler(webapp2.RequestHandler):
        def dispatch(self):
            self.session_store = sessions.get_store(request=self.request)
            try:
                webapp2.RequestHandler.dispatch(self)
            finally:
                self.session_store.save_sessions(self.response)

        @webapp2.cached_property
        def session(self):
            return self.session_store.get_session()

What a session holds is kept in a signed cookie, or under a random id in a back end: a factory for each is named in
``config['webapp2_extras.sessions']['backends']``.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .. import profile
from ..context import current_request, get_request
from ..imports import import_string
from ..settling import Settled
from . import session_age
from .backlinks import Backlink, let_go
from .securecookie import SecureCookieSerializer
from .session_cookie import accepted_keys, write_cookie
from .session_dict import SessionDict as SessionDict, _UpdateDictMixin as _UpdateDictMixin
from .session_factories import (
    BaseSessionFactory as BaseSessionFactory,
    CustomBackendSessionFactory as CustomBackendSessionFactory,
    SecureCookieSessionFactory as SecureCookieSessionFactory,
    _default_value,
)

if TYPE_CHECKING:
    from ..request import Request
    from ..response import Response

_log = logging.getLogger(__name__)
_registry_key = "webapp2_extras.sessions.SessionStore"

#: What the configuration has where an application says nothing.
default_config: dict[str, Any] = {
    "secret_key": None,
    "cookie_name": "session",
    "cookie_version": 1,
    "session_max_age": None,
    "session_idle_age": None,
    "cookie_args": {
        "max_age": None,
        "domain": None,
        "path": "/",
        "secure": None,
        "httponly": True,
        "samesite": "Lax",
    },
    "backends": {
        "securecookie": SecureCookieSessionFactory,
        "datastore": "webapp2_extras.appengine.sessions_ndb.DatastoreSessionFactory",
        "memcache": "webapp2_extras.appengine.sessions_memcache.MemcacheSessionFactory",
        "redis": "webapp2compat.extras.sessions_redis.RedisSessionFactory",
        "memcached": "webapp2compat.extras.sessions_memcached.MemcachedSessionFactory",
    },
    "redis": {"url": "redis://localhost:6379/0", "prefix": "session:", "timeout": 5.0},
    "memcached": {"servers": ["localhost:11211"], "prefix": "session:", "timeout": 5.0},
}


# Any: a session holds whatever its back end can store.
class SessionStore:
    """Gives out the sessions of one request, and saves those that were changed.

    :param request: The request.
    :param config: Values that go before those of ``app.config['webapp2_extras.sessions']``.
    :raises Exception: If there is no secret key.
    :raises ValueError: If a secret key is empty; under ``strict_secret_key`` also if it is short or well known.

    .. differs::
        Session cookies have the flags ``HttpOnly`` and ``SameSite=Lax``, unless ``cookie_args`` says otherwise. A
        response that sets one says ``Vary: Cookie``. An empty secret key is an error. ``secret_key`` may be a list:
        the first key signs, all verify.
    """

    #: The key of the configuration.
    config_key = "webapp2_extras.sessions"
    #: The request.
    request: Any = Backlink()  # Any: unit tests put stubs in its place
    #: What signs the cookies and verifies them.
    serializer: Settled[SecureCookieSerializer] = Settled(
        lambda store: SecureCookieSerializer(store._keys, version=store.config["cookie_version"])
    )

    def __init__(self, request: Request, config: dict[str, Any] | None = None) -> None:
        self.request = request
        self.config = request.app.config.load_config(
            self.config_key, default_values=default_config, user_values=config, required_keys=("secret_key",)
        )
        #: The factories of this request's sessions by cookie name, in the order in which they were asked for.
        self.sessions: dict[str, Any] = {}
        key = self.config["secret_key"]
        # Asked in this order for speed.
        keys = (key,) if isinstance(key, str) or not isinstance(key, (list, tuple)) else tuple(key)
        self._keys = accepted_keys(keys, profile.setting(request.app, "strict_secret_key"))
        self._expiry: int | None = profile.setting(request.app, "session_expiry")
        self._has_ages = self._expiry is not None or self.config["session_idle_age"] is not None
        # The names of those sessions that have an age; other signed cookies have not.
        self._ageing: set[str] = set()

    def get_backend(self, name: str) -> Any:
        """Return the factory class that the configuration names.

        :param name: A key of ``backends``, such as ``"securecookie"``, ``"memcache"`` or ``"redis"``.
        :raises KeyError: If there is no such key.
        """
        backends = self.config["backends"]
        backend = backends[name]
        if isinstance(backend, str):
            backend = backends[name] = import_string(backend)
        return backend

    def get_session(
        self,
        name: str | None = None,
        max_age: Any = _default_value,
        factory: Callable[[str, Any], Any] | None = None,
        backend: str = "securecookie",
    ) -> SessionDict:
        """Return the session of a name; the first call for a name decides where it is kept.

        :param name: The name of the cookie, if not the ``cookie_name`` of the configuration.
        :param max_age: The greatest age in seconds since the session was saved, ``None`` for any, if not the
            ``session_max_age`` of the configuration.
        :param factory: The class that loads and saves the session, if not one of the configuration.
        :param backend: The name of that class in the configuration.
        """
        factory = factory or self.get_backend(backend)
        name = name or self.config["cookie_name"]
        container = self._get_session_container(name, factory)
        if max_age is _default_value:
            max_age = self.config["session_max_age"]
            if self._expiry is not None:
                max_age = session_age.shortest(max_age, self._expiry)
        if not self._has_ages:
            container.max_age = max_age
            session: SessionDict = container.get_session(max_age=max_age)
            return session
        return self._session_with_age(name, container, max_age)

    def get_secure_cookie(self, name: str, max_age: Any = _default_value) -> Any:
        """Return the value of a signed cookie, or ``None`` if there is none or it is invalid.

        :param name: The name of the cookie.
        :param max_age: The greatest age in seconds, ``None`` for any, if not the ``session_max_age`` of the
            configuration.
        """
        value = self.request.cookies.get(name)
        if not value:
            return None
        if max_age is _default_value:
            max_age = self.config["session_max_age"]
        return self.serializer.deserialize(name, value, max_age=max_age)

    def set_secure_cookie(self, name: str, value: dict[str, Any], **kwargs: Any) -> None:
        """Have a signed cookie set by :meth:`save_sessions`.

        :param name: The name of the cookie.
        :param value: A dict; what the cookie already holds is updated with it.
        :param kwargs: Arguments for ``response.set_cookie``.
        :raises AssertionError: If ``value`` is no dict.
        """
        if not isinstance(value, dict):
            raise AssertionError("Secure cookie values must be a dict.")
        container = self._get_session_container(name, SecureCookieSessionFactory)
        container.get_session().update(value)
        container.session_args.update(kwargs)

    def save_sessions(self, response: Response) -> None:
        """Save the sessions that were changed.

        :param response: The response that gets the cookies.

        .. differs::
            Called while an error is on its way, as in a ``finally`` block, a session that cannot be saved is logged
            and the error goes on; in webapp2 it hides the error. A store or a session that is kept when the application
            has answered does not keep its request or its ``container`` in memory.
        """
        is_failing = sys.exc_info()[0] is not None
        for name, container in self.sessions.items():
            if name in self._ageing and self._expiry is not None:
                session_age.note_beginning(container, self.serializer._get_timestamp())
            try:
                container.save_session(response)
            except Exception:
                if not is_failing:
                    raise
                _log.exception("The session %r cannot be saved.", container.name)
        if current_request() is self.request:  # the application keeps it until the answer is sent
            self._open_circles()

    def save_secure_cookie(self, response: Response, name: str, value: Any, **kwargs: Any) -> None:
        """Set a signed cookie now.

        :param response: The response that gets the cookie.
        :param name: The name of the cookie.
        :param value: A value that JSON can hold.
        :param kwargs: Arguments for ``response.set_cookie``.
        """
        write_cookie(self.request, response, name, self.serializer.serialize(name, value), kwargs)

    def _open_circles(self) -> None:
        for container in self.sessions.values():
            let_go(container)
            let_go(getattr(container, "session", None))
        for owned in self.request.registry.values():
            let_go(owned)

    def _session_with_age(self, name: str, container: Any, max_age: int | None) -> SessionDict:
        """Return the session; a new one in place of one that is over. Renew one that is in use."""
        idle_age = self.config["session_idle_age"]
        container.max_age = session_age.shortest(max_age, idle_age)
        session: SessionDict = container.get_session(max_age=container.max_age)
        if name in self._ageing or not isinstance(container, BaseSessionFactory):
            return session
        self._ageing.add(name)
        if session.new:
            return session
        now = self.serializer._get_timestamp()
        if session_age.is_over(session, now, self._expiry):
            return container.restart()
        if session_age.is_due(self.request.cookies.get(name), now, idle_age):
            session.modified = True
        return session

    def _get_session_container(self, name: str, factory: Callable[[str, Any], Any]) -> Any:
        if name not in self.sessions:
            self.sessions[name] = factory(name, self)
        return self.sessions[name]


def get_store(
    factory: Callable[[Request], Any] = SessionStore, key: str = _registry_key, request: Request | None = None
) -> Any:
    """Return the session store of a request; the first call makes it.

    :param factory: What makes a store from a request.
    :param key: The key of ``request.registry`` under which the store is kept.
    :param request: The request, if not the current one.
    """
    request = request or get_request()
    store = request.registry.get(key)
    if not store:
        store = request.registry[key] = factory(request)
    return store


def set_store(store: Any, key: str = _registry_key, request: Request | None = None) -> None:
    """Set the session store of a request.

    :param store: The store.
    :param key: The key of ``request.registry`` under which the store is kept.
    :param request: The request, if not the current one.
    """
    request = request or get_request()
    request.registry[key] = store
