"""Reporting by hand: what the application caught itself, and how slow a handler may be."""

from __future__ import annotations

import logging
import sys
import traceback
import weakref
from collections.abc import Callable
from typing import Any, TypeVar

from .dump import MAX_STACK
from .facts import RequestFacts
from .report import Report, one_line, send
from .scrub import safe_str

_log = logging.getLogger("webapp2compat.errors")

F = TypeVar("F", bound=Callable[..., Any])

# The pipeline of the application that got a reporter last: it gets what is reported outside a request, too.
_latest: list[weakref.ref[Any]] = []


def remember(pipeline: Any) -> None:  # a Pipeline, which stands above this module
    """Take what is reported outside a request to this application."""
    _latest[:] = [weakref.ref(pipeline)]


def report_error(title: str | None = None, data: Any = None, caught: Any = None, is_fatal: bool = False) -> None:
    """Report an error that the application has caught, and go on.

    Without a reporter it is a line in the log. Outside a request it goes to the reporters of the application that was
    given one last.

    :param title: What went wrong, in one line.
    :param data: A dict to be put into the report.
    :param caught: The exception or other object that told of it.
    :param is_fatal: Whether to call it fatal.

    .. versionadded:: 1.0
    """
    pipeline, request = _whose()
    title = safe_str(caught if title is None else title)
    if pipeline is None or not pipeline.reporters:
        _log.warning("Reported with no reporter to send it to: %s", title)
        return
    facts = None if request is None else RequestFacts(request, pipeline.settings.scrubber)
    title = pipeline.settings.scrubber.text(title) if facts is None else facts.clean(title)
    report = Report(
        kind="manual",
        title=_title(pipeline.settings.name, is_fatal, sys._getframe(1).f_code.co_name, title),
        exception=caught if isinstance(caught, BaseException) else None,
        is_fatal=is_fatal,
        status=None,
        settings=pipeline.settings,
        facts=facts,
        data=data,
        caught=caught,
        stack=traceback.extract_stack(sys._getframe(1), limit=MAX_STACK),
    )
    _send(report, pipeline, request)


def _whose() -> tuple[Any, Any]:
    """Return the pipeline to report to, or ``None``, and the current request, or ``None``."""
    latest = _latest[0]() if _latest else None
    request = latest.current_request() if latest is not None else None
    # Tests publish a request that belongs to no application.
    return (latest if request is None else getattr(request.app, "error_pipeline", latest)), request


def _title(service: str, is_fatal: bool, function: str, title: str) -> str:
    return one_line(f"{'FATAL' if is_fatal else 'NON-FATAL'} BACKEND ERROR {service} {function}(): {title}")


def _send(report: Report, pipeline: Any, request: Any) -> None:
    watch = None if request is None else request.__dict__.get("_watch")
    if watch is None:
        send(pipeline.reporters, report, None)
    else:
        report.started = watch.started
        watch.send(report)


def report_slow(max_ms: float) -> Callable[[F], F]:
    """Decorate a handler's method, or a function handler, to be reported if a call takes longer than this.

    :param max_ms: The limit in milliseconds, in place of ``report_call_exceeding_ms``.
    :raises TypeError: If it is no number, as where the decorator was not called.

    .. versionadded:: 1.0
    """
    if not isinstance(max_ms, (int, float)):
        raise TypeError(f"report_slow() got {max_ms!r}. Expected a number of milliseconds: @report_slow(max_ms=1000).")

    def mark(function: F) -> F:
        function.__dict__["report_slow_ms"] = max_ms
        return function

    return mark
