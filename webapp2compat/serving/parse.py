"""Reading the head of one HTTP request, strictly by RFC 9112.

:func:`parse_head` is handed a whole head by a connection (`connection.py`) and answers with a :class:`Head`, or raises
:class:`Refusal` with the status that the client is to get. What follows the head is read by `body.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from .limits import Limits

#: The name of a header field.
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_REQUEST_LINE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([\x21-\x7e\x80-\xff]+) HTTP/([0-9])\.([0-9])")
_ABSOLUTE = re.compile(r"https?://([^/?]*)([^?]*)(?:\?(.*))?", re.IGNORECASE)
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._~-]+)(?::[0-9]{0,5})?")
_LENGTH = re.compile(r"[0-9]{1,15}")
#: Control characters, a line feed without its carriage return, and the other way round.
ILLEGAL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|(?<!\r)\n|\r(?=[^\n])")
#: Fields of which a second one contradicts the first.
_SINGLE = frozenset({"HOST", "CONTENT_LENGTH", "CONTENT_TYPE", "TRANSFER_ENCODING", "EXPECT"})


class Refusal(Exception):
    """The request cannot be answered by the app; the client gets ``code``, and the connection ends."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code, self.reason = code, reason


@dataclass
class Head:
    """What the head of a request says."""

    method: str
    target: str
    path: str
    query: str
    is_http_1_1: bool
    #: Names as in a WSGI environ without ``HTTP_``; repeated fields are joined.
    fields: dict[str, str]
    #: The declared length of the body, ``None`` if none is declared.
    length: int | None
    is_chunked: bool

    @property
    def keeps_alive(self) -> bool:
        """Whether the client is willing to send another request on the connection."""
        options = {option.strip(" \t") for option in self.fields.get("CONNECTION", "").lower().split(",")}
        return "close" not in options if self.is_http_1_1 else "keep-alive" in options

    @property
    def expects_continue(self) -> bool:
        """Whether the client waits for a ``100 Continue`` before it sends the body."""
        return self.is_http_1_1 and "EXPECT" in self.fields


def parse_head(data: bytes, limits: Limits) -> Head:
    """Read a head, without the empty line that ends it.

    :raises Refusal: If it is malformed, ambiguous in its framing, or over a limit.
    """
    if ILLEGAL.search(data):
        raise Refusal(400, "The request has control characters or incomplete line ends.")
    line, *lines = data.decode("latin-1").split("\r\n")
    method, target, is_http_1_1 = _read_request_line(line, limits)
    fields = _read_fields(lines, limits)
    authority, path, query = _split_target(method, target)
    if authority is not None:
        fields["HOST"] = authority
    _check_host(fields, is_http_1_1)
    _check_expectation(fields)
    length, is_chunked = _read_framing(fields, is_http_1_1, limits)
    return Head(method, target, _unquote(path), query, is_http_1_1, fields, length, is_chunked)


def _read_request_line(line: str, limits: Limits) -> tuple[str, str, bool]:
    match = _REQUEST_LINE.fullmatch(line)
    if match is None:
        raise Refusal(400, "The request line is malformed.")
    method, target, major, minor = match.groups()
    if major != "1":
        raise Refusal(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
    if len(target) > limits.target_bytes:
        raise Refusal(414, f"The address is longer than {limits.target_bytes} bytes.")
    return method, target, minor != "0"


def _read_fields(lines: list[str], limits: Limits) -> dict[str, str]:
    if len(lines) > limits.header_count:
        raise Refusal(431, f"The request has more than {limits.header_count} header fields.")
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        # This also refuses folded lines and blanks before the colon, which proxies read in different ways.
        if not colon or TOKEN.fullmatch(name) is None:
            raise Refusal(400, "A header line is malformed.")
        key = name.upper().replace("-", "_")
        # X_Forwarded_For would pass as X-Forwarded-For in the environ, and Proxy as the HTTP_PROXY variable of CGI.
        if "_" in name or key == "PROXY":
            continue
        fields[key] = _joined(fields.get(key), value.strip(" \t"), key)
    return fields


def _joined(earlier: str | None, value: str, key: str) -> str:
    if earlier is None:
        return value
    if key in _SINGLE:
        raise Refusal(400, f"The request has two {key.replace('_', '-').title()} header fields.")
    return earlier + ("; " if key == "COOKIE" else ",") + value


def _split_target(method: str, target: str) -> tuple[str | None, str, str]:
    if method == "CONNECT":
        raise Refusal(501, "This server is not a proxy.")
    if "#" in target:
        raise Refusal(400, "The address has a fragment.")
    if target.startswith("/"):
        path, _, query = target.partition("?")
        return None, path, query
    match = _ABSOLUTE.fullmatch(target)
    if match is None:
        raise Refusal(400, "The address is neither a path nor an absolute URL.")
    return match[1], match[2] or "/", match[3] or ""


def _check_host(fields: dict[str, str], is_http_1_1: bool) -> None:
    host = fields.get("HOST")
    if host is None and is_http_1_1:
        raise Refusal(400, "The request has no Host header field.")
    if host is not None and _HOST.fullmatch(host) is None:
        raise Refusal(400, "The Host header field is malformed.")


def _check_expectation(fields: dict[str, str]) -> None:
    if fields.get("EXPECT", "100-continue").lower() != "100-continue":
        raise Refusal(417, "Only the expectation 100-continue can be met.")


def _read_framing(fields: dict[str, str], is_http_1_1: bool, limits: Limits) -> tuple[int | None, bool]:
    """Answer with the body's declared length and whether it comes in chunks; never both."""
    coding, length = fields.get("TRANSFER_ENCODING"), fields.get("CONTENT_LENGTH")
    if coding is not None:
        if length is not None or not is_http_1_1:
            raise Refusal(400, "Transfer-Encoding comes with Content-Length or with HTTP/1.0.")
        if coding.lower() != "chunked":
            raise Refusal(501, "The only transfer coding understood is chunked.")
        return None, True
    if length is None:
        return None, False
    if _LENGTH.fullmatch(length) is None:
        raise Refusal(400, "The Content-Length header field is not a number.")
    if int(length) > limits.body_bytes:
        raise Refusal(413, f"The body is larger than {limits.body_bytes} bytes.")
    return int(length), False


def _unquote(path: str) -> str:
    """Percent-decode a path into the form that PEP 3333 asks for: bytes, each as the character of its number."""
    return unquote_to_bytes(path.encode("latin-1")).decode("latin-1") if "%" in path else path
