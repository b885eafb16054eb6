"""Answers as plain WSGI: the short ones that the front end gives itself, and an application's, collected whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import NamedTuple

from ..typing import Environ, ExcInfo, StartResponse, WSGIApp

Headers = list[tuple[str, str]]


class Answer(NamedTuple):
    """What an application answered: all of it, or a body that is still to be read."""

    status: str
    headers: Headers
    body: Iterable[bytes]

    @property
    def code(self) -> int:
        """The status code."""
        return int(self.status.partition(" ")[0])

    def send(self, start_response: StartResponse) -> Iterable[bytes]:
        """Pass it on to the client."""
        start_response(self.status, self.headers)
        return self.body


def collect(app: WSGIApp, environ: Environ) -> Answer:
    """Call an application and read its whole answer."""
    started: list[tuple[str, Headers]] = []
    written: list[bytes] = []

    def start_response(status: str, headers: Headers, exc_info: ExcInfo | None = None) -> Callable[[bytes], object]:
        started.append((status, headers))
        return written.append

    result = app(environ, start_response)
    try:
        body = [*result]
    finally:
        getattr(result, "close", lambda: None)()
    status, headers = started[-1]
    return Answer(status, headers, [*written, *body])


def whole(code: int, content_type: str, body: bytes, headers: Headers | None = None) -> WSGIApp:
    """Answer with a body."""
    lines = [("Content-Type", content_type), ("Content-Length", str(len(body))), *(headers or [])]

    def respond(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        start_response(f"{code} {HTTPStatus(code).phrase}", lines)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return respond


def plain(code: int, text: str) -> WSGIApp:
    """Answer with a line of text."""
    return whole(code, "text/plain; charset=utf-8", text.encode())


def redirect(code: int, location: str) -> WSGIApp:
    """Send the client elsewhere."""
    return whole(code, "text/plain; charset=utf-8", b"", [("Location", location)])
