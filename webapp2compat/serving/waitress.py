"""Serving on waitress, with the limits of `limits.py` where it has such a limit."""

from __future__ import annotations

import socket
from typing import NoReturn

from ..optional import import_extra
from ..typing import WSGIApp
from .limits import Limits
from .shutdown import ended_by_signals


def serve(app: WSGIApp, listener: socket.socket, *, debug: bool) -> None:
    """Serve ``app`` on waitress until a signal ends the process.

    :raises MissingExtraError: If waitress is not installed.
    """
    limits = Limits()
    server = import_extra("waitress", "waitress").create_server(
        app,
        sockets=[listener],
        threads=limits.workers,
        connection_limit=limits.connections,
        channel_timeout=int(limits.io_seconds),
        cleanup_interval=int(limits.head_seconds),
        max_request_header_size=limits.head_bytes,
        max_request_body_size=limits.body_bytes,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=True,
        ident=None,
    )
    try:
        # Left alone, SIGTERM would end the process with the requests in flight.
        with ended_by_signals(_interrupt):
            server.run()
    finally:
        for channel in list(server.active_channels.values()):
            channel.close()
        server.close()


def _interrupt() -> NoReturn:
    raise KeyboardInterrupt
