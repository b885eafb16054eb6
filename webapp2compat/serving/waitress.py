"""Serving on waitress, with the limits of `limits.py` where it has such a limit."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import NoReturn

from ..optional import import_extra
from ..typing import WSGIApp
from .limits import Limits
from .shutdown import ended_by_signals


def serve(app: WSGIApp, listener: socket.socket, on_ready: Callable[[], None], *, debug: bool) -> None:
    """Serve ``app`` on waitress until a signal ends the process; call ``on_ready`` when one does so in good order.

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
            on_ready()
            server.run()
    finally:
        for channel in list(server.active_channels.values()):
            channel.close()
        server.close()


def _interrupt() -> NoReturn:
    raise KeyboardInterrupt
