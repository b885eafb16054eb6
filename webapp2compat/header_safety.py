"""What may stand in a header or a status line, and what is refused.

Response and the HTTP exceptions check a header when it is assigned (:func:`refuse_unsafe`), and all of them once more
before they are handed to the server (:func:`wire_headers`): a carriage return, line feed or NUL that came from a
client would otherwise end the header and start one of the client's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

# A tab is the one control character that RFC 9110 allows in a value.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_NOT_A_TOKEN = re.compile(r"[^!#$%&'*+\-.^_`|~0-9A-Za-z]")
_BODILESS = ("204", "304")
_SINGLETONS = frozenset(["content-length", "content-type", "location"])
Header = tuple[str, str]


@lru_cache(maxsize=256)
def lowered_token(name: str) -> str:
    """Return text in lower case if it is a token, as :rfc:`9110` wants the name of a header to be, or an empty text."""
    return "" if _NOT_A_TOKEN.search(name) else name.lower()


def header_fault(name: str, value: str) -> str | None:
    """Say what is wrong with a header in one sentence, or return ``None``."""
    if not lowered_token(name):
        return f"The header name {name!r} holds a character that is not allowed there."
    if value.isascii() and value.isprintable():
        return None
    if _CONTROL.search(value):
        return f"The value of the header {name!r} holds a control character: {value[:100]!r}. Remove or encode it."
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return _location_or(
            name,
            f"The value of the header {name!r} holds characters outside latin-1: {value[:100]!r}. Percent-encode it,"
            " or give it to headers.add_header() as a parameter, which encodes it as RFC 8187 says.",
        )
    return None


def _location_or(name: str, fault: str) -> str | None:
    # A location is percent-encoded when it is sent.
    return None if name.lower() == "location" else fault


@lru_cache(maxsize=1024)
def length_header(length: int) -> Header:
    """Return the Content-Length of a body."""
    return "Content-Length", str(length)


def plain_name(name: Any, value: Any) -> str:
    """Return the name of a header in lower case if the header is safe at first sight, as nearly all are.

    :returns: An empty text for others, of which nothing is said.
    """
    if value.__class__ is str and value.isascii() and value.isprintable() and name.__class__ is str:
        return lowered_token(name)
    return ""


def refuse_unsafe(name: Any, value: Any) -> None:  # WebOb lets any object be a header; only text can be unsafe
    """Refuse a header that a server could not send as one header.

    :raises ValueError: If the name or the value is unsafe; the message names the header.
    """
    if plain_name(name, value):
        return
    fault = header_fault(as_text(name), as_text(value))
    if fault is not None:
        raise ValueError(fault)


def safe_header(name: Any, value: Any) -> tuple[Any, Any]:
    """Return a header as it is kept: bytes, which are what Python 2 code has, become text.

    :raises ValueError: If the name or the value is unsafe.
    """
    if plain_name(name, value):
        return name, value
    name = as_text(name)
    if isinstance(value, bytes):
        # A location is percent-encoded when it is sent.
        value = value.decode("utf-8", "replace") if name.lower() == "location" else as_text(value)
    refuse_unsafe(name, value)
    return name, value


def refuse_unsafe_status(status: str) -> None:
    """Refuse a status line that a server could not send as one line.

    :raises ValueError: If ``status`` holds a control character or one outside latin-1.
    """
    if header_fault("Status", status) is not None:
        raise ValueError(f"The status {status[:100]!r} holds a character that is not allowed in a status line.")


def as_text(value: object) -> str:
    """Return a header name or value as text: bytes are latin-1, as they were on Python 2."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return str(value)


def are_plain(headers: Iterable[tuple[Any, Any]]) -> bool:
    """Tell whether all headers are printable ASCII text without control characters."""
    try:
        text = "".join([name + value for name, value in headers])
    except TypeError:
        return False
    return text.isascii() and text.isprintable()


def split_unsafe(headers: Iterable[tuple[Any, Any]]) -> tuple[list[Header], list[str]]:
    """Split headers into those that are safe to send and the faults of the others."""
    safe: list[Header] = []
    faults: list[str] = []
    for name, value in headers:
        header = as_text(name), as_text(value)
        fault = header_fault(*header)
        if fault is None:
            # wsgiref's validator takes a tab for an error; to a recipient it equals a space.
            safe.append((header[0], header[1].replace("\t", " ")))
        else:
            faults.append(fault)
    return safe, faults


def wire_headers(headers: Iterable[tuple[Any, Any]]) -> list[Header]:
    """Return headers as they may be handed to a server.

    :raises ValueError: If one of them is unsafe.
    """
    headers = list(headers)
    if not are_plain(headers):
        headers, faults = split_unsafe(headers)
        if faults:
            raise ValueError(faults[0])
    return without_repeats(headers)


def are_unremarkable(headers: list[tuple[Any, Any]]) -> bool:
    """Tell whether headers can be sent as they are: plain, with one Content-Type, without a Location or repeats."""
    try:
        text = " ".join([name + ": " + value for name, value in headers])
    except TypeError:
        return False
    if not (text.isascii() and text.isprintable()):
        return False
    # Values that hold these words count too; what is remarkable is looked at again, one by one.
    text = text.lower()
    return "location" not in text and text.count("content-type: ") == 1 and text.count("content-length: ") <= 1


def lowered_names(headers: Iterable[tuple[str, Any]]) -> list[str]:
    """Return the names of headers in lower case."""
    return [name.lower() for name, _ in headers]


def without_repeats(headers: list[Header]) -> list[Header]:
    """Keep only the last of each header that may stand once; ``response.headers`` shows the last one too."""
    names = lowered_names(headers)
    if len(set(names)) == len(names):
        return headers
    last = {name: position for position, name in enumerate(names)}
    return [
        header
        for position, (name, header) in enumerate(zip(names, headers, strict=True))
        if name not in _SINGLETONS or last[name] == position
    ]


def with_length(headers: list[Header], length: int) -> list[Header]:
    """Return headers whose Content-Length, if there is one, is the right one: clients wait for what is missing."""
    right = length_header(length)
    if right in headers:
        return headers
    return [right if header[0].lower() == "content-length" else header for header in headers]


def is_bodiless(status: str) -> bool:
    """Tell whether a response with this status has no body, and so no header that describes one."""
    return status[:3] in _BODILESS or status[0] == "1"


def without_body_headers(headers: list[Header]) -> list[Header]:
    """Leave out the headers that describe a body."""
    return [header for header in headers if header[0].lower() not in ("content-length", "content-type")]
