"""The scripts of ``app.yaml`` as WSGI applications: ``module.app``, CGI ``file.py`` and Python 3's ``auto``.

A script is loaded at its first request and kept. A CGI file is run once; what it hands to ``run_wsgi_app`` or to
``CGIHandler().run`` is kept. One that prints its answer instead is run again for each request.
"""

from __future__ import annotations

import importlib
import io
import os
import re
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from email import message_from_bytes, policy
from pathlib import Path
from types import ModuleType
from wsgiref.handlers import BaseHandler

from ..imports import import_string
from ..typing import Environ, StartResponse, WSGIApp
from ..webapp.util import add_wsgi_middleware
from .answers import collect
from .app_yaml import BUILTINS

PYTHON_LIB = "$PYTHON_LIB/"

#: Path, handler and name of each route, by the script that has it.
Routes = dict[str, list[tuple[str, str, str | None]]]


class ConfigFailed(RuntimeError):
    """Raised when the application's ``appengine_config.py`` cannot be imported; its own exception is the cause.

    .. versionadded:: 1.0
    """

    def __str__(self) -> str:
        return f"appengine_config.py could not be imported: {type(self.__cause__).__name__}: {self.__cause__}"


class ScriptNotFound(LookupError):
    """Raised when ``app.yaml`` names a CGI file that is not there.

    .. versionadded:: 1.0
    """

    def __init__(self, script: str, path: Path) -> None:
        super().__init__(script, path)
        self.script, self.path = script, path

    def __str__(self) -> str:
        return f"{self.path} names the script {self.script!r}, and there is no such file."


class Scripts:
    """The scripts of the service that this process runs, loaded as they are asked for.

    :param path: The service's file.
    :param entrypoint: The ``entrypoint`` in it, empty if there is none.
    """

    def __init__(self, path: Path, entrypoint: str) -> None:
        self.path, self.entrypoint = path, entrypoint
        self._loaded: dict[str, WSGIApp] = {}
        self._lock = threading.RLock()

    def load(self, script: str) -> WSGIApp:
        """Load a script, or hand out what was loaded before.

        :param script: What ``script:`` says, back references filled.
        :raises ScriptNotFound: If it names a file that does not exist.
        :raises ImportStringError: If it names a module or an object that does not exist.
        """
        with self._lock:
            if script not in self._loaded:
                self._loaded[script] = self._load(script)
            return self._loaded[script]

    def routes(self) -> Routes:
        """The routes of the scripts that were asked for so far, by script."""
        return {
            script: [
                (str(getattr(route, "template", route)), _name_of(route.handler), route.name)
                for route in app.router.match_routes
            ]
            for script, app in list(self._loaded.items())
            if hasattr(app, "router")
        }

    def _load(self, script: str) -> WSGIApp:
        if script.startswith(PYTHON_LIB):
            # The CGI scripts that lay in the SDK for Python 2, such as google/appengine/ext/deferred/handler.py.
            module = script.removeprefix(PYTHON_LIB).removesuffix(".py").replace("/", ".")
            _, standing_in = BUILTINS.get(module.split(".")[-2], ("", f"{module}.application"))
            return add_wsgi_middleware(_imported(standing_in))
        if script.endswith(".py") or "/" in script:
            # Its run_wsgi_app() adds the middleware.
            return _CgiScript(script, self.path)
        name = entrypoint(self.entrypoint) if script == "auto" else script
        return add_wsgi_middleware(_imported(name))


def _name_of(handler: object) -> str:
    """A handler as the application writes it: a class, a function, or the dotted name of one."""
    return str(getattr(handler, "__qualname__", handler))


def _imported(name: str) -> WSGIApp:
    found: WSGIApp = import_string(name)
    return found


def entrypoint(command: str) -> str:
    """Find the application in a Python 3 entrypoint, such as ``gunicorn -b :$PORT main:app``.

    :returns: Its dotted name; App Engine's default ``main.app`` if the command names none.
    """
    match = re.search(r"(?:^|\s)([A-Za-z_][\w.]*):([A-Za-z_]\w*)(?=\s|$)", command)
    return f"{match[1]}.{match[2]}" if match else "main.app"


class _CgiScript:
    """A CGI file: run at its first request, and again at each later one unless it handed over an application."""

    # One at a time: a script that prints has the process's standard output for itself.
    running = threading.RLock()

    def __init__(self, script: str, path: Path) -> None:
        root = path.parent.resolve()
        self.path = (root / script).resolve()
        # The name may come from the URL: it must not lead out of the folder, nor into one that others may not call.
        leads_up = ".." in script.split("/")
        if leads_up or not self.path.is_relative_to(root) or not self.path.is_file():
            raise ScriptNotFound(script, path)
        self.code = compile(self.path.read_bytes(), str(self.path), "exec")
        self.captured: list[WSGIApp] = []

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        # Applications of CGI scripts are called one at a time: theirs is the name for so long.
        with _main_restored():
            if not self.captured:
                printed = self._run(environ)
                if not self.captured:
                    return _answer_as_printed(printed, start_response)
            sys.modules["__main__"] = self.module
            return collect(self.captured[-1], environ).send(start_response)

    def _run(self, environ: Environ) -> bytes:
        self.module = sys.modules["__main__"] = ModuleType("__main__")
        self.module.__file__ = str(self.path)
        output = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n", write_through=True)
        with (
            self.running,
            _capturing(self.captured),
            redirect_stdout(output),
            _stdin_of(environ),
            suppress(SystemExit),
        ):
            exec(self.code, self.module.__dict__)
        return output.buffer.getvalue()


@contextmanager
def _main_restored() -> Iterator[None]:
    """Let a script be ``__main__``, where pickles of its classes look for them, until the block ends."""
    original = sys.modules["__main__"]
    try:
        yield
    finally:
        sys.modules["__main__"] = original


@contextmanager
def _capturing(captured: list[WSGIApp]) -> Iterator[None]:
    """Take the application that a script runs, instead of running it on the script's standard streams."""

    def run(handler: BaseHandler, application: WSGIApp) -> None:
        captured.append(application)

    original = BaseHandler.run
    BaseHandler.run = run  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        BaseHandler.run = original  # type: ignore[method-assign]


@contextmanager
def _stdin_of(environ: Environ) -> Iterator[None]:
    original = sys.stdin
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    # The script may hand over an application instead, which reads the body from here.
    environ["wsgi.input"] = io.BytesIO(body)
    sys.stdin = io.TextIOWrapper(io.BytesIO(body), "utf-8")
    try:
        yield
    finally:
        sys.stdin = original


def _answer_as_printed(printed: bytes, start_response: StartResponse) -> Iterable[bytes]:
    """Send what a CGI script printed: headers, an empty line, a body."""
    head, _, body = printed.lstrip(b"\r\n").replace(b"\r\n\r\n", b"\n\n", 1).partition(b"\n\n")
    headers = [(name, str(value)) for name, value in message_from_bytes(head, policy=policy.compat32).items()]
    known = {name.lower(): value for name, value in headers}
    # RFC 3875 6.2.3: a Location alone sends the client elsewhere.
    status = known.get("status") or ("302 Found" if "location" in known else "200 OK")
    start_response(status, [(name, value) for name, value in headers if name.lower() != "status"])
    return [body]


@contextmanager
def working_in(root: Path) -> Iterator[None]:
    """Make a folder the current one and the first on the import path, as App Engine does, until the block ends.

    Modules of the folder are forgotten then, so that another tree may have a ``main`` too.
    """
    folder, path = os.getcwd(), list(sys.path)
    sys.path.insert(0, str(root))
    os.chdir(root)
    try:
        yield
    finally:
        sys.path[:] = path
        os.chdir(folder)
        for name, module in list(sys.modules.items()):
            if (getattr(module, "__file__", None) or "").startswith(f"{root}{os.sep}"):
                del sys.modules[name]


@contextmanager
def without_input() -> Iterator[None]:
    """Leave nothing on standard input, as App Engine does, until the block ends: reading it would wait for somebody.

    The terminal is still ``sys.__stdin__``, which a debugger needs.
    """
    original = sys.stdin
    with open(os.devnull, encoding="utf-8") as nothing:
        sys.stdin = nothing
        try:
            yield
        finally:
            sys.stdin = original


def import_config() -> None:
    """Import the application's ``appengine_config``, which App Engine does before any other code of it.

    :raises ConfigFailed: If there is one and it fails.
    """
    try:
        importlib.import_module("appengine_config")
    except (Exception, SystemExit) as error:
        if getattr(error, "name", None) != "appengine_config":
            raise ConfigFailed from error
