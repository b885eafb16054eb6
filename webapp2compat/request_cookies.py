"""The cookies of a request, read from its ``Cookie`` header when somebody asks (``request.py``)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from webob.cookies import RequestCookies, _rx_cookie, parse_cookie

_BEYOND_LATIN_1 = re.compile(r"[^\x00-\xff]")
# Cookies that stand in the header as they are. WebOb takes the names of cookie attributes for no cookies.
# Written without \w and with little that ignores case, both of which take longer.
_PLAIN_COOKIE = (
    r"(?!(?i:path|comment|domain|max-age|expires|secure|httponly|samesite)=)"
    r"[A-Za-z0-9_.-]+=[A-Za-z0-9_!#$%&'()*+./:<=>?@^`{|}~-]*"
)
_PLAIN_COOKIES = re.compile(f"{_PLAIN_COOKIE}(?:; {_PLAIN_COOKIE})*")
# WebOb's pattern looks for a name from each character on, which takes seconds if there is none in kilobytes. A name
# begins where no other character of it precedes, or after the date that ends a value.
_COOKIE = re.compile(
    r"(?:(?<![\w~!@#$%^&*()+=`.?|:/{}<>'-])|(?<=[\d:]\sGMT))" + _rx_cookie.pattern.decode("ascii"), re.ASCII
)


class Cookies(RequestCookies):
    """The cookies of a request.

    .. differs:: A cookie that cannot be decoded is left out by itself; webapp2 failed on all of them, so that one
        cookie of a neighbouring site took every page away from that visitor.
    """

    @property
    def _cache(self) -> dict[str, str]:
        header = self._environ.get("HTTP_COOKIE", "")
        decoded: dict[str, str]
        decoded, parsed = self._environ.get(self._cache_key, ({}, None))
        if parsed != header:
            decoded = _plain(header) if _PLAIN_COOKIES.fullmatch(header) else dict(_decodable(header))
            self._environ[self._cache_key] = (decoded, header)
        return decoded

    def __deepcopy__(self, memo: dict[int, Any]) -> Cookies:
        return type(self)({**self._environ})  # which leads to streams: they cannot be copied on Python 3


def _plain(header: str) -> dict[str, str]:
    decoded = {}
    for cookie in header.split("; "):
        name, _, value = cookie.partition("=")
        decoded[name] = value
    return decoded


def _decodable(header: str) -> Iterable[tuple[str, str]]:
    for cookie in _COOKIE.finditer(_BEYOND_LATIN_1.sub("\xff", header)):
        for name, value in parse_cookie(cookie[0]):
            try:
                yield name.decode("utf-8"), value.decode("utf-8")
            except UnicodeDecodeError:
                continue
