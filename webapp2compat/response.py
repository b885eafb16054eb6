"""The response that a handler writes.

The request context makes one with no arguments, the handler writes text on it, and the application calls it to send
it. On that path no header list is built before it is sent: the pieces of the body collect in ``_open``. Whoever looks
at anything else settles the response first (``_settle_headers``, ``_settle_body``); from then on it works on the
attributes that WebOb's own methods use.
"""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import webob
from webob.response import EmptyResponse
from webob.util import status_generic_reasons

from .header_safety import (
    Header,
    is_bodiless,
    refuse_unsafe,
    refuse_unsafe_status,
    wire_headers,
    without_body_headers,
)
from .request import Request
from .response_headers import ResponseHeaders
from .settling import Settled
from .status import reason_phrase, status_reasons
from .typing import Environ, StartResponse
from .url_safety import sent_location

_CONTENT_TYPE = ("Content-Type", "text/html; charset=utf-8")
_NO_CACHE = ("Cache-Control", "no-cache")
_UTF_8 = "utf-8"
_LONG_AGO = "Fri, 01 Jan 1990 00:00:00 GMT"


def _settle_headers(response: Any) -> list[Header]:
    return response._settle()[0]  # type: ignore[no-any-return]


def _settle_body(response: Any) -> Iterable[bytes]:
    return response._settle()[1]  # type: ignore[no-any-return]


class Response(webob.Response):
    """What goes back to the client: status, headers and body.

    .. differs:: Bytes are written as they are, as on Python 2; webapp2 3 decoded them. A header or a status that would
        start another header is refused with a ValueError. A body that was replaced is closed.
    """

    default_charset = _UTF_8
    RequestClass = Request

    _status = "200 OK"
    _headers = None
    _conditional: bool | None = None
    # What was written while nobody had looked at the headers; None from the first look on.
    _open: list[bytes] | None = None
    # The Content-Type from which the application took the charset away: the next text written brings it back.
    _uncharted: str | None = None
    _headerlist: Settled[list[Header]] = Settled(_settle_headers)
    _app_iter: Settled[Iterable[bytes]] = Settled(_settle_body)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args and not kwargs:
            self._open = []
            return
        super().__init__(*args, **kwargs)
        if kwargs.get("charset", _UTF_8) is None:
            self._uncharted = self.headers.get("Content-Type")
        self.headers["Cache-Control"] = "no-cache"

    def _settle(self) -> tuple[list[Header], Iterable[bytes]]:
        chunks, self._open = self._open or [], None
        blank = webob.Response(content_type=self.default_content_type, charset=self.default_charset)
        content_type = blank.headerlist[0]
        length = ("Content-Length", str(sum(map(len, chunks))))
        headers = [content_type, _NO_CACHE, length] if chunks else [content_type, length, _NO_CACHE]
        self._headerlist = headers
        self._app_iter = chunks or [b""]
        return headers, self._app_iter

    # Writing

    @property
    def out(self) -> Response:
        """The response itself: ``response.out.write()`` is ``response.write()``."""
        return self

    def write(self, text: Any) -> None:
        """Append to the body: text, bytes as they are, or ``str()`` of anything else."""
        chunks = self._open
        if chunks is not None and text.__class__ is str and self.default_charset is _UTF_8:
            try:
                chunks.append(text.encode())
            except UnicodeEncodeError as error:
                raise _unwritable(error) from None
        else:
            self._write(text)

    def _write(self, text: Any) -> None:
        if not isinstance(text, bytes):
            text = self._encode(text if isinstance(text, str) else str(text))
        if self._open is not None:
            self._open.append(text)
            return
        app_iter = self._app_iter
        if not isinstance(app_iter, list):
            app_iter = self._read_all(app_iter)
        app_iter.append(text)
        self._lengthen(len(text))

    def _encode(self, text: str) -> bytes:
        header = self.headers.get("Content-Type")
        charset = self.charset
        if not charset and header and (header == self._uncharted or not text.isascii()):
            # webapp2: text without a charset is UTF-8, and the header says so. Pure ASCII needs no such word.
            self.charset = _UTF_8
        try:
            return text.encode(charset or _UTF_8)
        except UnicodeEncodeError as error:
            raise _unwritable(error) from None

    def _read_all(self, app_iter: Iterable[bytes]) -> list[bytes]:
        self._app_iter = []
        try:
            self._app_iter = chunks = list(app_iter)
        finally:
            close(app_iter)
        self.content_length = sum(map(len, chunks))
        return chunks

    def _lengthen(self, extra: int) -> None:
        headers = self._headerlist
        # webapp2: a write moves Content-Length to the end of the headers; there it is found at once the next time.
        for position in range(len(headers) - 1, -1, -1):
            if headers[position][0].lower() == "content-length":
                name, value = headers.pop(position)
                headers.append((name, str(int(value) + extra)))
                return

    def clear(self) -> None:
        """Empty the body; status and headers stay as they are."""
        if self._open is None:
            self.body = b""
        else:
            # webapp2: a body that was set, if only to nothing, moves Content-Length to the end of the headers.
            self._open = [b""]

    def close(self) -> None:
        """Close the body, for a response that is not going to be sent."""
        if self._open is None:
            app_iter, self._app_iter = self._app_iter, []
            close(app_iter)
        else:
            self._open = []

    # Status

    def _get_status(self) -> str:
        return self._status

    def _set_status(self, value: int | str) -> None:
        if isinstance(value, int):
            code, message = int(value), ""
        elif isinstance(value, str):
            number, _, message = value.partition(" ")
            code = int(number)
        else:
            raise TypeError(f"You must set status to a string or integer (not {type(value)})")
        self._put_status(code, message or reason_phrase(code))

    def _put_status(self, code: int, message: str) -> None:
        status = f"{code} {message}"
        refuse_unsafe_status(status)
        if self._open is not None and is_bodiless(status):
            self._settle()
        self._status = status

    status = property(_get_status, _set_status, doc="The status line without the protocol: ``404 Not Found``.")

    def _get_status_code(self) -> int:
        return int(self._status.split()[0])

    def _set_status_code(self, code: int) -> None:
        self._put_status(code, status_reasons.get(code) or status_generic_reasons[code // 100])

    status_code = status_int = property(_get_status_code, _set_status_code, doc="The status as an integer.")

    def _get_status_message(self) -> str:
        return self._status.partition(" ")[2]

    def _set_status_message(self, message: str) -> None:
        self._put_status(self._get_status_code(), message)

    status_message = property(_get_status_message, _set_status_message, doc="The text of the status line.")

    def set_status(self, code: int, message: str | None = None) -> None:
        """Set the status.

        :param message: The text of the status line; by default the reason phrase of ``code``.
        :raises KeyError: If there is no reason phrase for ``code`` and no ``message``.
        """
        if message:
            self._put_status(int(code), message)
        else:
            self.status = code

    def has_error(self) -> bool:
        """Tell whether the status is 400 or above."""
        return self._get_status_code() >= 400

    @staticmethod
    def http_status_message(code: int) -> str:
        """Return the reason phrase of a status code.

        :raises KeyError: If there is none.
        """
        return reason_phrase(code)

    # Headers

    def _get_headers(self) -> ResponseHeaders:
        headers = self._headers
        if headers is None or headers._items is not self._headerlist:
            headers = self._headers = ResponseHeaders.view_list(self._headerlist)
        return headers

    def _set_headers(self, value: Any) -> None:
        if hasattr(value, "items"):
            value = list(value.items())
        elif not isinstance(value, list):
            raise TypeError("Response headers must be a list or dictionary.")
        for name, text in value:
            refuse_unsafe(name, text)
        self.headerlist = value

    headers = property(_get_headers, _set_headers, doc="The headers as a dictionary that is a view of ``headerlist``.")

    def _set_charset(self, charset: str | None) -> None:
        webob.Response.charset.fset(self, charset)
        if charset is None:
            self._uncharted = self.headers.get("Content-Type")

    def _del_charset(self) -> None:
        self._set_charset(None)

    charset = property(webob.Response.charset.fget, _set_charset, _del_charset, doc=webob.Response.charset.__doc__)

    def _get_conditional(self) -> bool:
        return self.default_conditional_response if self._conditional is None else self._conditional

    def _set_conditional(self, value: bool) -> None:
        self._conditional = value

    conditional_response = property(_get_conditional, _set_conditional, doc="Whether to honour ``If-None-Match``.")

    # Body

    def _set_body(self, value: bytes = b"") -> None:
        replaced = None if self._open is not None else self._app_iter
        webob.Response.body.fset(self, value)
        if replaced is not None:
            close(replaced)

    body = property(webob.Response.body.fget, _set_body, _set_body, doc="The body as bytes.")

    # Sending

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Send the response, as the WSGI application that it is."""
        chunks = self._open
        if (
            chunks is None
            or self.default_charset is not _UTF_8
            or self.default_content_type != "text/html"
            or environ["REQUEST_METHOD"] == "HEAD"
            or self.conditional_response
        ):
            return self._send_settled(environ, start_response)
        if not chunks:
            start_response(self._status, [_CONTENT_TYPE, ("Content-Length", "0"), _NO_CACHE])
            return [b""]
        body = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        start_response(self._status, [_CONTENT_TYPE, _NO_CACHE, ("Content-Length", str(len(body)))])
        return [body]

    def _send_settled(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if self.conditional_response:
            app_iter: Iterable[bytes] = self.conditional_response_app(environ, start_response)
            return app_iter
        headers = self._abs_headerlist(environ)
        start_response(self.status, headers)
        if environ["REQUEST_METHOD"] == "HEAD" or is_bodiless(self._status):
            empty: Iterable[bytes] = EmptyResponse(self._app_iter)
            return empty
        return self._app_iter

    def _abs_headerlist(self, environ: Environ) -> list[Header]:
        headers = wire_headers(self._headerlist)
        if is_bodiless(self._status):
            headers = without_body_headers(headers)
        elif not self.has_body and not any(name.lower() == "content-type" for name, _ in headers):
            headers.append(_CONTENT_TYPE)
        return [
            header if header[0].lower() != "location" else (header[0], sent_location(header[1], environ))
            for header in headers
        ]

    def wsgi_write(self, start_response: StartResponse) -> None:
        """Send the response through the write callable of a WSGI server; the application does not use this."""
        if self.headers.get("Cache-Control") == "no-cache" and not self.headers.get("Expires"):
            self.headers["Expires"] = _LONG_AGO
            self.headers["Content-Length"] = str(len(self.body))
        write = start_response(self.status, wire_headers(self._headerlist))
        write(self.body)


def _unwritable(error: UnicodeEncodeError) -> TypeError:
    text = error.object[error.start : error.end]
    return TypeError(
        f"The text to write holds {text!r} at position {error.start}, which {error.encoding} cannot encode."
        " Write bytes, or encode it with errors='replace' first."
    )


def close(app_iter: Any) -> None:  # a body is whatever the application set
    """Close a body that can be closed."""
    if hasattr(app_iter, "close"):
        app_iter.close()


Request.ResponseClass = Response
