"""One response, from the app's ``start_response`` to bytes that no client can misread.

:class:`Answer` is what a worker (`paste.py`) gives the app to answer through. It refuses header fields that would
inject others, frames the body, and keeps it to what was declared; :func:`run_app` calls the app as PEP 3333 says.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Callable, Iterable
from email.utils import formatdate
from typing import Any

from ..typing import Environ, ExcInfo, WSGIApp
from .outgoing import ClientGone, Outgoing
from .parse import TOKEN, Head
from .refusals import SERVER_NAME

_log = logging.getLogger("webapp2compat.serving")
_STATUS = re.compile(r"[2-9][0-9]{2}(?: [\t\x20-\x7e\x80-\xff]*)?")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_NUMBER = re.compile(r"[0-9]{1,15}")
#: PEP 3333 leaves these to the server; of an app's Connection only "close" is heeded.
_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_PLAIN_500 = b"Internal Server Error\n"


class Answer:
    """The response to one request.

    :param may_keep_alive: Whether the server goes on to the next request on the connection, asked when it is sent.
    """

    def __init__(self, head: Head, outgoing: Outgoing, may_keep_alive: Callable[[], bool]) -> None:
        self.head, self.outgoing, self.may_keep_alive = head, outgoing, may_keep_alive
        self.keeps_alive = head.keeps_alive
        self.status = ""
        self.fields: list[tuple[str, str]] = []
        self.is_sent = False
        self.is_finished = False
        self.is_chunked = False
        #: How much of the declared Content-Length is still to come; ``None`` if none was declared.
        self.left: int | None = None

    def start(
        self, status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None
    ) -> Callable[[bytes], object]:
        """Be the ``start_response`` of the app.

        :raises ValueError: If the status or a header field is not one that HTTP can carry.
        :raises RuntimeError: If it was called before, and ``exc_info`` says of no error.
        """
        if exc_info is not None and self.is_sent:
            raise exc_info[1].with_traceback(exc_info[2])
        if exc_info is None and self.status:
            raise RuntimeError("start_response() was called a second time without exc_info.")
        if not isinstance(status, str) or _STATUS.fullmatch(status) is None:
            raise ValueError(f"{status!r} is not a status line, which is like '200 OK'.")
        self.fields = [_checked(name, value) for name, value in headers]
        self.left = self._declared_length()
        self.status = status
        return self.write

    def _declared_length(self) -> int | None:
        declared = [value for name, value in self.fields if name.lower() == "content-length"]
        if not declared:
            return None
        if len(declared) > 1 or _NUMBER.fullmatch(declared[0]) is None:
            raise ValueError(f"The response has the Content-Length {', '.join(declared)!r}, which is not one number.")
        return int(declared[0])

    @property
    def has_body(self) -> bool:
        """Whether HTTP lets this response have a body."""
        return self.head.method != "HEAD" and self.status[:3] not in ("204", "304")

    def write(self, data: bytes) -> None:
        """Send a part of the body, after the head if that has not been sent.

        :raises RuntimeError: If the response has not been started.
        :raises TypeError: If the part is not bytes.
        """
        if not self.status:
            raise RuntimeError("The app gave a body before it called start_response().")
        if not isinstance(data, bytes):
            raise TypeError(f"The app gave a body of {type(data).__name__}; WSGI wants bytes.")
        head = b"" if self.is_sent else self._begin()
        data = self._framed(data)
        if head or data:
            self.outgoing.send(head + data)

    def _framed(self, data: bytes) -> bytes:
        if not data or not self.has_body:
            return b""
        if self.left is not None:
            data = data[: self.left]
            self.left -= len(data)
        return b"%x\r\n%b\r\n" % (len(data), data) if self.is_chunked else data

    def finish(self) -> None:
        """Send what is missing after the last part of the body."""
        if not self.is_sent:
            self.write(b"")
        if self.is_chunked:
            self.outgoing.send(b"0\r\n\r\n")
        elif self.left and self.has_body:
            _log.error("The body of %s ended %d bytes before its Content-Length.", self.head.target[:200], self.left)
            self.keeps_alive = False
        self.is_finished = True

    def _begin(self) -> bytes:
        """Answer with the head of the response, and settle how the body is framed."""
        self.is_sent = True
        if self.left is None and self.has_body:
            self.is_chunked = self.head.is_http_1_1
            self.keeps_alive = self.keeps_alive and self.is_chunked
        # RFC 9110 8.6: a 204 has no Content-Length.
        unsent = _HOP_BY_HOP | {"content-length"} if self.status.startswith("204") else _HOP_BY_HOP
        # RFC 9112 4: the blank before the reason stays without it.
        lines = [f"HTTP/1.1 {self.status[:3]} {self.status[4:]}"]
        lines += [f"{name}: {value}" for name, value in self.fields if name.lower() not in unsent]
        lines += self._own_fields()
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def _own_fields(self) -> list[str]:
        names = {name.lower(): value for name, value in self.fields}
        if "close" in names.get("connection", "").lower() or not self.may_keep_alive():
            self.keeps_alive = False
        own = {
            "Date": "" if "date" in names else formatdate(usegmt=True),
            "Server": "" if "server" in names else SERVER_NAME,
            "Transfer-Encoding": "chunked" if self.is_chunked else "",
            "Connection": self._connection_field(),
        }
        return [f"{name}: {value}" for name, value in own.items() if value]

    def _connection_field(self) -> str:
        if not self.keeps_alive:
            return "close"
        return "" if self.head.is_http_1_1 else "keep-alive"

    def fail(self) -> None:
        """Answer with a plain 500, or break the connection off if another response has begun and is not finished."""
        if self.is_finished:
            return
        self.keeps_alive = False
        if self.is_sent:
            self.outgoing.abandon()
            return
        self.status = ""
        self.start(
            "500 Internal Server Error", [("Content-Type", "text/plain"), ("Content-Length", str(len(_PLAIN_500)))]
        )
        self.write(_PLAIN_500)


def _checked(name: Any, value: Any) -> tuple[str, str]:
    # Anything may come from an app.
    if not isinstance(name, str) or TOKEN.fullmatch(name) is None:
        raise ValueError(f"{name!r} is not the name of a header field.")
    if not isinstance(value, str) or _VALUE.fullmatch(value) is None:
        raise ValueError(f"The header field {name} cannot have the value {value!r}.")
    return name, value


def run_app(app: WSGIApp, environ: Environ, answer: Answer) -> None:
    """Call ``app`` and send what it answers; whatever it raises becomes a 500 and a log entry."""
    try:
        parts = app(environ, answer.start)
        try:
            _send(parts, answer)
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
    except ClientGone:
        answer.keeps_alive = False
    except BaseException:
        # SystemExit included: one request must not end the server. Paste ends a hung worker with it, too.
        _log.error("The app failed on %s %s.", environ["REQUEST_METHOD"], answer.head.target[:200], exc_info=True)
        with contextlib.suppress(ClientGone):
            answer.fail()


def _send(parts: Iterable[bytes], answer: Answer) -> None:
    if isinstance(parts, (list, tuple)) and len(parts) == 1 and answer.left is None and not answer.is_sent:
        _declare_length(answer, parts[0])
    for part in parts:
        if part:
            answer.write(part)
    answer.finish()


def _declare_length(answer: Answer, part: bytes) -> None:
    # PEP 3333: the length of a body of one part is known.
    if answer.status and answer.has_body and isinstance(part, bytes):
        answer.left = len(part)
        answer.fields.append(("Content-Length", str(len(part))))
