"""Serving an app: :func:`serve` chooses the server, opens its socket and says where it listens.

Next on a request's way is the module of the chosen server, `paste.py` by default. The servers are imported when they
are chosen, as each is a package of its own and the app may be run by others.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from ..typing import WSGIApp
from .failure import CannotServe
from .limits import Limits
from .loading import capture

_SERVERS = ("paste", "waitress", "gunicorn")


def serve(
    app: WSGIApp, host: str = "127.0.0.1", port: int = 8080, *, server: str = "paste", debug: bool | None = None
) -> None:
    """Serve a WSGI app over HTTP until Ctrl-C or SIGTERM; requests in flight are then finished.

    If the server cannot be started, because the port is in use for instance, one sentence on standard error says why
    and what to do, and the process ends with exit code 2.

    :param host: The address to listen on; ``"0.0.0.0"`` is all networks.
    :param port: The port; 0 takes any free one.
    :param server: ``"paste"``, or ``"waitress"`` or ``"gunicorn"`` if the extra of that name is installed.
    :param debug: Set ``app.debug``, if the app has it; ``None`` leaves it as it is.
    :raises MissingExtraError: If the package of ``server`` is not installed.
    :raises ValueError: If there is no such server.

    .. versionadded:: 1.0
    """
    try:
        start(app, host, int(port), server=server, debug=debug)
    except CannotServe as error:
        print(f"webapp2compat: {error}", file=sys.stderr)
        raise SystemExit(2) from error


def start(app: WSGIApp, host: str, port: int, *, server: str, debug: bool | None) -> None:
    """Do what :func:`serve` does, for a caller that reports failures itself.

    :raises CannotServe: If the server cannot be started.
    """
    if server not in _SERVERS:
        raise ValueError(f"There is no server {server!r}: choose one of {', '.join(_SERVERS)}.")
    if capture(app):
        return
    # Sockets and logging are not needed to import the package.
    listening, logs = import_module(".listening", __package__), import_module(".logs", __package__)
    adapter = import_module(f".{server}", __package__)
    logs.set_up_logging(debug=bool(debug))
    if debug is not None and hasattr(app, "debug"):
        set_debug(app, debug)
    with listening.listen(host, port, Limits().backlog) as listener:
        print(f"serving on {listening.url_of(listener)}", flush=True)
        adapter.serve(app, listener, debug=bool(debug))


def set_debug(app: Any, debug: bool) -> None:  # Any: whatever has the attribute
    """Turn the debug mode of an app on or off."""
    app.debug = debug
