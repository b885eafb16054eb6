"""Escaping and joining the parts of a URL: paths, queries, fragments.

Routes build their URLs with it (`route.py`). Text is encoded as UTF-8, and what is not safe in its place is
percent-escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias
from urllib.parse import quote, quote_plus

from .text import _to_utf8

# Any: a query value is whatever its str() says, and a list of such.
Query: TypeAlias = Mapping[Any, Any] | Iterable[tuple[Any, Any]]

#: The schemes that a URL may be built with.
SCHEMES = frozenset(("http", "https", "ws", "wss"))

# A host must not end the authority, start another one, or reach into the header that the URL is written to.
_UNSAFE_IN_NETLOC = frozenset("/\\@?#%<>\"' \x7f").union(map(chr, range(32)))


def check_scheme(scheme: str) -> str:
    """Return ``scheme`` if a URL may be built with it.

    :raises TypeError: If it is no text.
    :raises ValueError: If it is none of ``http``, ``https``, ``ws`` and ``wss``: ``javascript:`` would run in the page
        that shows the URL.
    """
    if not isinstance(scheme, str):
        raise TypeError(f"_scheme is {scheme!r}. Expected a string such as 'https'.")
    if scheme.lower() not in SCHEMES:
        raise ValueError(f"_scheme is {scheme!r}. A URL is built with http, https, ws or wss.")
    return scheme


def check_netloc(netloc: str) -> str:
    """Return ``netloc`` if it can be the host of a URL.

    :raises TypeError: If it is no text.
    :raises ValueError: If it holds a character that ends the host or names a user.
    """
    if not isinstance(netloc, str):
        raise TypeError(f"_netloc is {netloc!r}. Expected a string such as 'example.com:8080'.")
    if not _UNSAFE_IN_NETLOC.isdisjoint(netloc):
        raise ValueError(f"_netloc is {netloc!r}. Expected a host, and a port if need be, such as 'example.com:8080'.")
    return netloc


def quote_path(path: str) -> str:
    """Percent-escape a path, or a part of one; slashes stay."""
    return path if path.isalnum() and path.isascii() else quote(path)


def quote_fragment(fragment: str | bytes) -> str:
    """Percent-escape what comes after ``#``.

    :raises TypeError: If it is neither text nor bytes.
    """
    return quote(_to_utf8(fragment) or b"")


def on_site(path: str) -> str:
    """Return a path that cannot be read as another host: ``//evil.example`` becomes ``/evil.example``."""
    return "/" + path.lstrip("/") if path[:2] == "//" else path


def encode_query(query: Query) -> str:
    """Return the query string of a mapping or of pairs, sorted by key.

    A value that is a list or tuple becomes one parameter for each of its items, ``None`` becomes none at all, and bytes
    are taken as they are.

    .. differs::
        webapp2 writes the ``repr`` of lists and bytes, and ``None`` as a word.
    """
    # webapp2: the pairs are sorted, so that a URL does not depend on the order of the arguments.
    pairs = sorted(query.items() if isinstance(query, Mapping) else query, key=_sort_key)
    return "&".join(f"{_quoted(key)}={_quoted(value)}" for key, values in pairs for value in _each(values))


def query_of(arguments: Query) -> str:
    """Return the query string of arguments with its question mark, or nothing if there is nothing to say."""
    query = encode_query(arguments) if arguments else ""
    return f"?{query}" if query else ""


def _sort_key(pair: tuple[Any, Any]) -> tuple[str, str]:
    return str(pair[0]), str(pair[1])


def _each(values: Any) -> Iterable[Any]:
    """Return the values that one query argument stands for."""
    if not isinstance(values, (list, tuple)):
        values = (values,)
    return [value for value in values if value is not None]


def _quoted(value: Any) -> str:
    if not isinstance(value, (str, bytes)):
        value = str(value)
    return value if isinstance(value, str) and value.isalnum() and value.isascii() else quote_plus(value)


def _urlunsplit(
    scheme: str | None = None,
    netloc: str | None = None,
    path: str | None = None,
    query: Query | str | None = None,
    fragment: str | bytes | None = None,
) -> str | None:
    """Join the parts of a URL, escaping path, query and fragment.

    :param scheme: Left out unless there is a ``netloc`` too.
    :param netloc: Left out unless there is a ``scheme`` too.
    :param query: A query string as it is, or what :func:`encode_query` takes.
    """
    url = quote(path or "")
    if scheme and netloc:
        url = absolute_url(scheme, netloc, url)
    if query:
        url += f"?{query}" if isinstance(query, str) else query_of(query)
    if fragment:
        url += f"#{quote_fragment(fragment)}"
    # A path of None stays None by itself, as in webapp2.
    return url or path


def absolute_url(scheme: str, netloc: str, path: str) -> str:
    """Put scheme and host before a path."""
    return f"{scheme}://{netloc}{path if path[:1] in ('', '/') else '/' + path}"
