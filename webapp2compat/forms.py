"""Reading the fields of a query string and of a form.

:class:`Request` asks here for the pairs of its ``GET`` and ``POST``. URL-encoded data is split at once; only
multipart forms go through FieldStorage, whose objects are what handlers get for uploaded files. Whatever cannot be
decoded raises :class:`MalformedRequest`.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Callable
from email._policybase import Compat32  # email.policy, which shows it, loads several modules more
from encodings.aliases import aliases
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qsl

from webob.compat import cgi_FieldStorage, parse_qsl_text
from webob.exc import HTTPException

from .http_errors import HTTPBadRequest, HTTPRequestEntityTooLarge
from .typing import Environ

# A field's value is text, or a FieldStorage for an uploaded file.
Fields = list[tuple[Any, Any]]

_DIGITS = "0123456789abcdefABCDEF"
_ESCAPES = {high + low: chr(int(high + low, 16)) for high in _DIGITS for low in _DIGITS}
# What may be unescaped before the text is split.
_HARMLESS = {escape: char for escape, char in _ESCAPES.items() if char.isascii() and char not in "&=+%"}
_PUNCTUATION = re.compile("[^A-Za-z0-9.]+")
_CODECS = frozenset(aliases.values())
# Codecs of Python's own; two of them take time that grows with the square of the text.
_NO_CHARSETS = frozenset(["idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"])
_PART_COUNT = "webapp2compat.part_count"


class MalformedRequest(HTTPBadRequest, ValueError):
    """Request data that cannot be read: a 400, and a ValueError for code that catches one."""


def query_fields(query: str, charset: str) -> Fields:
    """Return the pairs of a query string, as WebOb splits it: ``;`` separates like ``&``.

    :param query: The query string.
    :param charset: The charset of the request, tried when the query is not UTF-8.
    :raises MalformedRequest: If it is in neither.
    """
    try:
        if query.isascii():
            fields = _split(query.replace(";", "&"), "utf-8")
            if fields is not None:
                return fields
        return list(parse_qsl_text(query))
    except UnicodeError as error:
        if charset == "UTF-8":
            raise MalformedRequest("The query string is not valid UTF-8.") from error
    return _decoded("query string", charset, lambda: list(parse_qsl_text(query, charset)))


def form_fields(body: bytes, charset: str, max_fields: int | None) -> Fields:
    """Return the pairs of a URL-encoded form.

    :param body: The form.
    :param charset: Its charset.
    :param max_fields: How many fields it may have, or ``None`` for any number.
    :raises HTTPRequestEntityTooLarge: If it has more.
    :raises MalformedRequest: If it cannot be decoded.
    """
    if max_fields is not None and body.count(b"&") >= max_fields:
        raise HTTPRequestEntityTooLarge(f"The form has more than {max_fields} fields.")
    return _decoded("form", charset, lambda: _form_fields(body, charset))


def _form_fields(body: bytes, charset: str) -> Fields:
    if body.isascii():
        fields = _split(body.decode("ascii"), charset)
        if fields is not None:
            return fields
    return parse_qsl(body.decode(charset), keep_blank_values=True, encoding=charset, errors="strict")


def _split(text: str, charset: str) -> Fields | None:
    """Split URL-encoded text that is ASCII; ``None`` if an escape in it is malformed."""
    text = text.replace("+", " ")
    if "%" in text:
        try:
            text = _unescape(text, _HARMLESS)
        except KeyError:
            # An escape stands for a character that separates, or for one beyond ASCII.
            return _split_escaped(text, charset)
    pairs = [pair.partition("=") for pair in text.split("&") if pair]
    return [(name, value) for name, _, value in pairs]


def _split_escaped(text: str, charset: str) -> Fields | None:
    pairs = [pair.partition("=") for pair in text.split("&") if pair]
    try:
        return [(_unquote(name, charset), _unquote(value, charset)) for name, _, value in pairs]
    except KeyError:
        return None


def _unquote(text: str, charset: str) -> str:
    if "%" not in text:
        return text
    text = _unescape(text, _ESCAPES)
    return text if text.isascii() else text.encode("latin-1").decode(charset)


def _unescape(text: str, escapes: dict[str, str]) -> str:
    head, *escaped = text.split("%")
    return head + "".join([escapes[part[:2]] + part[2:] for part in escaped])


def _decoded(what: str, charset: str, read: Callable[[], Fields]) -> Fields:
    check_charset(charset)
    try:
        return read()
    except ValueError as error:
        raise MalformedRequest(f"The {what} is not valid {charset[:40]}.") from error


def check_charset(charset: str) -> None:
    """Refuse a charset that is unknown, or is no charset but a transformation such as ``zlib``.

    :raises MalformedRequest: If text cannot be decoded with it.
    """
    if charset == "UTF-8":
        return
    try:
        codec = codecs.lookup(charset) if _has_codec(charset) else None
        is_known = codec is not None and codec._is_text_encoding and codec.name not in _NO_CHARSETS
    except (LookupError, ValueError):
        is_known = False
    if not is_known:
        raise MalformedRequest(f"The charset {charset[:40]!r} is not known.")


def _has_codec(charset: str) -> bool:
    """Tell whether Python has a codec of the name: to ask in vain makes it keep the name, and clients make names up."""
    name = _PUNCTUATION.sub("_", charset).strip("_").lower()
    module = aliases.get(name) or aliases.get(name.replace(".", "_")) or name
    return module in _CODECS or (module.isidentifier() and find_spec(f"encodings.{module}") is not None)


def multipart_fields(environ: Environ, charset: str, *, max_parts: int | None, max_memory: int | None) -> Fields:
    """Return the pairs of a multipart form; the value of an uploaded file is its FieldStorage.

    :param environ: The WSGI environ, whose input is at the beginning of the form.
    :param charset: The charset of parts that declare none.
    :param max_parts: How many fields and files it may have, or ``None`` for any number.
    :param max_memory: How many bytes its fields may have, without files, or ``None`` for any number.
    :raises HTTPRequestEntityTooLarge: If it has more.
    :raises MalformedRequest: If it cannot be read.
    """
    check_charset(charset)
    stream = environ["wsgi.input"]
    environ = {**environ, "QUERY_STRING": "", _PART_COUNT: [0, max_parts]}
    environ.setdefault("CONTENT_LENGTH", "0")
    try:
        # Bytes that are not UTF-8 survive as surrogates, for the charset that the part itself declares.
        form = _Part(fp=stream, environ=environ, keep_blank_values=True, encoding="utf8", errors="surrogateescape")
        parts = form.list or []
        _refuse_large(parts, max_memory)
        return [_field(part, charset) for part in parts]
    except (HTTPException, OSError, MemoryError):
        raise
    except Exception as error:
        # FieldStorage fails on hostile input in many ways; all of them mean that the form cannot be read.
        raise MalformedRequest("The multipart form cannot be read.") from error


class _AsRead(Compat32):
    """Gives the headers of a part as text, surrogates and all, which FieldStorage can read, and not as objects."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


_AS_READ = _AsRead()


class _Part(cgi_FieldStorage):
    """A FieldStorage that counts: each part of a form is made with the same environ."""

    def __init__(
        self, fp: Any, headers: Any = None, outerboundary: bytes = b"", environ: Any = None, *args: Any, **kwargs: Any
    ) -> None:
        if outerboundary:
            headers.policy = _AS_READ
            count = environ[_PART_COUNT]
            count[0] += 1
            if count[1] is not None and count[0] > count[1]:
                raise HTTPRequestEntityTooLarge(f"The form has more than {count[1]} parts.")
        super().__init__(fp, headers, outerboundary, environ, *args, **kwargs)


def _refuse_large(parts: list[Any], max_memory: int | None) -> None:
    if max_memory is None:
        return
    size = sum(_size(part) for part in parts if not part.filename)
    if size > max_memory:
        raise HTTPRequestEntityTooLarge(f"The fields of the form hold more than {max_memory} bytes.")


def _size(part: Any) -> int:
    if part.file is None:
        return 0
    size: int = part.file.seek(0, 2)
    part.file.seek(0)
    return size


_TRANSFER_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "base64": binascii.a2b_base64,
    "quoted-printable": binascii.a2b_qp,
}


def _field(part: Any, form_charset: str) -> tuple[Any, Any]:
    charset = part.type_options.get("charset") or form_charset
    check_charset(charset)
    part.name = _recoded(part.name, form_charset)
    if part.filename:
        part.filename = _recoded(part.filename, charset)
        return part.name, part
    value = part.value
    decode = _TRANSFER_DECODERS.get(part.headers.get("Content-Transfer-Encoding"))
    if decode is not None and isinstance(value, str):
        return part.name, decode(value.encode("utf8", "surrogateescape")).decode(charset)
    return part.name, _recoded(value, charset)


def _recoded(value: Any, charset: str) -> Any:
    """Decode again, with the right charset, what FieldStorage has decoded; a nested form stays a list."""
    return value.encode("utf8", "surrogateescape").decode(charset) if isinstance(value, str) else value
