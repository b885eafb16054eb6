"""A further service of an application in a process of its own, as every service is on App Engine.

:class:`ServiceProcess` stands in `tree.py` where :class:`~webapp2compat.appengine.scripts.Scripts` does for the service
that this process runs. The front end stays here: handlers, static files, ``login:`` and blobs; what the scripts ask of
App Engine's services comes back to the stubs here. `service_worker.py` is the other end.
"""

from __future__ import annotations

import functools
import logging
import pickle
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ..optional import import_extra
from ..typing import Environ, StartResponse, WSGIApp
from .answers import Answer
from .app_yaml import Service
from .environ import request_environ, texts_of
from .process_calls import Answering, Asking
from .scripts import Routes

apiproxy_errors = import_extra("google.appengine.runtime.apiproxy_errors", "appengine")
apiproxy_stub_map = import_extra("google.appengine.api.apiproxy_stub_map", "appengine")
namespace_manager = import_extra("google.appengine.api.namespace_manager", "appengine")

PROGRAM = "from webapp2compat.appengine.service_worker import main; main()"
PATIENCE = 5  # seconds
_POLL = 0.05  # seconds


class ServiceEnded(RuntimeError):
    """Raised when the process of a service ends while it is needed; it is started anew for the next request.

    .. versionadded:: 1.0
    """

    def __init__(self, service: str, code: int | None) -> None:
        super().__init__(service, code)
        self.service, self.code = service, code

    def __str__(self) -> str:
        return f"The process of the service {self.service!r} has ended, with exit code {self.code}. Its log says why."


class ServiceProcess:
    """The scripts of a service in another process, which starts when the first of them is asked for.

    :param service: The service.
    :param variables: What its ``os.environ`` says in addition to ``inherited``.
    :param inherited: The variables that the process starts with.
    """

    def __init__(self, service: Service, variables: dict[str, str], inherited: dict[str, str]) -> None:
        self.service, self.variables, self.inherited = service, variables, inherited
        self._lock = threading.Lock()
        self._running: _Running | None = None

    def load(self, script: str) -> WSGIApp:
        """Return an application that has a script answer in the other process."""
        return functools.partial(self._respond, script)

    def routes(self) -> Routes:
        """The routes of the scripts that were asked for so far."""
        running = self._running
        routes: Routes = running.ask("routes") if running and running.process.poll() is None else {}
        return routes

    def close(self) -> None:
        """End the process."""
        with self._lock:
            if self._running:
                self._end(self._running)

    def _respond(self, script: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        running = self._started()
        try:
            status, headers, parts = running.ask(
                "run", script, texts_of(environ), namespace_manager.get_namespace(), body
            )
        except (EOFError, OSError) as error:
            with self._lock:
                self._end(running)
            raise ServiceEnded(self.service.name, running.process.returncode) from error
        return Answer(status, headers, parts).send(start_response)

    def _started(self) -> _Running:
        with self._lock:
            if self._running and self._running.process.poll() is not None:
                # It ended while nobody asked it for anything.
                self._end(self._running)
            if self._running is None:
                self._running = _Running(self.service, self.variables, self.inherited)
            return self._running

    def _end(self, running: _Running) -> None:
        running.close()
        # Another request may have noticed before, and started the next one.
        if self._running is running:
            self._running = None


class _Running:
    """The process, and the way to it and back."""

    def __init__(self, service: Service, variables: dict[str, str], inherited: dict[str, str]) -> None:
        self._key = secrets.token_bytes(32)
        self._is_ready = threading.Event()
        functions: dict[str, Callable[..., Any]] = {"call": _call, "log": _log, "ready": self._ready}
        self._answering = Answering(functions, self._key, apiproxy_errors.Error)
        # In the package's own folder: the interpreter puts the current one before the standard library.
        here = Path(__file__).parents[2]
        self.process = subprocess.Popen([sys.executable, "-c", PROGRAM], cwd=here, env=inherited, stdin=subprocess.PIPE)
        entrypoint = str(service.info.entrypoint or "")
        level = logging.getLogger().level
        self._send((self._key, self._answering.address, service.path, entrypoint, variables, level))
        while not self._is_ready.wait(_POLL):
            if self.process.poll() is not None:
                self.close()
                raise ServiceEnded(service.name, self.process.returncode)

    def close(self) -> None:
        """End the process, at once if its requests take too long."""
        assert self.process.stdin
        self.process.stdin.close()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._answering.close()

    def _send(self, start: tuple[Any, ...]) -> None:  # Any: what `service_worker.py` unpacks
        assert self.process.stdin
        # The pipe stays open: that it closes, however this process ends, is the sign for the other to end.
        self.process.stdin.write(pickle.dumps(start))
        self.process.stdin.flush()

    def _ready(self, address: Any) -> None:
        self.ask = Asking(address, self._key)
        self._is_ready.set()


def _call(variables: dict[str, str], service: str, call: str, request: Any, response: Any) -> Any:
    """Ask one of App Engine's services for a request of the other process, which ``variables`` describe."""
    with request_environ(variables):
        return apiproxy_stub_map.MakeSyncCall(service, call, request, response) or response


def _log(variables: dict[str, str], record: logging.LogRecord) -> None:
    # By the root: what this process's service has set for the other loggers is its own business.
    with request_environ(variables):
        logging.getLogger().handle(record)
