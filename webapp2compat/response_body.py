"""The body of a response, and how it is written.

While nobody looks at headers or body, what is written collects in ``_open``, and headers that are set wait beside it
(`open_headers.py`). The first look settles both (:meth:`ResponseBody._settle`) into the attributes that WebOb works on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import webob

from .header_safety import Header
from .open_headers import CONTENT_TYPE, NO_CACHE, UTF_8, OpenHeaders, charset_in
from .settling import Settled
from .status_line import StatusLine
from .text import utf8

_is_ascii = str.isascii
_LENGTH_NAME = len("content-length")


class ResponseBody(StatusLine, OpenHeaders):
    """The part of :class:`Response` that holds and writes the body."""

    default_charset = UTF_8

    # The Content-Length that the last write has left at the end of the headers.
    _length: Header | None = None
    _headerlist: Settled[list[Header]] = Settled(lambda self: self._settle()._headerlist)
    _app_iter: Settled[Any] = Settled(lambda self: self._settle()._app_iter)

    def _settle(self) -> ResponseBody:
        """Build what WebOb's constructor would have built, and what has been done to it since then."""
        chunks, self._open = [] if self._open is None else self._open, None
        # WebOb writes behind the empty body that it starts with; clear() has left it already.
        body = [chunk.encode() for chunk in (chunks if chunks[:1] == [""] else ["", *chunks])]
        length = ("Content-Length", str(sum(map(len, body))))
        content_type = self._type
        # webapp2: what is set or written moves to the end.
        if content_type is CONTENT_TYPE:
            headers = [content_type, NO_CACHE, length] if chunks else [content_type, length, NO_CACHE]
        else:
            content_type = self._type_to_send(b"".join(body))
            headers = [NO_CACHE, content_type, length] if chunks else [length, NO_CACHE, content_type]
        self._headerlist, self._app_iter = self._with_added(headers, chunks), body
        return self

    def _lose_body(self) -> None:
        if self._open is not None:
            self._settle()

    # Writing

    def write(self, text: Any) -> None:
        """Append to the body: text, bytes as they are, or ``str()`` of anything else.

        :raises TypeError: If the text holds a surrogate, which no charset can encode.
        """
        chunks = self._open
        if chunks is not None:
            try:
                if _is_ascii(text):
                    chunks.append(text)
                    return
            except TypeError:
                # It is no text. Asking first would cost every write of text, and pages are made of many.
                pass
        self._write_other(text)

    def _write_other(self, value: Any) -> None:
        if isinstance(value, bytes):
            self._append(value)
            return
        text = value if isinstance(value, str) else str(value)
        if self._open is None:
            self._append(self._encode(text))
        else:
            _encoded(text, UTF_8)
            self._open.append(text)

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
        lengths = [
            header for header in headers if len(header[0]) == _LENGTH_NAME and header[0].lower() == "content-length"
        ]
        if lengths:
            self._length = ("Content-Length", str(int(lengths[0][1]) + extra))
            for header in lengths:
                headers.remove(header)
            # webapp2: a write moves Content-Length to the end.
            headers.append(self._length)

    def _encode(self, text: str) -> bytes:
        header = self._content_type_header()
        charset = charset_in(header)
        if header and not charset:
            self._declare_charset(header, text)
        return _encoded(text, charset or UTF_8)

    def _declare_charset(self, content_type: str, text: str) -> None:
        # webapp2: text without a charset is UTF-8, and the header says so. Pure ASCII needs no such word.
        if content_type == self._uncharted or not text.isascii():
            self.charset = UTF_8

    def _read_all(self, app_iter: Iterable[bytes]) -> list[bytes]:
        chunks: list[bytes] = []
        self._app_iter = chunks
        try:
            chunks.extend(map(utf8, app_iter))
        finally:
            close(app_iter)
        self.content_length = sum(map(len, chunks))
        return chunks

    # The whole body

    def clear(self) -> None:
        """Empty the body; status and headers stay as they are."""
        if self._open is None:
            self.body = b""
        else:
            if self._own is not None:
                self._type = self._type_to_send("".join(self._open).encode())
            # webapp2: a body that was set, if only to nothing, moves Content-Length to the end of the headers.
            self._open = [""]
            self._pieces = 0

    def close(self) -> None:
        """Close the body of a response that is not going to be sent."""
        if self._open is None:
            app_iter, self._app_iter = self._app_iter, []
            self.content_length = 0  # an error handler may be given the response all the same, and send it
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

    def _set_body(self, value: str | bytes = b"") -> None:
        replaced = self._app_iter
        webob.Response.body.fset(self, self._encode(value) if isinstance(value, str) else value)
        close(replaced)

    body: Any = property(_get_body, _set_body, _set_body)

    def _set_app_iter(self, value: Any) -> None:
        replaced = self._app_iter
        webob.Response.app_iter.fset(self, value)
        if replaced is not value and (value is None or isinstance(value, list | tuple)):
            # Any other new body may be made of the old one, and reads it later.
            close(replaced)

    def _del_app_iter(self) -> None:
        self._set_app_iter([])

    app_iter = webob.Response.app_iter.setter(_set_app_iter).deleter(_del_app_iter)


def joined(chunks: list[Any]) -> list[bytes]:
    """Return a body in one piece: the server sends each piece by itself. What is text in it is encoded."""
    try:
        return [b"".join(chunks)]
    except TypeError:
        return [b"".join(map(utf8, chunks))]


def _encoded(text: str, charset: str) -> bytes:
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
