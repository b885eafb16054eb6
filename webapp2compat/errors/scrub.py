"""Taking secrets out of what is shown or reported, and turning any object into plain data.

A name decides: what is called ``password`` or ``Authorization`` is replaced by a mask wherever names and values stand
together. Values found under such names are taken out of running text as well (:meth:`Scrubber.text`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from ..error_pages import SECRET_NAMES

MASK = "********"
#: What is caught where code of the application is called. Old code calls sys.exit(), which would end the process that
#: serves others; KeyboardInterrupt still ends it.
CAUGHT = (Exception, SystemExit, GeneratorExit)
MAX_DEPTH = 8
_LARGEST = sys.float_info.max
# What is longer nobody reads, and its middle goes.
MAX_TEXT = 20_000
# A shorter value would take innocent text with it.
SHORTEST_SECRET = 4
# Whole names are matched and looked at afterwards: what an exception says may be megabytes of a client's choice, and
# a pattern with the secret names in it would go over them again and again.
# name = 'value', "name": "value", ('name', 'value')
_LITERAL = re.compile(
    r"""(?P<before>(?<!\w)(?P<name>\w+)["']?\s*[:=,]\s*[rbuf]*(?P<quote>["']))(?:(?!(?P=quote)).)*(?P<after>(?P=quote))"""
)
# ?name=value&name=value
_PAIR = re.compile(r"""(?P<before>[?&](?P<name>[\w.%-]+)=)[^&\s'">]+(?P<after>)""")
# Also without quotes and elsewhere: --name=value, name=value;name=value
_BARE = re.compile(r"""(?P<before>(?<![\w.%-])(?P<name>[\w.%-]+)=)(?![rbuf]*["'])[^\s&,;'"()\[\]{}<>]+(?P<after>)""")
# Authorization: value, up to the end of the line, which may be written as \r
_HEADER = re.compile(
    r"""(?P<before>(?:(?<![\w-])|(?<=\\n))(?P<name>Authorization|Cookie|[A-Z]\w*(?:-\w+)+):[ \t]+)"""
    r"""[^\r\n\\'"<>]+(?P<after>)"""
)
# ://user:password@
_IN_URL = re.compile(r"""(://[^\s:/@'"]*:)[^\s/'"]+@""")


class Scrubber:
    """Hide what stands under a secret name.

    :param pattern: A regular expression searched for in names, whatever their case; ``None`` for the default one.
    """

    def __init__(self, pattern: str | re.Pattern[str] | None = None) -> None:
        source = SECRET_NAMES if pattern is None else getattr(pattern, "pattern", pattern)
        self.is_secret: Callable[[str], Any] = re.compile(source, re.IGNORECASE).search

    def plain(self, value: Any) -> Any:
        """Return a value as data that JSON can hold, with what is secret in it masked."""
        return plain(value, self)

    def text(self, text: str, secrets: Iterable[str] = ()) -> str:
        """Return text without known secrets, without what it gives to secret names, and shortened if it is very long.

        :param secrets: Values to take out wherever they stand.
        """
        return _HEADER.sub(self._mask, _BARE.sub(self._mask, self.source(text, secrets)))

    def source(self, text: str, secrets: Iterable[str] = ()) -> str:
        """Return source code likewise; only literals are taken out, no variables."""
        for secret in secrets:
            text = text.replace(secret, MASK)
        text = _IN_URL.sub(rf"\1{MASK}@", _shortened(text))
        return _PAIR.sub(self._mask, _LITERAL.sub(self._mask, text))

    def _mask(self, found: re.Match[str]) -> str:
        return f"{found['before']}{MASK}{found['after']}" if self.is_secret(found["name"]) else found[0]

    def query(self, query: str) -> str:
        """Return a query string with the values of secret names masked."""
        pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
        scrubbed = [(name, MASK if self.is_secret(name) else self.text(value)) for name, value in pairs]
        return urlencode(scrubbed, safe="*")

    def arguments(self, query: str) -> dict[str, Any]:
        """Return the names of a query string with the list of their values, or the mask."""
        found: dict[str, Any] = {}
        for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
            if self.is_secret(name):
                found[name] = MASK
            else:
                found.setdefault(name, []).append(self.text(value))
        return found

    def headers(self, environ: Mapping[str, Any]) -> dict[str, str]:
        """Return the headers of a request, with the secret ones masked and URLs in them scrubbed."""
        return {name: MASK if self.is_secret(name) else self.text(value) for name, value in request_headers(environ)}

    def secrets(self, environ: Mapping[str, Any], variables: Iterable[tuple[str, Any]]) -> list[str]:
        """Return the secret values that a request carries in its headers, its query, its path and its form.

        :param variables: The variables of the route and of the form, by name.
        """
        pairs = [*request_headers(environ), *parse_qsl(environ.get("QUERY_STRING", ""), errors="replace")]
        pairs += [(name, str(value)) for name, value in variables]
        found: list[str] = []
        for name, value in pairs:
            if self.is_secret(name):
                # 'Bearer x', 'a=1; b="2"': what stands behind the names is secret by itself, too.
                parts = [re.split(r"[\s=]", part, maxsplit=1)[-1] for part in re.split(r"[;,]\s*", value)]
                found += [value, *parts, *(part.strip('"') for part in parts)]
        return sorted({value for value in found if len(value) >= SHORTEST_SECRET}, key=len, reverse=True)


def request_headers(environ: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the names and values of the headers in a WSGI environ."""
    found = []
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            found.append((key[5:].replace("_", "-").title(), str(value)))
        elif key in ("CONTENT_TYPE", "CONTENT_LENGTH") and value:
            found.append((key.replace("_", "-").title(), str(value)))
    return sorted(found)


def _shortened(text: str) -> str:
    if len(text) <= MAX_TEXT:
        return text
    # A message is long at its end, and a traceback ends with the message.
    first, last = MAX_TEXT * 3 // 4, MAX_TEXT // 4
    return f"{text[:first]} [{len(text) - MAX_TEXT} characters are left out here] {text[-last:]}"


def plain(value: Any, scrubber: Scrubber | None = None, depth: int = MAX_DEPTH) -> Any:
    """Return a value as data that JSON can hold; what JSON does not know becomes its ``str()``.

    :param scrubber: Masks what is secret in it.
    :param depth: How deep collections are followed; deeper ones become text.
    """
    if isinstance(value, Mapping):
        return _plain_mapping(value, scrubber, depth)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item, scrubber, depth - 1) for item in value] if depth else ["..."]
    # JSON has no infinity, and Python writes no integer of thousands of digits.
    if value is None or (isinstance(value, (int, float)) and -_LARGEST <= value <= _LARGEST):
        return value
    return _plain_text(value, scrubber)


def _plain_text(value: Any, scrubber: Scrubber | None) -> str:
    text = value if isinstance(value, str) else safe_str(value)
    return scrubber.text(text) if scrubber else text


def _plain_mapping(value: Mapping[Any, Any], scrubber: Scrubber | None, depth: int) -> dict[str, Any]:
    found = {}
    for key, item in value.items() if depth else [("...", "...")]:
        name = safe_str(key)
        found[name] = MASK if scrubber and scrubber.is_secret(name) else plain(item, scrubber, depth - 1)
    return found


def safe_str(value: Any, convert: Callable[[Any], str] = str) -> str:
    """Return the ``str()`` of an object, or what it is if that fails.

    :param convert: ``repr`` for its ``repr()``.
    """
    try:
        return convert(value)
    except CAUGHT:
        return f"<{type(value).__name__} object: its {convert.__name__}() failed>"
