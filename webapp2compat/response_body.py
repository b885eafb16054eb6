"""The body of a response, and how it is written.

While nobody looks at headers or body, what is written collects in ``_open``, and a Content-Type that is set waits in
``_type``. The first look settles them (:meth:`ResponseBody._settle`) into the attributes that WebOb works on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import webob
from webob.descriptors import CHARSET_RE

from .header_safety import Header, lowered_names, plain_name, refuse_unsafe
from .response_headers import GuardedHeaders, with_charset
from .settling import Settled
from .status_line import StatusLine
from .text import utf8

UTF_8 = "utf-8"
CONTENT_TYPE = ("Content-Type", "text/html; charset=utf-8")
NO_CACHE = ("Cache-Control", "no-cache")
_is_ascii = str.isascii
_LENGTH_NAME = len("content-length")
# Headers that an open response has of its own, and one that is looked at when it is sent.
_REMARKABLE = frozenset(["cache-control", "content-length", "content-type", "location"])


class _Added:
    """The headers that are added to an open response."""

    # Apart from the response, where each would cost more to read than the class that they are in.
    __slots__ = ("headers", "names", "pieces")

    def __init__(self, pieces: int) -> None:
        self.headers: list[Header] = []
        self.names: list[str] = []  # in lower case
        self.pieces = pieces  # how many had been written when the first was added


class ResponseBody(StatusLine, GuardedHeaders):
    """The part of :class:`Response` that holds and writes the body."""

    default_charset = UTF_8

    # The text written while nobody had looked at headers or body; None from the first look, or the first bytes, on.
    # Set by __new__(): from Python 3.12 on, a default on the class makes each use cost several times as much.
    _open: list[str] | None
    # Whether there is one of the next two: a Content-Type, and headers added while the response was open.
    _has_own_headers = False
    _type: Header = CONTENT_TYPE
    _added: _Added | None = None
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

    def _with_added(self, headers: list[Header], chunks: list[str]) -> list[Header]:
        """Put the added headers where they would stand if they had been added to a list of headers."""
        added = self._added
        if added is None:
            return headers
        if len(chunks) != added.pieces:  # a write moves Content-Length to the end
            return [*headers[:-1], *added.headers, headers[-1]]
        return [*headers, *added.headers]

    def _to_add_to(self) -> _Added | None:
        """Return what headers can be added to; ``None`` if something of the response would have to move behind them."""
        chunks, added = self._open, self._added
        if chunks is None or (added is not None and len(chunks) != added.pieces):
            return None
        if added is None:
            if self._type is not CONTENT_TYPE and not _charset_in(self._type[1]):
                return None
            added = self._added = _Added(len(chunks))
            self._has_own_headers = True
        return added

    @property
    def has_only_defaults(self) -> bool:
        """Whether no header but Content-Type has been added to a response that was made without arguments.

        .. versionadded:: 1.0
        """
        return self._open is not None and not self._added

    def add_headers(self, *headers: Header) -> None:
        """Add headers after those that there are, without building a new response's list of headers for it.

        :raises ValueError: If one of them is unsafe.

        .. versionadded:: 1.0
        """
        names = lowered_names(headers)
        added = self._to_add_to() if _REMARKABLE.isdisjoint(names) else None
        if added is None:
            self.headers.extend(headers)
            return
        for header in headers:
            refuse_unsafe(*header)
        added.headers.extend(headers)
        added.names.extend(names)

    def _set_while_open(self, name: str, value: Any) -> bool:
        """Set a header without a list of headers; tell whether that was possible.

        It is not if a list would have to replace or to move a header, or if the header is looked at when it is sent.
        """
        lowered = plain_name(name, value)
        if not lowered:
            return False
        if lowered in _REMARKABLE:
            if name == "Content-Type":
                return self._set_type_while_open(value)
            if lowered != "location" or not value.startswith(("http://", "https://")):
                return False
        added = self._to_add_to()
        if added is None or lowered in added.names:
            return False
        added.headers.append((name, value))
        added.names.append(lowered)
        return True

    def _set_type_while_open(self, value: str) -> bool:
        if self._open != [] or self._added or _charset_in(value) not in (None, UTF_8):
            return False
        self._type = ("Content-Type", value)
        self._has_own_headers = True
        return True

    def _type_to_send(self, body: bytes) -> Header:
        """Return the Content-Type of an open response; text beyond ASCII gives it a charset."""
        name, value = self._type
        return self._type if body.isascii() or _charset_in(value) else (name, f"{value}; charset={UTF_8}")

    def _lose_body(self) -> None:
        if self._open is not None:
            self._settle()

    def _set_content_type(self, value: Any) -> None:
        if self._open == [] and value and isinstance(value, str):
            content_type = with_charset(value, self.default_charset)
            refuse_unsafe("Content-Type", content_type)
            if self._set_type_while_open(content_type):
                return
        super()._set_content_type(value)

    content_type = webob.Response.content_type.setter(_set_content_type)

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
        charset = _charset_in(header)
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
            if self._has_own_headers:
                self._type = self._type_to_send("".join(self._open).encode())
            # webapp2: a body that was set, if only to nothing, moves Content-Length to the end of the headers.
            self._open = [""]
            if self._added:
                self._added.pieces = 0

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


@lru_cache(maxsize=64)
def _charset_in(content_type: str | None) -> str | None:
    match: re.Match[str] | None = CHARSET_RE.search(content_type or "")
    return match[1] if match else None


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
