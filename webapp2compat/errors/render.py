"""The page of an error: its format, by what the route, the scope and the settings say, or by what the client accepts.

The pipeline (`pipeline.py`) asks :func:`render` for the response to an error that no handler answered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any

from webob.acceptparse import create_accept_header

from . import debug_page, endpoint
from .debugger import KEY as DEBUGGER
from .info import ErrorInfo
from .registry import Scope
from .schemas import SCHEMAS, problem
from .scrub import plain, safe_str
from .settings import ErrorSettings, check_format

JSON_TYPE = "application/json"
PROBLEM_TYPE = "application/problem+json"

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{status}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 15vh auto 0; max-width: 40em; padding: 0 1em; }}
</style>
</head>
<body>
<h1>{status}</h1>
<p>{message}</p>
{context}{comment}</body>
</html>
"""


def chosen_format(info: ErrorInfo, scopes: Iterable[Scope], settings: ErrorSettings) -> Any:
    """Return the format for an error, or ``None`` for WebOb's page.

    The route's ``error_format`` comes first, then the handler's, that of the scope with the longest prefix, and the
    application's.

    :raises ValueError: If a route or a handler names a format that there is not.
    """
    own = own_format(info.request)
    if own is not None:
        check_format(own)
        return own
    for scope in scopes:
        if scope.format is not None:
            return scope.format
    # Where a debugger runs somebody looks: its page is shown in place of webapp2's.
    return "html" if settings.format is None and _debugger(info) and info.http is None else settings.format


def own_format(request: Any) -> Any:
    """Return the ``error_format`` of the route that matched, or of its handler, or ``None``.

    Where no route allows the method it is that of the first of them that has one.
    """
    route = getattr(request, "route", None)
    if route is not None:
        return getattr(route, "error_format", None) or endpoint.format_of(route)
    if "_refusing" not in request.__dict__:
        return None
    return next((each.error_format for each in request.__dict__["_refusing"] if each.error_format is not None), None)


def _debugger(info: ErrorInfo) -> Any:
    return info.environ.get(DEBUGGER) if info.debug else None


def render(info: ErrorInfo, format: Any, scopes: Iterable[Scope], settings: ErrorSettings, answer: Any) -> Any:
    """Return the response that shows an error.

    :param format: What :func:`chosen_format` said.
    :param answer: The HTTP exception itself, ready to be sent, or ``None``; an HTML page may be its own.
    """
    if callable(format):
        return format(info)
    media_type = _negotiated(info) if format == "auto" else _MEDIA_TYPES[format]
    if media_type in (JSON_TYPE, PROBLEM_TYPE):
        body, media_type = _json(info, list(scopes), settings, media_type)
    else:
        body = _text(info) if media_type == "text/plain" else _html(info, answer)
        media_type += "; charset=utf-8"
    response = info.app.response_class()
    response.status = info.status_line
    for name, _ in info.headers:
        response.headers.pop(name, None)  # what all responses begin with, such as Cache-Control
    for name, value in info.headers:
        response.headers.add(name, value)
    response.headers["Content-Type"] = media_type
    response.headers["X-Content-Type-Options"] = "nosniff"
    if format == "auto":
        response.headers.add("Vary", "Accept")
    # A lone surrogate can be in any text and in no encoding.
    response.body = body.encode("utf-8", "backslashreplace")
    return response


_CHARSET = re.compile(r";\s*charset\s*=[^;,]*", re.IGNORECASE)
_MEDIA_TYPES = {"html": "text/html", "text": "text/plain", "json": JSON_TYPE}


def _negotiated(info: ErrorInfo) -> str:
    """Return the media type that the client likes best; text if it likes none.

    Among those it likes equally text comes first, or JSON if it speaks of ``application/json`` itself.
    """
    accept = info.environ.get("HTTP_ACCEPT")
    # All pages are in UTF-8; a range that says so would match no offer.
    accept = accept and _CHARSET.sub("", accept)
    offers = ["text/plain", JSON_TYPE, PROBLEM_TYPE, "text/html"]
    if JSON_TYPE in (accept or "").lower() or JSON_TYPE in info.environ.get("CONTENT_TYPE", "").lower():
        offers = [JSON_TYPE, PROBLEM_TYPE, "text/plain", "text/html"]
    accepted = create_accept_header(accept).acceptable_offers(offers)
    return str(accepted[0][0]) if accepted else "text/plain"


def _json(info: ErrorInfo, scopes: list[Scope], settings: ErrorSettings, media_type: str) -> tuple[str, str]:
    schema = next((scope.schema for scope in scopes if scope.schema is not None), settings.schema)
    decorate = next((scope.error_decorator for scope in scopes if scope.error_decorator), settings.error_decorator)
    if media_type == PROBLEM_TYPE or schema == "problem":
        schema, media_type = problem, PROBLEM_TYPE
    body = plain((schema if callable(schema) else SCHEMAS.get(schema, problem))(info), depth=_JSON_DEPTH)
    if decorate is not None:
        decorated = decorate(body)
        # It may have changed the dict in place, and forgotten to return it.
        body = plain(body if decorated is None else decorated, depth=_JSON_DEPTH)
    return json.dumps(body), media_type


# The groups in a debug answer are nested deeper than data usually is; their depth is bounded by `chain.py`.
_JSON_DEPTH = 40


def _text(info: ErrorInfo) -> str:
    heading = f"{info.status} {info.title}"
    lines = [heading, "=" * len(heading), info.message]
    lines += _section("Context", plain(info.context))
    if info.is_detailed:
        lines += _section("Extra", info.shown_extra)
        lines += ["", info.traceback]
    return "\n".join(lines) + "\n"


def _section(title: str, data: Any) -> list[str]:
    if not data:
        return []
    items = data.items() if isinstance(data, dict) else [("", data)]
    return ["", title, *(f"  {name}: {safe_str(value)}" for name, value in items)]


def _html(info: ErrorInfo, answer: Any) -> str:
    if info.is_detailed:
        return debug_page.page(info, _debugger(info))
    if answer is not None and "body_template_obj" in answer.__dict__:
        return str(answer.html_body(info.environ))
    comment = getattr(answer, "comment", None)
    context = plain(info.context)
    items = context.items() if isinstance(context, dict) else [("", context)]
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(safe_str(value))}</dd>\n" for name, value in items)
    return _PAGE.format(
        status=escape(f"{info.status} {info.title}"),
        message=escape(info.message),
        context=f"<dl>\n{rows}</dl>\n" if rows else "",
        comment=f"<!-- {escape(safe_str(comment))} -->\n" if comment else "",
    )
