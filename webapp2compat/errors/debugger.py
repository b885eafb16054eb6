"""Consoles in the frames of a failed request, for the one developer at this machine.

``serve(debug=True)`` puts a :class:`Debugger` around the application. It names itself in the environ of each request;
the pipeline then shows a failure by the debug page (`debug_page.py`) with a console in each frame. What is typed there
comes back as a request under :data:`PREFIX`, and runs only for a client on this machine that entered the PIN.
"""

from __future__ import annotations

import contextlib
import hmac
import io
import ipaddress
import os
import re
import secrets
import sys
import threading
import traceback
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from types import CodeType, FrameType
from typing import Any, TextIO

from webob.exc import HTTPException

from ..properties import cached_property
from ..request import Request
from ..response import Response
from ..typing import Environ, StartResponse, WSGIApp
from .settings import GOOGLE_VARIABLES

PREFIX = "/__debugger__"
#: Where the environ of a request names the debugger.
KEY = "webapp2compat.debugger"

COOKIE = "webapp2compat-debugger"
MAX_TRIES = 10
MAX_SOURCE = 64 * 1024
# The frames of about ten failures; older consoles close.
MAX_FRAMES = 400

_LOCAL_HOST = re.compile(r"(?:(?:[\w-]+\.)*localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?", re.IGNORECASE)


class DebuggerRefused(ValueError):
    """Raised where the debugger does not run: others could run code, or a console be asked in the wrong process.

    .. versionadded:: 1.0
    """


class Debugger:
    """Answer what the consoles of debug pages send; everything else goes to the application.

    :param app: The application.
    :param pin: What the developer has to enter; by default random digits.
    :param stream: Where the PIN is printed; by default standard error.
    :raises DebuggerRefused: On App Engine and Cloud Run, and for a request served by one of several processes.

    .. versionadded:: 1.0
    """

    def __init__(self, app: WSGIApp, *, pin: str | None = None, stream: TextIO | None = None) -> None:
        if is_production(os.environ):
            raise DebuggerRefused(
                f"The debugger does not run where {' or '.join(GOOGLE_VARIABLES)} is set: it would let the public run "
                "code. Serve with use_debugger=False (--no-debugger)."
            )
        self.app = app
        self._pin = pin or "-".join(f"{secrets.randbelow(1000):03}" for _ in range(3))
        self._token = secrets.token_urlsafe(24)
        self._cookie = secrets.token_urlsafe(24)
        self._tries = 0
        self._consoles: OrderedDict[str, Console] = OrderedDict()
        self._lock = threading.Lock()
        print(f"The debugger is on. Its PIN is {self._pin}.", file=stream or sys.stderr, flush=True)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one WSGI request."""
        if environ.get("wsgi.multiprocess"):
            raise DebuggerRefused(
                "The debugger cannot run in several processes: a console would be asked in another one than it is in. "
                "Serve with one process, or with use_debugger=False."
            )
        path = environ.get("PATH_INFO", "")
        if path == PREFIX or path.startswith(PREFIX + "/"):
            try:
                answer = self._answer(Request(environ), path[len(PREFIX) :])
            except HTTPException as error:  # a request that cannot be read
                return error(environ, start_response)  # type: ignore[no-any-return]  # it is a WSGI application
            return answer(environ, start_response)
        environ[KEY] = self
        return self.app(environ, start_response)

    def attributes(self) -> Mapping[str, str]:
        """Return what the script of the debug page needs to know."""
        return {"debugger": PREFIX, "token": self._token}

    def token_of(self, frame: FrameType) -> str:
        """Open a console in a frame, and return the name under which it can be asked."""
        name = secrets.token_urlsafe(18)
        with self._lock:
            self._consoles[name] = Console(frame)
            while len(self._consoles) > MAX_FRAMES:
                self._consoles.popitem(last=False)
        return name

    def _answer(self, request: Request, path: str) -> Response:
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        source = request.body[: MAX_SOURCE + 1].decode("utf-8", "replace")
        if len(source) > MAX_SOURCE:
            return _text(413, f"That is longer than {MAX_SOURCE} characters.")
        if path == "/pin":
            return self._enter(source)
        if not hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), self._cookie.encode()):
            return _text(403, "The debugger is locked.")
        with self._lock:
            console = self._consoles.get(path.removeprefix("/run/"))
        if console is None:
            return _text(404, "There is no such frame any more. Reload the page.")
        return _text(200, console.run(source))

    def _refusal(self, request: Request) -> Response | None:
        """Return what to answer a request that no page of ours can have sent, or ``None``."""
        if not _LOCAL_HOST.fullmatch(request.headers.get("Host", "")):
            return _text(400, "The debugger answers only to localhost, 127.0.0.1 and [::1].")
        if not all(map(_is_loopback, _clients(request))):
            return _text(403, "The debugger answers only to this machine.")
        if request.method != "POST":
            refusal = _text(405, "The debugger answers only to POST.")
            refusal.headers["Allow"] = "POST"
            return refusal
        token = request.headers.get("X-Debugger-Token", "")
        if not hmac.compare_digest(token.encode("utf-8", "replace"), self._token.encode()):
            return _text(403, "The page is of another run of the server. Reload it.")
        return None

    def _enter(self, pin: str) -> Response:
        """Unlock the consoles for the client, if that is the PIN."""
        with self._lock:
            if self._tries >= MAX_TRIES:
                return _text(403, "Too many wrong PINs. Restart the server to try again.")
            digits = re.sub(r"[\s-]", "", pin).encode()
            if not hmac.compare_digest(digits, self._pin.replace("-", "").encode()):
                self._tries += 1
                return _text(403, "That is not the PIN.")
            self._tries = 0
        response = Response(status=204)
        response.set_cookie(COOKIE, self._cookie, path=PREFIX, httponly=True, samesite="Strict")
        return response


class Console:
    """Run Python in a frame, line by line; what is assigned stays for the next line.

    :param frame: The frame.
    """

    # Standard output is one for the process: only one console at a time may redirect it.
    _running = threading.Lock()

    def __init__(self, frame: FrameType) -> None:
        self._globals = frame.f_globals
        self._locals = dict(frame.f_locals)

    @cached_property
    def _names(self) -> dict[str, Any]:
        # One namespace, since what is typed may hold functions, which see no other than the globals. Most consoles are
        # never asked, and a page opens many: they keep no copy of the globals.
        return {**self._globals, **self._locals}

    def run(self, source: str) -> str:
        """Run a piece of Python and return what it prints: the value of an expression, or the traceback if it fails."""
        output = io.StringIO()
        with self._running, contextlib.redirect_stdout(output):
            try:
                self._run(source)
            except Exception as error:
                _print_own_traceback(error)
            except (SystemExit, GeneratorExit) as error:
                print(f"{type(error).__name__}: {error}")
        return output.getvalue()

    def _run(self, source: str) -> None:
        expression = _expression(source)
        if expression is None:
            exec(compile(source, "<console>", "exec"), self._names)
            return
        value = eval(expression, self._names)
        if value is not None:
            print(repr(value))


def _expression(source: str) -> CodeType | None:
    """Return the code of an expression; ``None`` for statements and what is malformed."""
    try:
        return compile(source.strip(), "<console>", "eval")
    except SyntaxError:
        return None


def _print_own_traceback(error: Exception) -> None:
    """Print a traceback from what was typed on, without the frames of the console itself."""
    typed = error.__traceback__
    while typed is not None and typed.tb_frame.f_code.co_filename != "<console>":
        typed = typed.tb_next
    print("".join(traceback.format_exception(type(error), error, typed)), end="")


def _text(status: int, text: str) -> Response:
    body = text.encode("utf-8", "backslashreplace")  # a lone surrogate may have been printed
    return Response(body, status=status, content_type="text/plain", charset="utf-8")


def _clients(request: Request) -> list[str]:
    """Return who sent a request, and whom a proxy on this machine may have sent it for."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return [request.remote_addr or "", *(part.strip() for part in forwarded.split(",") if part.strip())]


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def is_production(environ: Mapping[str, str]) -> bool:
    """Tell whether a process with these environment variables serves the public, on App Engine or Cloud Run."""
    return any(name in environ for name in GOOGLE_VARIABLES)
