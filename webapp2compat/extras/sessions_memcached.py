"""Sessions in memcached: ``get_session(backend="memcached")``.

The servers are set in ``config['webapp2_extras.sessions']['memcached']``, and the package comes with the extra
``memcached``. This is not App Engine's Memcache, whose back end is named ``"memcache"``. Memcached forgets what it has
no room for: a session can end before its time.
"""

from __future__ import annotations

import functools
from typing import Any

from ..optional import import_extra
from .session_storage import SessionBackendError, StoredSessionFactory

# Memcached takes a longer time for a date.
_LONGEST_LIFETIME = 30 * 24 * 3600


class MemcachedSessionFactory(StoredSessionFactory):
    """Keeps sessions in memcached.

    Its settings are ``servers``, a list such as ``["host:11211"]``, over which the sessions are spread; ``prefix``,
    which stands before the id in each key; and ``timeout``, the seconds to wait for a server.

    .. versionadded:: 1.0
    """

    backend = "memcached"

    def get_client(self, key: str) -> Any:  # Any: the package is optional
        """Return the client of the server that keeps a key: one for all requests, with a pool of connections."""
        servers = tuple(self.settings["servers"])
        server = servers[0] if len(servers) == 1 else _spread(servers).get_node(key)
        return _client(server, self.settings["timeout"])

    def _read(self, key: str) -> bytes | None:
        stored: bytes | None = self._ask("get", key)
        return stored

    def _write(self, key: str, value: bytes, lifetime: int) -> None:
        self._ask("set", key, value, expire=min(lifetime, _LONGEST_LIFETIME), noreply=False)

    def _remove(self, key: str) -> None:
        self._ask("delete", key, noreply=False)

    def _ask(self, command: str, key: str, *args: Any, **kwargs: Any) -> Any:
        client = self.get_client(key)
        lost = (OSError, import_extra("pymemcache.exceptions", "memcached").MemcacheError)
        try:
            return getattr(client, command)(key, *args, **kwargs)
        except lost:
            client.close()  # a server that was restarted has left the whole pool without connections
        try:
            return getattr(client, command)(key, *args, **kwargs)
        except lost as error:
            raise SessionBackendError(self.backend, ", ".join(self.settings["servers"]), error) from error


@functools.lru_cache(maxsize=32)
def _client(server: str, timeout: float) -> Any:
    pymemcache = import_extra("pymemcache", "memcached")
    return pymemcache.PooledClient(server, connect_timeout=timeout, timeout=timeout, no_delay=True)


@functools.lru_cache(maxsize=32)
def _spread(servers: tuple[str, ...]) -> Any:
    """Return what names the server of a key; when a server is added, only the keys that move to it move."""
    return import_extra("pymemcache.client.rendezvous", "memcached").RendezvousHash(servers)
