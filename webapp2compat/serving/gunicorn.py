"""Serving on gunicorn, with the limits of `limits.py` where it has such a limit.

Its threads read requests themselves: it needs a proxy before it that buffers slow clients, as App Engine and Cloud Run
have.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from typing import Any

from ..optional import import_extra
from ..typing import Environ, StartResponse, WSGIApp
from .limits import Limits


def serve(app: WSGIApp, listener: socket.socket, on_ready: Callable[[], None], *, debug: bool) -> None:
    """Serve ``app`` on gunicorn until a signal ends the process; call ``on_ready`` when one does so in good order.

    :raises MissingExtraError: If gunicorn is not installed.
    """
    base = import_extra("gunicorn.app.base", "gunicorn").BaseApplication

    class Application(base):  # type: ignore[misc, valid-type]  # known at run time only
        def load_config(self) -> None:
            # gunicorn closes the socket at its end, so it is to have it for itself.
            for name, value in _settings(listener.detach()).items():
                self.cfg.set(name, value)
            self.cfg.set("when_ready", lambda arbiter: on_ready())

        def load(self) -> WSGIApp:
            return _kept_alive(app)

    Application().run()


def _settings(listener: int) -> dict[str, Any]:
    limits = Limits()
    return {
        "bind": f"fd://{listener}",
        "worker_class": "gthread",
        "workers": 1,
        "threads": limits.workers,
        "worker_connections": limits.connections,
        "backlog": limits.backlog,
        "timeout": limits.kill_seconds,
        "graceful_timeout": int(limits.drain_seconds),
        "keepalive": 2,
        "limit_request_line": 8190,
        "limit_request_fields": limits.header_count,
        "loglevel": "warning",
        # The app is there already: a worker has nothing to import.
        "preload_app": True,
    }


def _kept_alive(app: WSGIApp) -> WSGIApp:
    """Wrap ``app`` so that ``sys.exit()`` in a request is an error of that request; gunicorn would end its master."""

    def guarded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return app(environ, start_response)
        except SystemExit as error:
            raise RuntimeError(f"The app called sys.exit({error.code!r}) in a request.") from error

    return guarded
