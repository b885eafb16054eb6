"""JSON text, and JSON packed for cookies and for URLs.

`securecookie.py` signs what :func:`b64encode` makes. :func:`encode_html` is for text that a page
carries inside a ``<script>`` element.
"""

from __future__ import annotations

import binascii
import json
from typing import Any
from urllib import parse

from ..text import _to_basestring

_COMPACT = (",", ":")
_encode_compact = json.JSONEncoder(separators=_COMPACT).encode
_decode_first = json.JSONDecoder().raw_decode
_UNSAFE_IN_HTML = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


# Any: what JSON can hold has no type of its own.
def encode(value: Any, *args: Any, **kwargs: Any) -> str:
    """Return a value as JSON text without spaces, in which ``</`` is written ``<\\/``.

    :param kwargs: Arguments for :func:`json.dumps`.
    :raises TypeError: If the value, or a part of it, is nothing that JSON can hold.
    """
    if args or kwargs:
        kwargs.setdefault("separators", _COMPACT)
        text = json.dumps(value, *args, **kwargs)
    else:
        text = _encode_compact(value)
    return text.replace("</", "<\\/")


def encode_html(value: Any, **kwargs: Any) -> str:
    """Return a value as JSON text that can stand inside HTML, in a ``<script>`` element too.

    The characters ``<``, ``>``, ``&``, U+2028 and U+2029 are written as escapes, so that no value can end the element,
    open a comment or break a line of the script.

    :param kwargs: Arguments for :func:`json.dumps`.

    .. versionadded:: 1.0
    """
    kwargs.setdefault("separators", _COMPACT)
    return json.dumps(value, **kwargs).translate(_UNSAFE_IN_HTML)


def decode(value: str | bytes, *args: Any, **kwargs: Any) -> Any:
    """Return the value of a JSON text.

    :param value: The text, or its bytes in UTF-8.
    :param kwargs: Arguments for :func:`json.loads`.
    :raises ValueError: If ``value`` is no JSON or no UTF-8.
    """
    text = _to_basestring(value)
    if args or kwargs or text[:1] not in ("{", "["):
        return json.loads(text, *args, **kwargs)
    decoded, end = _decode_first(text)
    return decoded if end == len(text) else json.loads(text)


def b64encode(value: Any, *args: Any, **kwargs: Any) -> bytes:
    """Return a value as JSON in base 64.

    :param kwargs: Arguments for :func:`encode`.
    """
    # Handing on arguments that were not given would take as long as packing.
    text = encode(value, *args, **kwargs) if args or kwargs else encode(value)
    return binascii.b2a_base64(text.encode("utf-8"), newline=False)


def b64decode(value: str | bytes, *args: Any, **kwargs: Any) -> Any:
    """Return the value of JSON in base 64.

    :param kwargs: Arguments for :func:`decode`.
    :raises ValueError: If ``value`` is no base 64, or what it holds is no JSON.
    """
    text = binascii.a2b_base64(value).decode("utf-8")
    return decode(text, *args, **kwargs) if args or kwargs else decode(text)


def quote(value: Any, *args: Any, **kwargs: Any) -> str:
    """Return a value as JSON, quoted for a URL.

    :param kwargs: Arguments for :func:`encode`.
    """
    return parse.quote(encode(value, *args, **kwargs))


def unquote(value: str | bytes, *args: Any, **kwargs: Any) -> Any:
    """Return the value of JSON that was quoted for a URL.

    :param kwargs: Arguments for :func:`decode`.
    :raises ValueError: If what ``value`` holds is no JSON.
    """
    return decode(parse.unquote(_to_basestring(value)), *args, **kwargs)
