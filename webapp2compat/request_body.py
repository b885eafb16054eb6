"""The body of a request: as bytes, as a file, as text and as JSON.

:class:`Request` is built on this. What can be read is read once and kept, as WebOb keeps it; what cannot (a body that
ends too early, an unknown charset) is a 400, and what is longer than the application allows a 413.
"""

from __future__ import annotations

import io
import json
from typing import Any

import webob
from webob.request import DisconnectionError, LimitedLengthFile

from .forms import MalformedRequest, check_charset
from .http_errors import HTTPRequestEntityTooLarge
from .profile import setting

_SEEKABLE = "webob.is_body_seekable"
_WRAPPED = "webob._body_file"
_IN_MEMORY = 64 * 1024


class MalformedJSON(MalformedRequest, json.JSONDecodeError):
    """A body that is not JSON: a 400, and the error that the json module raises."""


class _Measured(LimitedLengthFile):
    """A body of a known length, which answers 400 where it ends too early."""

    def readinto(self, buffer: Any) -> int:
        try:
            size: int = super().readinto(buffer)
            return size
        except DisconnectionError as error:
            raise _cut_short() from error


class _Limited:
    """A body of unknown length, which answers 413 where it gets too long."""

    def __init__(self, stream: Any, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._left = limit

    def read(self, size: int) -> bytes:
        data: bytes = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise _too_long(self._limit)
        return data


def _cut_short() -> MalformedRequest:
    return MalformedRequest("The request body is shorter than its Content-Length.")


def _too_long(limit: int) -> Exception:
    return HTTPRequestEntityTooLarge(f"The request body holds more than {limit} bytes.")


class RequestBody(webob.Request):
    """The part of :class:`Request` that reads the body."""

    app: Any = None  # WSGIApplication, which is a layer above

    def declared_charset(self) -> str:
        """Return the charset that the Content-Type names, or ``"UTF-8"``."""
        return self.charset or "UTF-8" if ";" in self.environ.get("CONTENT_TYPE", "") else "UTF-8"

    def _get_body_file(self) -> Any:  # whatever file the server gave
        """The body as a file."""
        if not self.is_body_readable:
            return io.BytesIO()
        length = self.content_length
        self._refuse_long(length)
        stream: Any = self.body_file_raw
        if length is None or self.is_body_seekable:
            return stream
        wrapped, wrapped_stream = self.environ.get(_WRAPPED, (None, None))
        if wrapped_stream is not stream:
            wrapped = io.BufferedReader(_Measured(stream, length))
            self.environ[_WRAPPED] = wrapped, stream
        return wrapped

    body_file = webob.Request.body_file.getter(_get_body_file)

    def _refuse_long(self, length: int | None) -> None:
        if length is None:
            return
        if length < 0:
            raise MalformedRequest("The Content-Length is negative.")
        limit = setting(self.app, "max_content_length")
        if limit is not None and length > limit:
            raise _too_long(limit)

    def copy_body(self) -> None:
        """Read the body into memory, or into a temporary file if it is long."""
        environ = self.environ
        length = self.content_length
        self._refuse_long(length)
        if length is None or length > _IN_MEMORY or environ.get(_SEEKABLE) or _WRAPPED in environ:
            copy = self._copied(length)
        else:
            copy = io.BytesIO(_read(environ["wsgi.input"], length) if length else b"")
        environ["CONTENT_LENGTH"] = str(copy.seek(0, io.SEEK_END))
        copy.seek(0)
        environ["wsgi.input"] = copy
        environ[_SEEKABLE] = True

    def _copied(self, length: int | None) -> Any:  # the memory or a file
        if self.is_body_seekable:
            self.body_file_raw.seek(0)
        stream = self.body_file
        limit = setting(self.app, "max_content_length")
        if length is None and limit is not None:
            stream = _Limited(stream, limit)
        copy: Any = io.BytesIO()
        try:
            while piece := stream.read(_IN_MEMORY if length is None else min(_IN_MEMORY, length - copy.tell())):
                copy = self._spooled(copy, len(piece))
                copy.write(piece)
        except BaseException:
            copy.close()
            raise
        return copy

    def _spooled(self, copy: Any, extra: int) -> Any:
        if not isinstance(copy, io.BytesIO) or copy.tell() + extra <= _IN_MEMORY:
            return copy
        file = self.make_tempfile()
        file.write(copy.getvalue())
        return file

    def _get_body(self) -> bytes:
        """The body as bytes."""
        if not self.is_body_readable:
            return b""
        environ = self.environ
        if environ.get(_SEEKABLE):
            environ["wsgi.input"].seek(0)
        else:
            self.copy_body()
        length = self.content_length
        self._refuse_long(length)
        stream = environ["wsgi.input"]
        body: bytes = stream.read(length)
        stream.seek(0)
        return body

    def _set_body(self, value: str | bytes | None) -> None:
        # On Python 2 native strings are bytes, as in the tests of applications.
        webob.Request.body.fset(self, value.encode(self.declared_charset()) if isinstance(value, str) else value)

    body = webob.Request.body.getter(_get_body).setter(_set_body)

    def _get_text(self) -> str:
        """The body as text, decoded with the charset that the request declares."""
        charset = self.declared_charset()
        check_charset(charset)
        body = self.body
        try:
            text: str = body.decode(charset)
        except ValueError as error:
            raise MalformedRequest(f"The body is not valid {charset[:40]}.") from error
        return text

    text = webob.Request.text.getter(_get_text)

    def _get_json(self) -> Any:  # JSON holds anything
        """The body, which is JSON, as an object."""
        text = self.text
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            malformed = MalformedJSON("The body is not valid JSON.")
            malformed.__dict__.update(error.__dict__)
            raise malformed from error
        except RecursionError as error:
            raise MalformedRequest("The body is JSON that is nested too deeply.") from error

    json = json_body = webob.Request.json_body.getter(_get_json)


def _read(stream: Any, length: int) -> bytes:
    body: bytes = stream.read(length)
    while len(body) < length:
        more = stream.read(length - len(body))
        if not more:
            raise _cut_short()
        body += more
    return body
