"""A line for each request, in Apache's combined format or as JSON.

``webapp2compat serve --access-log`` puts an :class:`AccessLog` around the app; the line is written when the response
has been handed to the server.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

from ..typing import Environ, StartResponse, WSGIApp

#: The styles of a line.
STYLES = ("combined", "json")
_UNSAFE = re.compile(r'[\x00-\x1f"\\\x7f-\xff]')


class AccessLog:
    """WSGI middleware that writes a line for each request.

    :param app: The application.
    :param style: ``"combined"`` or ``"json"``.
    :param stream: Where to; by default standard output.
    """

    def __init__(self, app: WSGIApp, style: str, stream: TextIO | None = None) -> None:
        self.app, self.stream = app, stream or sys.stdout
        self.format = _combined if style == "combined" else _json

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        entry = Entry(environ)

        def start(status: str, headers: list[tuple[str, str]], *exc_info: object) -> Callable[[bytes], object]:
            entry.status = status[:3]
            return start_response(status, headers, *exc_info)

        try:
            return Counted(self.app(environ, start), entry, self)
        except BaseException:
            entry.status = "500"
            self.write(entry)
            raise

    def write(self, entry: Entry) -> None:
        """Write the line of one request."""
        entry.seconds = time.perf_counter() - entry.began
        # In one piece: print() writes the end of the line by itself, and another thread may come between.
        self.stream.write(f"{self.format(entry)}\n")
        self.stream.flush()


class Entry:
    """What is known of one request."""

    def __init__(self, environ: Environ) -> None:
        self.environ = environ
        self.at, self.began = time.time(), time.perf_counter()
        self.status, self.size, self.seconds = "500", 0, 0.0

    @property
    def target(self) -> str:
        """The path and query that were asked for."""
        query = self.environ.get("QUERY_STRING")
        path = self.environ.get("SCRIPT_NAME", "") + self.environ.get("PATH_INFO", "")
        return str(self.environ.get("REQUEST_URI") or (f"{path}?{query}" if query else path))


class Counted:
    """A response whose bytes are counted; its request is logged when it is closed."""

    def __init__(self, parts: Iterable[bytes], entry: Entry, log: AccessLog) -> None:
        self.parts, self.entry, self.log = parts, entry, log

    def __iter__(self) -> Iterator[bytes]:
        for part in self.parts:
            self.entry.size += len(part)
            yield part

    def close(self) -> None:
        """Close the response and write the line."""
        try:
            close = getattr(self.parts, "close", None)
            if close is not None:
                close()
        finally:
            self.log.write(self.entry)


def _combined(entry: Entry) -> str:
    environ = entry.environ
    at = time.strftime("%d/%b/%Y:%H:%M:%S %z", time.localtime(entry.at))
    request = f"{environ['REQUEST_METHOD']} {entry.target} {environ.get('SERVER_PROTOCOL', '-')}"
    referrer, agent = environ.get("HTTP_REFERER", "-"), environ.get("HTTP_USER_AGENT", "-")
    request, referrer, agent = (f'"{_UNSAFE.sub(_escape, field)}"' for field in (request, referrer, agent))
    return f"{environ.get('REMOTE_ADDR') or '-'} - - [{at}] {request} {entry.status} {entry.size} {referrer} {agent}"


def _escape(match: re.Match[str]) -> str:
    return f"\\x{ord(match[0]):02x}"


def _json(entry: Entry) -> str:
    environ = entry.environ
    return json.dumps(
        {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(entry.at)),
            "remote_addr": environ.get("REMOTE_ADDR", ""),
            "method": environ["REQUEST_METHOD"],
            "target": entry.target,
            "status": int(entry.status),
            "size": entry.size,
            "milliseconds": round(entry.seconds * 1000, 1),
            "referrer": environ.get("HTTP_REFERER", ""),
            "user_agent": environ.get("HTTP_USER_AGENT", ""),
        }
    )
