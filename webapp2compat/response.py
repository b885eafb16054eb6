"""The response that a handler writes.

The request context makes one with no arguments, the handler writes text on it, and the application calls it to send
it. On that path no header list is built before it is sent: the pieces of the body collect in ``_open``. Whoever looks
at anything else settles the response first (``Response._settle``); from then on it works on the attributes that
WebOb's own methods use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import webob
from webob.descriptors import CHARSET_RE
from webob.response import EmptyResponse

from .header_safety import (
    Header,
    are_unremarkable,
    is_bodiless,
    lowered_names,
    refuse_unsafe,
    wire_headers,
    without_body_headers,
)
from .request import Request
from .response_headers import GuardedHeaders, ResponseHeaders
from .settling import Settled
from .status_line import StatusLine
from .typing import Environ, StartResponse
from .url_safety import sent_location

_UTF_8 = "utf-8"
_HTML = webob.Response.default_content_type
_CONTENT_TYPE = ("Content-Type", "text/html; charset=utf-8")
_NO_CACHE = ("Cache-Control", "no-cache")
_encode_text = str.encode
_LENGTH_NAME = len("content-length")
_LONG_AGO = "Fri, 01 Jan 1990 00:00:00 GMT"


class Response(StatusLine, GuardedHeaders):
    """What goes back to the client: status, headers and body.

    .. differs:: Bytes are written as they are, as on Python 2; webapp2 3 decoded them. Text that is pure ASCII leaves a
        Content-Type without a charset as it is. A header or a status that would start another header is refused with
        a ValueError. A body that is replaced by bytes or a list is closed. A 204 or 304 carries no headers that
        describe a body.
    """

    default_charset = _UTF_8
    RequestClass = Request

    _headers: ResponseHeaders | None = None
    _conditional: bool | None = None
    # What was written while nobody had looked at headers or body; None from the first look on.
    _open: list[bytes] | None = None
    # The Content-Length that the last write has left at the end of the headers.
    _length: Header | None = None
    _headerlist: Settled[list[Header]] = Settled(lambda self: self._settle()._headerlist)
    _app_iter: Settled[Any] = Settled(lambda self: self._settle()._app_iter)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if (
            not (args or kwargs or self.default_conditional_response)
            and self.default_charset is _UTF_8
            and self.default_content_type is _HTML
        ):
            self._open = []
            return
        super().__init__(*args, **kwargs)
        if kwargs.get("charset", _UTF_8) is None:
            self._uncharted = self._content_type_header()
        self.headers["Cache-Control"] = "no-cache"

    def _settle(self) -> Response:
        """Build what WebOb's constructor would have built, and what the writes since then have made of it."""
        chunks, self._open = self._open or [], None
        length = ("Content-Length", str(sum(map(len, chunks))))
        # webapp2: a write moves Content-Length to the end.
        headers = [_CONTENT_TYPE, _NO_CACHE, length] if chunks else [_CONTENT_TYPE, length, _NO_CACHE]
        self._headerlist, self._app_iter = headers, chunks or [b""]
        return self

    # Writing

    @property
    def out(self) -> Response:
        """The response itself: ``response.out.write()`` is ``response.write()``."""
        return self

    def write(self, text: Any) -> None:
        """Append to the body: text, bytes as they are, or ``str()`` of anything else.

        :raises TypeError: If the text holds a surrogate, which no charset can encode.
        """
        chunks = self._open
        if chunks is None:
            self._append(self._encode(text))
            return
        try:
            chunks.append(_encode_text(text))
        except TypeError:
            # It is no text. Asking first would cost every write of text, and pages are made of many.
            chunks.append(text if isinstance(text, bytes) else _encode(str(text), _UTF_8))
        except UnicodeEncodeError as error:
            raise _unwritable(error) from None

    def _append(self, chunk: bytes) -> None:
        app_iter = self._app_iter
        if not isinstance(app_iter, list):
            app_iter = self._read_all(app_iter)
        app_iter.append(chunk)
        headers = self._headerlist
        last = headers[-1] if headers else None
        if last is not None and last is self._length:
            headers[-1] = self._length = (last[0], str(int(last[1]) + len(chunk)))
        else:
            self._lengthen(headers, len(chunk))

    def _lengthen(self, headers: list[Header], extra: int) -> None:
        for position, (name, value) in enumerate(headers):
            if len(name) == _LENGTH_NAME and name.lower() == "content-length":
                # webapp2: a write moves Content-Length to the end.
                del headers[position]
                self._length = (name, str(int(value) + extra))
                headers.append(self._length)
                return

    def _encode(self, text: Any) -> bytes:
        if isinstance(text, bytes):
            return text
        text = text if isinstance(text, str) else str(text)
        header = self._content_type_header()
        charset = _charset_in(header)
        if header and not charset and (header == self._uncharted or not text.isascii()):
            # webapp2: text without a charset is UTF-8, and the header says so. Pure ASCII needs no such word.
            self.charset = _UTF_8
        return _encode(text, charset or _UTF_8)

    def _read_all(self, app_iter: Iterable[bytes]) -> list[bytes]:
        chunks: list[bytes] = []
        self._app_iter = chunks
        try:
            chunks.extend(app_iter)
        finally:
            close(app_iter)
        self.content_length = sum(map(len, chunks))
        return chunks

    # Body

    def clear(self) -> None:
        """Empty the body; status and headers stay as they are."""
        if self._open is None:
            self.body = b""
        else:
            # webapp2: a body that was set, if only to nothing, moves Content-Length to the end of the headers.
            self._open = [b""]

    def close(self) -> None:
        """Close the body of a response that is not going to be sent."""
        if self._open is None:
            app_iter, self._app_iter = self._app_iter, []
            close(app_iter)

    def _get_body(self) -> bytes:
        """The body as bytes."""
        app_iter = self._app_iter
        try:
            body: bytes = webob.Response.body.fget(self)
        except BaseException:
            if self._app_iter is app_iter:
                # WebOb has closed what could not be read; it must not be closed again.
                self._app_iter = []
            raise
        return body

    def _set_body(self, value: bytes = b"") -> None:
        replaced = self._app_iter
        webob.Response.body.fset(self, value)
        close(replaced)

    body = property(_get_body, _set_body, _set_body)

    def _set_app_iter(self, value: Any) -> None:
        replaced = self._app_iter
        webob.Response.app_iter.fset(self, value)
        if replaced is not value and (value is None or isinstance(value, list | tuple)):
            # Any other new body may be made of the old one, and reads it later.
            close(replaced)

    app_iter = webob.Response.app_iter.setter(_set_app_iter)

    # Headers

    def _get_headers(self) -> ResponseHeaders:
        """The headers, as a dictionary that is a view of ``headerlist``."""
        if self._open is not None:
            self._settle()
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

    headers: Any = property(_get_headers, _set_headers)

    def _set_headerlist(self, value: Any) -> None:
        if self._open is not None:
            self._settle()
        webob.Response.headerlist.fset(self, value)

    headerlist = webob.Response.headerlist.setter(_set_headerlist)

    # Sending

    def _put_status(self, code: int, message: str | None) -> None:
        super()._put_status(code, message)
        if self._open is not None and is_bodiless(self._status):
            self._settle()

    def _get_conditional(self) -> bool:
        """Whether to honour headers such as ``If-None-Match``."""
        return self.default_conditional_response if self._conditional is None else self._conditional

    def _set_conditional(self, value: bool) -> None:
        if self._open is not None:
            self._settle()
        self._conditional = value

    conditional_response: Any = property(_get_conditional, _set_conditional)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Send the response, as the WSGI application that it is."""
        chunks = self._open
        if chunks is None or environ["REQUEST_METHOD"] == "HEAD":
            return self._send_settled(environ, start_response)
        if not chunks:
            start_response(self._status, [_CONTENT_TYPE, ("Content-Length", "0"), _NO_CACHE])
            return [b""]
        body = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        start_response(self._status, [_CONTENT_TYPE, _NO_CACHE, ("Content-Length", str(len(body)))])
        return [body]

    def _send_settled(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            if self._conditional or self.conditional_response:
                answer: Iterable[bytes] = self.conditional_response_app(environ, start_response)
                return answer
            start_response(self._status, self._abs_headerlist(environ))
        except BaseException:
            self.close()
            raise
        if environ["REQUEST_METHOD"] == "HEAD" or is_bodiless(self._status):
            answer = EmptyResponse(self._app_iter)
        else:
            answer = self._app_iter
        return answer

    def _abs_headerlist(self, environ: Environ) -> list[Header]:
        """Return the headers as they are sent; WebOb's conditional responses ask for them too."""
        if are_unremarkable(self._headerlist) and not is_bodiless(self._status):
            return self._headerlist.copy()
        headers = wire_headers(self._headerlist)
        if is_bodiless(self._status):
            return without_body_headers(headers)
        names = lowered_names(headers)
        if "content-type" not in names and not self.has_body:
            headers.append(_CONTENT_TYPE)
        if "location" in names:
            position = names.index("location")
            name, value = headers[position]
            headers[position] = (name, sent_location(value, environ))
        return headers

    def wsgi_write(self, start_response: StartResponse) -> None:
        """Send the response through the write callable of a WSGI server; the application does not use this."""
        if self.headers.get("Cache-Control") == "no-cache" and not self.headers.get("Expires"):
            self.headers["Expires"] = _LONG_AGO
            self.headers["Content-Length"] = str(len(self.body))
        write = start_response(self._status, wire_headers(self._headerlist))
        write(self.body)


@lru_cache(maxsize=64)
def _charset_in(content_type: str | None) -> str | None:
    match: re.Match[str] | None = CHARSET_RE.search(content_type or "")
    return match[1] if match else None


def _encode(text: str, charset: str) -> bytes:
    try:
        return text.encode(charset)
    except UnicodeEncodeError as error:
        raise _unwritable(error) from None


def _unwritable(error: UnicodeEncodeError) -> Exception:
    """Say which text cannot be written; a charset that lacks a character says so itself."""
    text = error.object[error.start : error.end]
    if not "\ud800" <= text[0] <= "\udfff":
        return error
    return TypeError(
        f"The text to write holds the surrogate {text[0]!r} at position {error.start}, which cannot be encoded."
        " Write bytes, or encode the text with errors='replace' first."
    )


def close(app_iter: Any) -> None:  # a body is whatever the application set
    """Close a body that can be closed."""
    if hasattr(app_iter, "close"):
        app_iter.close()


Request.ResponseClass = Response
