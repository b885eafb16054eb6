"""Serving an app: :func:`serve` chooses the server, opens its socket and says where it listens.

Next on a request's way is the module of the chosen server, `paste.py` by default. What is needed to serve is imported
when an app is served, as every import of the package comes through here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from ..errors.debugger import Debugger, DebuggerRefused, is_production
from ..typing import WSGIApp
from .failure import EXIT_CODE, CannotServe
from .limits import Limits
from .loading import capture

#: What an app can be served with: each is a module beside this one.
SERVERS = ("paste", "waitress", "gunicorn")


@dataclass(frozen=True)
class Settings:
    """How an app is to be served; :func:`serve` tells what they mean."""

    host: str = "127.0.0.1"
    port: int = 8080
    server: str = "paste"
    debug: bool | None = None
    use_reloader: bool = False
    use_debugger: bool | None = None
    #: What the reloader watches in addition to the folders on ``sys.path``.
    watched: Iterable[str] = ()
    #: The style of a line for each request, one of `access_log.STYLES`; ``None`` writes none.
    access_log: str | None = None


def serve(
    app: WSGIApp,
    host: str = "127.0.0.1",
    port: int = 8080,
    *,
    server: str = "paste",
    debug: bool | None = None,
    use_debugger: bool | None = None,
    use_reloader: bool | None = None,
) -> None:
    """Serve a WSGI app over HTTP until Ctrl-C or SIGTERM; requests in flight are then finished.

    If the server cannot be started, because the port is in use for instance, one sentence on standard error says why
    and what to do, and the process ends with exit code 2.

    :param app: The app.
    :param host: The address to listen on; ``"0.0.0.0"`` is all networks.
    :param port: The port; 0 takes any free one.
    :param server: ``"paste"``, or ``"waitress"`` or ``"gunicorn"`` if the extra of that name is installed.
    :param debug: Set ``app.debug``, if the app has it; ``None`` leaves it as it is.
    :param use_debugger: Show an unhandled exception with a console in each frame, behind a PIN that is printed;
        ``None`` does so if ``debug`` is true and nobody but this machine can reach the server. It needs ``debug``.
    :param use_reloader: Start the program anew whenever its source changes; needs the extra ``dev``.
    :raises SystemExit: If the server cannot be started, and at the end in a process that only watches the source.
    :raises MissingExtraError: If a package that is needed is not installed.
    :raises TypeError: If ``app`` is not callable.
    :raises ValueError: If there is no such server, or if the debugger is asked for where it would let others run code:
        on a host that other machines can reach, on App Engine, on Cloud Run.

    .. versionadded:: 1.0
    """
    if not callable(app):
        raise TypeError(f"{app!r} is not a WSGI app, which is called with an environ and start_response().")
    if capture(app):
        return
    try:
        settings = Settings(host, _number(port), server, debug, bool(use_reloader), use_debugger)
        is_watching = settings.use_reloader and not import_module(".reload", __package__).is_child()
        code = start(lambda: app, settings)
    except CannotServe as error:
        print(f"webapp2compat: {error}", file=sys.stderr)
        raise SystemExit(EXIT_CODE) from error
    if is_watching:
        # What comes after serve() in the program is for the child to run.
        raise SystemExit(code)


def _number(port: int | str) -> int:
    try:
        return int(port)
    except (TypeError, ValueError) as error:
        raise CannotServe(f"{port!r} is not a port: choose a number from 0 to 65535.") from error


def start(load: Callable[[], WSGIApp], settings: Settings) -> int:
    """Serve what ``load`` answers with, for a caller that reports failures itself; return an exit code.

    With a reloader ``load`` is called only by the child that serves.

    :raises CannotServe: If the server cannot be started.
    :raises ValueError: As :func:`serve`.
    """
    if settings.server not in SERVERS:
        raise ValueError(f"There is no server {settings.server!r}: choose one of {', '.join(SERVERS)}.")
    if settings.use_reloader:
        reload = import_module(".reload", __package__)
        if not reload.is_child():
            code: int = reload.serve_and_reload(settings.host, settings.port, Limits().backlog, settings.watched)
            return code
        reload.end_with_parent()
    _serve_here(load(), settings)
    return 0


def _serve_here(app: WSGIApp, settings: Settings) -> None:
    listening, logs = import_module(".listening", __package__), import_module(".logs", __package__)
    adapter = import_module(f".{settings.server}", __package__)
    logs.set_up_logging(debug=bool(settings.debug))
    if settings.debug is not None and hasattr(app, "debug"):
        _set_debug(app, settings.debug)
    if _uses_debugger(settings, listening.is_loopback(settings.host)):
        app = Debugger(app)
    if settings.access_log is not None:
        app = import_module(".access_log", __package__).AccessLog(app, settings.access_log)
    with listening.listen(settings.host, settings.port, Limits().backlog) as listener:
        announcement = f"serving on {listening.url_of(listener)}"
        adapter.serve(app, listener, lambda: print(announcement, flush=True), debug=bool(settings.debug))


def _uses_debugger(settings: Settings, is_loopback: bool) -> bool:
    """Tell whether to serve with consoles in the debug page.

    :raises DebuggerRefused: If it is asked for on a host that other machines can reach.
    """
    if not settings.debug or settings.use_debugger is False:
        return False
    if settings.use_debugger is None:
        # A server of several processes could ask another one for the console than the one that has it.
        return is_loopback and settings.server != "gunicorn" and not is_production(os.environ)
    if not is_loopback:
        raise DebuggerRefused(
            f"The debugger would let everyone who can reach {settings.host} run code. "
            "Listen on 127.0.0.1, or serve with use_debugger=False (--no-debugger)."
        )
    return True


def _set_debug(app: Any, debug: bool) -> None:  # Any: whatever has the attribute
    app.debug = debug
