"""The short answers that the server gives without asking the app."""

from __future__ import annotations

from email.utils import formatdate
from http import HTTPStatus

from .parse import Refusal

SERVER_NAME = "webapp2compat"
_UNKNOWN_TO_OLD_PYTHONS = {413: "Content Too Large", 414: "URI Too Long"}


def refusal_page(refusal: Refusal, *, with_body: bool = True) -> bytes:
    """Answer with a whole response of plain text that closes the connection."""
    body = f"{refusal.reason}\n".encode()
    phrase = _UNKNOWN_TO_OLD_PYTHONS.get(refusal.code) or HTTPStatus(refusal.code).phrase
    fields = [
        f"HTTP/1.1 {refusal.code} {phrase}",
        f"Date: {formatdate(usegmt=True)}",
        f"Server: {SERVER_NAME}",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *(["Retry-After: 1"] if refusal.code == 503 else []),
    ]
    return "\r\n".join([*fields, "", ""]).encode("latin-1") + (body if with_body else b"")
