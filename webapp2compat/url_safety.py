"""What may stand in a Location header and in a Host header.

:class:`Response` and the HTTP exceptions hand the Location that they are about to send to :func:`sent_location`;
``locations.py`` decides where ``redirect()`` may lead, and :class:`Request` refuses what is not a host.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

import webob

from .typing import Environ

_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~%-]+)(?::[0-9]{0,5})?")
_LONGEST_HOST = 260
_SCRIPTS = ("javascript:", "data:", "vbscript:")
# What a header cannot carry, or a browser would drop: everything but the printable part of ASCII.
_ENCODED = re.compile(r"[^\x20-\x7e]")
_DROPPED = str.maketrans("", "", "\t\r\n")
_LEADING = "".join(map(chr, range(33)))
_SAFE = "/~!$&'()*+,;=:@"


def is_host(host: str) -> bool:
    """Tell whether a Host header is a host name or address with an optional port."""
    return _matches_host(host) if len(host) > _LONGEST_HOST else _is_known_host(host)


def _matches_host(host: str) -> bool:
    return _HOST.fullmatch(host) is not None


# Longer values are not kept: clients choose what stands in them.
_is_known_host = lru_cache(maxsize=256)(_matches_host)


def without_line_breaks(url: str) -> str:
    """Drop the tabs and line breaks that browsers drop anywhere in a URL."""
    return url.translate(_DROPPED)


def without_leading_controls(url: str) -> str:
    """Drop the control characters and spaces that browsers drop at the start of a URL."""
    return url.lstrip(_LEADING)


def percent_encoded(url: str) -> str:
    """Percent-encode what a header cannot carry; the rest of the URL stays as it is."""
    if url.isascii() and url.isprintable():
        return url
    return _ENCODED.sub(_percent, url)


def _percent(match: re.Match[str]) -> str:
    return "".join([f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass")])


def absolute(uri: str, environ: Environ) -> str:
    """Resolve a reference against the URL of the request, as WebOb does when it sends a Location header."""
    location: str = webob.Response._make_location_absolute(environ, uri)
    return location


def sent_location(value: str, environ: Environ) -> str:
    """Return the value of a Location header as it is sent: absolute where that is possible, and always safe.

    Schemes other than http and https are left alone, for an application that set the header itself.

    .. differs:: What a header cannot carry is percent-encoded, and a URL that runs a script, such as ``javascript:``,
        is read as a path on this host; webapp2 sent both as they were.
    """
    if value.startswith(("http://", "https://")) and value.isascii() and value.isprintable():
        return value
    value = without_line_breaks(value)
    if without_leading_controls(value).lower().startswith(_SCRIPTS):
        value = "./" + without_leading_controls(value)
    if not is_host(environ.get("HTTP_HOST", "localhost")):
        # There is no host to make it absolute with; "/%2f" keeps it from being read as one.
        return percent_encoded("/%2f" + value[2:] if value.replace("\\", "/").startswith("//") else value)
    return percent_encoded(absolute(value, environ))


def own_location(environ: Environ, *, slash: bool = False) -> str:
    """Return the URL of the request itself, without its query; with ``slash``, add one and keep the query."""
    path = quote((environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")).encode("latin-1", "replace"), _SAFE)
    if slash:
        query = environ.get("QUERY_STRING")
        path += f"/?{query}" if query else "/"
    host = "" if not is_host(environ.get("HTTP_HOST", "localhost")) else webob.Request(environ).host_url
    if not host and path.startswith("//"):
        path = "/%2f" + path[2:]
    return percent_encoded(host + path)
