"""The default pages of HTTP exceptions: WebOb's words in HTML, plain text and JSON, put together quickly and safely.

An exception of ``http_errors.py`` that has no body of its own asks :func:`page_format` which format the client takes
and then builds the page from its title, explanation, detail and comment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from string import Template
from typing import Any

from webob import exc
from webob.acceptparse import create_accept_header
from webob.util import html_escape

from .typing import Environ

#: The regex that is found in names of secrets, whatever their case.
SECRET_NAMES = "pass|secret|token|api[_-]?key|auth|cookie|session|signature|credential|csrf|private"
# What a template never shows: it may hold text of the client's.
_UNSHOWN = re.compile(f"{SECRET_NAMES}|^wsgi", re.IGNORECASE)
CONTENT_TYPES = {
    "html": "text/html; charset=UTF-8",
    "json": "application/json",
    "text": "text/plain; charset=UTF-8",
}
_OFFERS = {"text/html": "html", "application/json": "json"}
_CACHED_LENGTH = 512
_STOCK_BODY = exc.WSGIHTTPException.body_template_obj
_STOCK_HTML = exc.WSGIHTTPException.html_template_obj
_STOCK_TEXT = exc.WSGIHTTPException.plain_template_obj


def page_format(environ: Environ) -> str:
    """Return ``"html"``, ``"json"`` or ``"text"``: what the Accept header asks for, by WebOb's rules."""
    accept = environ.get("HTTP_ACCEPT", "")
    if len(accept) > _CACHED_LENGTH:
        return _negotiate(accept)
    return _negotiated(accept)


def _negotiate(accept: str) -> str:
    offers = create_accept_header(header_value=accept).acceptable_offers(offers=list(_OFFERS))
    return _OFFERS[offers[0][0]] if offers else "text"


# The answer depends on the header alone. Long headers are not kept: clients choose what stands in them.
_negotiated = lru_cache(maxsize=256)(_negotiate)


def _escape(value: Any) -> str:
    escaped: str = html_escape(value)
    return escaped


_escaped = lru_cache(maxsize=256)(_escape)


def escape_html(value: Any) -> str:  # a detail may be any object, as an exception often is
    """Escape text for HTML as WebOb does, non-ASCII characters included."""
    if type(value) is str and len(value) <= _CACHED_LENGTH:
        return _escaped(value)
    return _escape(_without_bytes(value))


def plain(value: Any) -> str:
    """Turn any object into text without escaping it."""
    text: str = exc.no_escape(_without_bytes(value))
    return text


def _without_bytes(value: Any) -> Any:
    # Native strings of Python 2 code; WebOb shows how they are written in Python, or fails on them.
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value


@lru_cache(maxsize=256)
def _is_secret(name: str) -> bool:
    return _UNSHOWN.search(name) is not None


class TemplateNames(Mapping[str, str]):
    """What a ``body_template`` may name: parts of the page, the WSGI environ, and the exception's own headers.

    .. differs:: Names of secrets (``HTTP_COOKIE``, ``HTTP_AUTHORIZATION``, whatever looks like a password or a token)
        are unknown here, and so stay in the page as they are written; webapp2 sent their values.
    """

    def __init__(self, parts: dict[str, str], environ: Environ, headers: list[tuple[str, str]], escape: Any) -> None:
        self._parts = parts
        self._environ = environ
        self._headers = {name.lower(): value for name, value in headers}
        self._escape = escape

    def __getitem__(self, name: str) -> str:
        values: Mapping[str, Any] = self._headers if name in self._headers else self._environ
        if name not in values:
            return self._parts[name]
        if _is_secret(name):
            raise KeyError(name)
        escaped: str = self._escape(values[name])
        return escaped

    def filled(self, name: str, written: str) -> str:
        """Return what a name stands for, or what is written in its place if it is unknown."""
        try:
            return self[name]
        except KeyError:
            return written

    def __iter__(self) -> Iterator[str]:
        return iter({**self._parts, **self._environ, **self._headers})

    def __len__(self) -> int:
        return len(list(iter(self)))


def message(error: exc.WSGIHTTPException, environ: Environ, escape: Any) -> str:
    """Return the part of the page that differs from error to error: explanation, detail and comment."""
    explanation = escape(error.explanation)
    detail = escape(error.detail) if error.detail else ""
    comment = escape(error.comment) if error.comment else ""
    html_comment = f"<!-- {comment} -->" if error.comment else ""
    template = error.body_template_obj
    if template is _STOCK_BODY:
        return f"{explanation}<br /><br />\n{detail}\n{html_comment}\n"
    parts = {
        "explanation": explanation,
        "detail": detail,
        "comment": comment,
        "html_comment": html_comment,
    }
    names = TemplateNames(parts, environ, error.headerlist, escape)
    if template.__class__ is not Template:
        text: str = template.safe_substitute(names)
        return text
    return "".join([names.filled(name, piece) if name else piece for piece, name in _pieces(template.template)])


@lru_cache(maxsize=64)
def _pieces(template: str) -> list[tuple[str, str | None]]:
    """Split a template into its text, and the names in it with the text that stays where one is unknown."""
    pieces: list[tuple[str, str | None]] = []
    end = 0
    for match in Template.pattern.finditer(template):
        name = match["named"] or match["braced"]
        pieces.append((template[end : match.start()], None))
        pieces.append(("$" if match["escaped"] else match[0], name))
        end = match.end()
    return [*pieces, (template[end:], None)]


def html_page(error: exc.WSGIHTTPException, environ: Environ) -> str:
    """Return the whole page in HTML."""
    status = error.status
    body = message(error, environ, escape_html)
    if error.html_template_obj is _STOCK_HTML:
        return (
            f"<html>\n <head>\n  <title>{status}</title>\n </head>\n"
            f" <body>\n  <h1>{status}</h1>\n  {body}\n </body>\n</html>"
        )
    page: str = error.html_template_obj.substitute(status=status, body=body)
    return page


def text_page(error: exc.WSGIHTTPException, environ: Environ) -> str:
    """Return the whole page in plain text, with tags stripped."""
    body = exc.strip_tags(message(error, environ, plain))
    if error.plain_template_obj is _STOCK_TEXT:
        return f"{error.status}\n\n{body}"
    page: str = error.plain_template_obj.substitute(status=error.status, title=error.title, body=body)
    return page


def json_page(error: exc.WSGIHTTPException, environ: Environ) -> str:
    """Return the page as JSON, in the words of the exception's ``json_formatter``."""
    body = message(error, environ, plain)
    formatted = error.json_formatter(body=body, status=error.status, title=error.title, environ=environ)
    return json.dumps(formatted)
