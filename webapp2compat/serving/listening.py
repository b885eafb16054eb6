"""Opening the socket that a server listens on, and saying in one sentence why that is not possible."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import closing

from .failure import CannotServe

#: Set by the reloader (`reload.py`) for its child: the file descriptor of the socket that outlives every reload.
INHERITED = "WEBAPP2COMPAT_LISTENER"
_PORTS_TRIED = 100


def listen(host: str, port: int, backlog: int) -> socket.socket:
    """Answer with a listening socket for ``host`` and ``port``.

    :raises CannotServe: If there can be none, with the reason and what to do.
    """
    # Taken out, so that the app's own child processes do not take it for theirs.
    inherited = os.environ.pop(INHERITED, None)
    if inherited is not None:
        return socket.socket(fileno=int(inherited))
    if not 0 <= port <= 65535:
        raise CannotServe(f"{port} is not a port: choose a number from 0 to 65535.")
    try:
        return _open(host, port, backlog)
    except UnicodeError as error:  # no name that the network could know
        raise CannotServe(_unknown(host)) from error
    except OSError as error:
        raise CannotServe(_reason(error, host, port)) from error


def url_of(listener: socket.socket) -> str:
    """Answer with the address under which a browser on this machine reaches the socket."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server on ``host``."""
    host = host.strip("[]").lower()
    return host in ("localhost", "::1") or host.startswith("127.")


def _open(host: str, port: int, backlog: int) -> socket.socket:
    host = host.strip("[]")
    family, kind, protocol, _, address = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        # Without it a restart within a minute finds the port taken by its own closed connections.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(backlog)
    except BaseException:
        listener.close()
        raise
    return listener


def _reason(error: OSError, host: str, port: int) -> str:
    if isinstance(error, socket.gaierror):
        return _unknown(host)
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use: stop what uses it, or try {_next_free(host, port)}."
    if error.errno == errno.EACCES:
        return f"Port {port} on {host} is not allowed for this user: choose one from 1024 to 65535, such as 8080."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine: listen on 127.0.0.1, or on 0.0.0.0 for all networks."
    return f"Port {port} on {host} cannot be listened on: {error.strerror or error}."


def _unknown(host: str) -> str:
    return f"The host {host!r} is not known: name an address of this machine, such as 127.0.0.1 or 0.0.0.0."


def _next_free(host: str, port: int) -> str:
    for candidate in range(port + 1, min(port + _PORTS_TRIED, 65536)):
        try:
            with closing(_open(host, candidate, 1)):
                return f"port {candidate}, which is free (--port {candidate})"
        except OSError:
            continue
    return "port 0, which takes any free one (--port 0)"
