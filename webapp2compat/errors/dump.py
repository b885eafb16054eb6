"""A report as plain data: PyMacaron's keys, with secrets masked and without the bodies of requests."""

from __future__ import annotations

import pprint
import time
import traceback
import uuid
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from .facts import RequestFacts
from .info import ErrorInfo
from .scrub import CAUGHT, safe_str
from .settings import service_version

MAX_STACK = 20


def dump(report: Any) -> dict[str, Any]:  # a Report, which stands above this module
    """Return everything that is known about a report.

    Data that came with a manual report stands beside the other keys, which win.
    """
    found = _data(report)
    found.update(
        title=report.title,
        is_fatal_error=report.is_fatal,
        error_id=report.info.error_id if report.info else str(uuid.uuid4()),
        stack=[clean(report, line) for line in _stack(report)],
        time=_time(report),
        response=_response(report),
    )
    if report.exception is not None:
        found["trace"] = clean(report, trace_of(report.exception)).splitlines()
    if report.caught is not None:
        found["error_caught"] = clean(report, safe_str(_shown(report), pprint.pformat))
    if report.facts is not None:
        found.update(_request(report.facts, report.settings.name))
    return found


def _data(report: Any) -> dict[str, Any]:
    data = report.settings.scrubber.plain(report.data or {})
    return data if isinstance(data, dict) else {"data": data}


def clean(report: Any, text: str) -> str:
    """Return text without the secrets of the request."""
    cleaned: str = report.facts.clean(text) if report.facts else report.settings.scrubber.text(text)
    return cleaned


def _stack(report: Any) -> list[str]:
    """Return the frames that led to a report, the innermost last, a line each."""
    frames = report.stack
    if not frames and report.exception is not None:
        frames = traceback.extract_tb(report.exception.__traceback__)[-MAX_STACK:]
    return [f"{frame.filename}:{frame.lineno} in {frame.name}: {frame.line}" for frame in frames]


def trace_of(error: BaseException) -> str:
    """Return what Python prints of an exception, or less if Python cannot print it."""
    kind = type(error)
    try:
        return "".join(traceback.format_exception(kind, error, error.__traceback__))
    except CAUGHT:
        frames = "".join(traceback.format_tb(error.__traceback__))
        return f"Traceback (most recent call last):\n{frames}{kind.__name__}: {safe_str(error)}\n"


def _shown(report: Any) -> Any:
    is_data = isinstance(report.caught, (Mapping, list, tuple))
    return report.settings.scrubber.plain(report.caught) if is_data else report.caught


def _time(report: Any) -> dict[str, Any]:
    end = time.time()
    start = end if report.started is None else report.started
    return {"start": _iso(start), "end": _iso(end), "microsecs": int((end - start) * 1_000_000)}


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat()


def _response(report: Any) -> dict[str, Any]:
    info: ErrorInfo | None = report.info
    if info is None:
        return {"status": report.status, "is_error": False}
    return {
        "type": type(info.exception).__name__,
        "status": info.status,
        "error_code": info.error,
        "error_description": info.clean(safe_str(info.exception)),
        "user_message": report.settings.scrubber.plain(info.user_message),  # a lazy translation is no string
        "is_error": True,
    }


def _request(facts: RequestFacts, name: str) -> dict[str, Any]:
    environ = facts.environ
    trace = facts.header("X-Cloud-Trace-Context").partition("/")[0]
    return {
        "call_id": trace or str(uuid.uuid4()),
        "call_path": f"{name}.{facts.endpoint}" if facts.endpoint else name,
        "endpoint": {
            "base_url": facts.host_url,
            "id": facts.endpoint,
            "method": facts.method,
            "path": facts.path,
            "url": facts.url,
        },
        "request": {"params": facts.arguments, "headers": facts.request_headers},
        "server": {
            "api_name": name,
            "api_version": service_version(),
            "fqdn": environ.get("SERVER_NAME"),
            "port": environ.get("SERVER_PORT"),
        },
        "user": {
            "id": environ.get("REMOTE_USER"),
            "ip": environ.get("REMOTE_ADDR"),
            "is_auth": bool(environ.get("REMOTE_USER")),
            "user_agent": facts.header("User-Agent"),
        },
    }
