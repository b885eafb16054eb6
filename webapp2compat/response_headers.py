"""The headers of a response, as a dictionary that is a view of the header list."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import webob.headers

from .header_safety import as_text, refuse_unsafe


class ResponseHeaders(webob.headers.ResponseHeaders):
    """The headers of a response: case-insensitive, ordered, and able to hold a name more than once.

    .. differs:: A name or value that holds a carriage return, a line feed or another control character is refused
        with a ValueError; webapp2 sent it, and so let a client's text start a header of its own.
    """

    _items: list[tuple[str, Any]]  # any object may be a value: it becomes text when it is sent

    def __setitem__(self, key: str, value: Any) -> None:
        refuse_unsafe(key, value)
        items = self._items
        lowered = key.lower()
        kept = [item for item in items if item[0].lower() != lowered]
        if len(kept) != len(items):
            items[:] = kept
        items.append((key, value))

    def add(self, key: str, value: Any) -> None:
        """Add a header without touching those of the same name."""
        refuse_unsafe(key, value)
        self._items.append((key, value))

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return the header, after setting it if there was none."""
        refuse_unsafe(key, default)
        return super().setdefault(key, default)

    def extend(self, other: Any = None, **kwargs: Any) -> None:
        """Add headers from a dictionary or an iterable of pairs."""
        other = list(_pairs(other))
        for key, value in other:
            refuse_unsafe(key, value)
        super().extend(other, **kwargs)

    def get_all(self, key: str) -> list[Any]:
        """Return all values of a header, an empty list if there is none."""
        values: list[Any] = self.getall(key)
        return values

    def add_header(self, _name: str, _value: str | None, **params: Any) -> None:
        """Add a header with parameters: ``add_header("Content-Disposition", "attachment", filename="a.txt")``.

        :param params: ``_`` in a name becomes ``-``; a value of ``None`` or ``""`` gives the bare name.

        .. differs:: A parameter outside ASCII is encoded as RFC 8187 says (``filename*=UTF-8''...``); webapp2 left a
            header that no server can send.
        """
        parts = [] if _value is None else [_value]
        parts += [_parameter(name.replace("_", "-"), value) for name, value in params.items()]
        self.add(_name, "; ".join(parts))

    def __str__(self) -> str:
        lines = [f"{as_text(name)}: {as_text(value)}" for name, value in self._items]
        return "\r\n".join([*lines, "", ""])


def _pairs(other: Any) -> Iterable[tuple[str, Any]]:
    if other is None:
        return ()
    if hasattr(other, "items"):
        return other.items()  # type: ignore[no-any-return]
    if hasattr(other, "keys"):
        return [(key, other[key]) for key in other.keys()]
    return other  # type: ignore[no-any-return]


def _parameter(name: str, value: Any) -> str:
    if value is None or len(value) == 0:
        return name
    if not value.isascii():
        return f"{name}*=UTF-8''{quote(value, safe='')}"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{name}="{escaped}"'
