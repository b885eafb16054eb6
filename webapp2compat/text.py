"""Turning text to bytes and back, strictly: the private converters that legacy code imports, and one for us."""

from __future__ import annotations

import re

# webapp2: how the charset is found in a Content-Type.
_charset_re = re.compile(r";\s*charset=([^;]*)", re.I)


def _to_utf8(value: str | bytes | None) -> bytes | None:
    """Encode text as UTF-8; bytes and ``None`` pass unchanged.

    :raises TypeError: If ``value`` is anything else.
    """
    if isinstance(value, str):
        return value.encode("utf-8")
    if value is None or isinstance(value, bytes):
        return value
    raise TypeError(f"Expected bytes, unicode, or None; got {type(value)!r}")


def utf8(value: str | bytes) -> bytes:
    """Encode text as UTF-8; bytes pass unchanged.

    :raises TypeError: If ``value`` is anything else, ``None`` included.

    .. versionadded:: 1.0
    """
    if isinstance(value, str):
        return value.encode("utf-8")
    if isinstance(value, bytes):
        return value
    raise TypeError(f"Expected bytes or text; got {type(value)!r}")


def _to_basestring(value: str | bytes) -> str:
    """Decode UTF-8 bytes; text passes unchanged.

    :raises TypeError: If ``value`` is neither.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8")
    raise TypeError(f"Expected bytes, unicode, or None; got {type(value)!r}")
