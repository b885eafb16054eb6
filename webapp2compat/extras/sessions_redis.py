"""Sessions in Redis, or in another server that speaks its protocol: ``get_session(backend="redis")``.

The server is set in ``config['webapp2_extras.sessions']['redis']``, and the package comes with the extra ``redis``.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from ..optional import import_extra
from .session_storage import SessionBackendError, StoredSessionFactory


class RedisSessionFactory(StoredSessionFactory):
    """Keeps sessions in Redis.

    Its settings are ``url``, such as ``"redis://:password@host:6379/0"``, ``rediss://`` for TLS and ``unix://`` for a
    socket; ``prefix``, which stands before the id in each key; and ``timeout``, the seconds to wait for the server.

    .. versionadded:: 1.0
    """

    backend = "redis"

    def get_client(self) -> Any:  # Any: the package is optional
        """Return the client: one for all requests, which keeps a pool of connections. Override it to bring your own."""
        return _client(self.settings["url"], self.settings["timeout"])

    def _read(self, key: str) -> bytes | None:
        with self._speaking() as client:
            stored: bytes | None = client.get(key)
            return stored

    def _write(self, key: str, value: bytes, lifetime: int) -> None:
        with self._speaking() as client:
            client.set(key, value, ex=lifetime)

    def _remove(self, key: str) -> None:
        with self._speaking() as client:
            client.delete(key)

    @contextmanager
    def _speaking(self) -> Iterator[Any]:
        client = self.get_client()
        try:
            yield client
        except import_extra("redis", "redis").RedisError as error:
            raise SessionBackendError(self.backend, _address(self.settings["url"]), error) from error


@functools.lru_cache(maxsize=32)
def _client(url: str, timeout: float) -> Any:
    redis = import_extra("redis", "redis")
    # One retry at once: it finds a server that was restarted, and says soon that there is none.
    retry = import_extra("redis.retry", "redis").Retry(import_extra("redis.backoff", "redis").NoBackoff(), 1)
    return redis.Redis.from_url(url, socket_timeout=timeout, socket_connect_timeout=timeout, retry=retry)


def _address(url: str) -> str:
    """Return a URL without its password."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
