"""The shapes of JSON errors: RFC 9457's, and those that clients of other frameworks know.

Each schema is a function of an :class:`~webapp2compat.errors.ErrorInfo` that returns a dict; `render.py` turns that
into plain data, has it decorated and sends it. What only developers may see is in it when ``info.is_detailed``.
"""

from __future__ import annotations

import pprint
from collections.abc import Callable
from typing import Any

from .info import ErrorInfo
from .scrub import plain, safe_str


def problem(info: ErrorInfo) -> dict[str, Any]:
    """Return problem details (:rfc:`9457`); the context becomes extension members."""
    body: dict[str, Any] = {
        "type": info.type or "about:blank",
        "title": info.title,
        "status": info.status,
        "detail": info.message,
        "instance": f"urn:uuid:{info.error_id}",
    }
    body.update(_given(error=info.own_error, user_message=info.user_message, debug=_debug(info)))
    context = plain(info.context)
    members = context if isinstance(context, dict) else {"context": context}
    return {**members, **body}


def webob(info: ErrorInfo) -> dict[str, Any]:
    """Return WebOb's keys, with a message that is text and not HTML."""
    body = {"message": info.message, "code": info.status_line, "title": info.title}
    return {**body, **_given(context=info.context, debug=_debug(info))}


def pico(info: ErrorInfo) -> dict[str, Any]:
    """Return Pico's keys; an HTTP exception with a method ``to_dict()`` says the body itself."""
    to_dict = getattr(info.http, "to_dict", None)
    if to_dict is not None:
        body = dict(to_dict())
    else:
        body = {"name": info.title, "code": info.status, "message": info.public_message}
        body.update(_given(context=info.context))
    body.update(_given(sentry_id=info.event_ids.get("sentry")))
    if info.debug and info.http is None:
        failure = info.exceptions[-1]
        body["__debug__"] = {
            "name": failure.type,
            "message": failure.message,
            "stack_trace": [frame.as_line() for frame in failure.frames],
        }
    return body


def pymacaron(info: ErrorInfo) -> dict[str, Any]:
    """Return PyMacaron's keys, an id of the error included."""
    body = {
        "error": info.error,
        "error_description": info.message,
        "status": info.status,
        "error_id": info.error_id,
    }
    body.update(_given(user_message=info.user_message, context=info.context))
    caught = info.exception.__cause__
    if caught is not None and info.is_detailed:
        body["error_caught"] = info.clean(safe_str(caught, pprint.pformat))
    return body


def sanic(info: ErrorInfo) -> dict[str, Any]:
    """Return Sanic's keys; in debug mode with the request and the exceptions, the first cause first."""
    body = {"description": info.title, "status": info.status, "message": info.message}
    return {**body, **_given(context=info.context), **_debug(info)}


SCHEMAS: dict[str, Callable[[ErrorInfo], dict[str, Any]]] = {
    "problem": problem,
    "webob": webob,
    "pico": pico,
    "pymacaron": pymacaron,
    "sanic": sanic,
}


def _debug(info: ErrorInfo) -> dict[str, Any]:
    """Return what a developer wants to see, empty where it is not to be shown."""
    if not info.is_detailed:
        return {}
    return {
        **_given(extra=info.shown_extra),
        "path": info.path,
        "args": info.arguments,
        "exceptions": [failure.as_dict() for failure in info.exceptions],
    }


def _given(**facts: Any) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}
