"""Names below ``localhost`` are this machine, as RFC 6761 has it; the resolvers of many systems do not know.

The services of an application on a local run have such names (``api.localhost:8080``), and fetch from one another.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def localhost_names() -> Iterator[None]:
    """Resolve every name below ``localhost`` as that one, until the block ends."""
    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:  # Any: as the original takes and answers it
        is_below = isinstance(host, str) and host.lower().endswith(".localhost")
        return resolve("localhost" if is_below else host, *args, **kwargs)

    socket.getaddrinfo = getaddrinfo
    try:
        yield
    finally:
        socket.getaddrinfo = resolve
