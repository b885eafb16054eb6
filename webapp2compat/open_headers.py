"""The headers of a response that nobody has looked at yet: those that are set wait for a list to be built, or sent.

:class:`Response` is built on this; ``response_body.py`` builds the list.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import webob
from webob.descriptors import CHARSET_RE

from .header_safety import Header, plain_name, refuse_unsafe
from .response_headers import GuardedHeaders, with_charset

UTF_8 = "utf-8"
CONTENT_TYPE = ("Content-Type", "text/html; charset=utf-8")
NO_CACHE = ("Cache-Control", "no-cache")
# Headers that an open response has of its own, one that is looked at when it is sent, and the name of unsafe ones.
_REMARKABLE = frozenset(["cache-control", "content-length", "content-type", "location", ""])
_WEB = ("http://", "https://")


class OpenHeaders(GuardedHeaders):
    """The part of :class:`Response` that takes headers while there is no list of them."""

    # These are set by __new__(): from Python 3.12 on, a default on the class makes each use cost several times as much.
    # The text written while nobody had looked at headers or body; None from the first look, or the first bytes, on.
    _open: list[str] | None
    # The Content-Type of an open response.
    _type: Header
    # The headers added to an open response, by their names in lower case; None if its Content-Type is not set either.
    _own: dict[Any, Header] | None
    # How many pieces had been written when the first of them was added.
    _pieces: int

    def _with_added(self, headers: list[Header], chunks: list[str]) -> list[Header]:
        """Put the added headers where they would stand if they had been added to a list of headers."""
        added = self._own
        if not added:
            return headers
        if len(chunks) != self._pieces:  # a write moves Content-Length to the end
            return [*headers[:-1], *added.values(), headers[-1]]
        return [*headers, *added.values()]

    def _to_add_to(self) -> dict[Any, Header] | None:
        """Return what headers can be added to; ``None`` if something of the response would have to move behind them."""
        chunks, added = self._open, self._own
        if chunks is None:
            return None
        if added:
            return added if len(chunks) == self._pieces else None
        if self._type is not CONTENT_TYPE and not charset_in(self._type[1]):
            return None
        self._pieces = len(chunks)
        added = self._own = {}
        return added

    @property
    def has_only_defaults(self) -> bool:
        """Whether no header but Content-Type has been added to a response that was made without arguments.

        .. versionadded:: 1.0
        """
        return self._open is not None and not self._own

    def add_headers(self, *headers: Header) -> None:
        """Add headers after those that there are, without building a new response's list of headers for it.

        :raises ValueError: If one of them is unsafe.

        .. versionadded:: 1.0
        """
        named = {plain_name(*header): header for header in headers}
        is_simple = len(named) == len(headers) and _REMARKABLE.isdisjoint(named)
        added = self._to_add_to() if is_simple else None
        if added is None:
            self.headers.extend(headers)
            return
        if not added:
            added.update(named)
            return
        for name, header in named.items():
            added[name if name not in added else (name, len(added))] = header

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
            return lowered == "location" and self._lead_while_open(value, name)
        added = self._to_add_to()
        if added is None or lowered in added:
            return False
        added[lowered] = name, value
        return True

    def _lead_while_open(self, location: str, name: str = "Location") -> bool:
        """Set the Location, printable ASCII, as :meth:`_set_while_open` sets other headers."""
        added = self._to_add_to() if location.startswith(_WEB) else None
        if added is None or "location" in added:
            return False
        added["location"] = name, location
        return True

    def _set_type_while_open(self, value: str) -> bool:
        if self._open != [] or self._own or charset_in(value) not in (None, UTF_8):
            return False
        self._type = ("Content-Type", value)
        self._own = {}
        return True

    def _type_to_send(self, body: bytes) -> Header:
        """Return the Content-Type of an open response; text beyond ASCII gives it a charset."""
        name, value = self._type
        return self._type if body.isascii() or charset_in(value) else (name, f"{value}; charset={UTF_8}")

    def _set_content_type(self, value: Any) -> None:
        if self._open == [] and value and isinstance(value, str):
            content_type = with_charset(value, self.default_charset)
            refuse_unsafe("Content-Type", content_type)
            if self._set_type_while_open(content_type):
                return
        super()._set_content_type(value)

    content_type = webob.Response.content_type.setter(_set_content_type)


@lru_cache(maxsize=64)
def charset_in(content_type: str | None) -> str | None:
    """Return the charset that a Content-Type names, or ``None``."""
    match: re.Match[str] | None = CHARSET_RE.search(content_type or "")
    return match[1] if match else None
