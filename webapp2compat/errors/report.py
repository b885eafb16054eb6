"""Reports of errors, and the reporters that they go to.

The pipeline reports what fails (`pipeline.py`), `watch.py` what is slow or fails while it is streamed, and `manual.py`
what the application caught itself.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from .dump import dump
from .facts import RequestFacts
from .info import ErrorInfo
from .scrub import CAUGHT, safe_str
from .settings import ErrorSettings

_log = logging.getLogger("webapp2compat.errors")
LONGEST_TITLE = 500
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
# A reporter that calls report_error() would otherwise be asked again for its own report.
_is_sending: ContextVar[bool] = ContextVar("webapp2compat.errors.is_sending", default=False)


@dataclass
class Report:
    """What a reporter gets.

    .. versionadded:: 1.0
    """

    #: ``"exception"``, ``"stream"`` (the body failed on its way), ``"slow"`` or ``"manual"`` (:func:`report_error`).
    kind: str
    #: One line that says it all.
    title: str
    #: The exception, if there is one.
    exception: BaseException | None
    #: Whether the client got, or would have got, a status of 500 or above.
    is_fatal: bool
    #: The status that the client gets, if it is known.
    status: int | None
    #: The settings of the application.
    settings: ErrorSettings = field(repr=False)
    #: What is known about the error; ``None`` for slow calls and manual reports.
    info: ErrorInfo | None = field(default=None, repr=False)
    #: What is known about the request; ``None`` outside one.
    facts: RequestFacts | None = field(default=None, repr=False)
    #: The data that came with a manual report.
    data: Any = field(default=None, repr=False)
    #: What was caught, for a manual report.
    caught: Any = field(default=None, repr=False)
    #: When the request began, in seconds since the epoch.
    started: float | None = field(default=None, repr=False)
    #: The frames of the code that made a manual report.
    stack: list[traceback.FrameSummary] = field(default_factory=list, repr=False)

    @property
    def raised(self) -> BaseException | None:
        """The exception as it was raised: a group, where :attr:`exception` is its only member."""
        return self.info.raised if self.info else self.exception

    def dump(self) -> dict[str, Any]:
        """Return everything as plain data, with secrets masked."""
        return dump(self)

    def as_json(self) -> str:
        """Return everything as JSON."""
        return json.dumps(self.dump(), sort_keys=True, indent=4)


class Reporter:
    """Send reports to a function.

    It takes what it needs before it returns: when the response has been sent, the exception loses its frames, since
    applications may keep an exception and raise it again and again.

    :param fn: A function of a :class:`Report`; what it returns is the id of the report, or ``None``.
    :param when: ``"fatal"`` for statuses from 500 on, unless the error is quiet, and for slow calls; ``"unhandled"``
        for exceptions that are no HTTP exceptions and have no handler for their class; ``"all"``; or a function of a
        report that says whether it is wanted. A call of :func:`report_error` goes to the first three alike.
    :param deferred: Whether to wait until the response has been sent.
    :param name: The name under which ``request.error.event_ids`` holds the id.
    :raises ValueError: If there is no such ``when``.
    :raises TypeError: If ``fn`` cannot be called.

    .. versionadded:: 1.0
    """

    def __init__(self, fn: Any = None, *, when: Any = "fatal", deferred: bool = False, name: str | None = None) -> None:
        wants = _WANTED.get(when) if isinstance(when, str) else when
        if not callable(wants):
            raise ValueError(f"when is {when!r}. Expected {', '.join(map(repr, _WANTED))} or a function.")
        if type(self) in (Reporter, CallbackReporter) and not callable(fn):
            raise TypeError(f"{fn!r} cannot be called with a report. Expected a function.")
        self.fn = fn
        self.wants: Callable[[Report], Any] = wants
        self.deferred = deferred
        self.name = name or getattr(fn, "__name__", type(self).__name__)

    def __call__(self, report: Report) -> Any:
        """Send one report.

        :returns: Its id, or ``None``.
        """
        return self.fn(report)


class CallbackReporter(Reporter):
    """Send reports to a function of a title and a JSON text, as PyMacaron's ``error_reporter`` is.

    .. versionadded:: 1.0
    """

    def __call__(self, report: Report) -> Any:
        """Send one report."""
        return self.fn(report.title, report.as_json())


def _is_wanted_if_fatal(report: Report) -> bool:
    if report.info is None:
        return True
    return report.info.fatal and not report.info.quiet


def _is_wanted_if_unhandled(report: Report) -> bool:
    if report.info is None:
        return report.kind == "manual"
    return report.info.http is None and not report.info.handled


_WANTED: dict[str, Callable[[Report], bool]] = {
    "fatal": _is_wanted_if_fatal,
    "unhandled": _is_wanted_if_unhandled,
    "all": lambda report: True,
}


def send(reporters: Iterable[Reporter], report: Report, later: list[tuple[Reporter, Report]] | None) -> None:
    """Send a report to the reporters that want it.

    :param later: Gets the deferred ones; without it they are called now.
    """
    if _is_sending.get():
        return
    token = _is_sending.set(True)
    try:
        for reporter in reporters:
            _send(reporter, report, later)
    finally:
        _is_sending.reset(token)


def _send(reporter: Reporter, report: Report, later: list[tuple[Reporter, Report]] | None) -> None:
    # Whatever a reporter does must not change what the client gets.
    try:
        if not reporter.wants(report):
            return
        if reporter.deferred and later is not None:
            later.append((reporter, report))
            return
        event_id = reporter(report)
        if event_id and report.info is not None:
            report.info.event_ids[reporter.name] = str(event_id)
    except CAUGHT:
        _log.exception("The reporter %s failed.", reporter.name)


def one_line(text: str) -> str:
    """Return a title without line breaks, which would end the subject of a mail, and no longer than one can read."""
    text = _CONTROL.sub(" ", text)
    return text if len(text) <= LONGEST_TITLE else f"{text[:LONGEST_TITLE]}..."


def for_error(info: ErrorInfo, settings: ErrorSettings, kind: str, started: float | None) -> Report:
    """Return the report of an exception."""
    where = f"{info.endpoint}()" if info.endpoint else f"{info.method} {info.path}"
    severity = "FATAL" if info.fatal else "NON-FATAL"
    what = info.clean(safe_str(info.exception))
    return Report(
        kind=kind,
        title=one_line(f"{severity} BACKEND ERROR {settings.name} {info.status} {info.error}: {where}: {what}"),
        exception=info.exception,
        is_fatal=info.fatal,
        status=info.status,
        settings=settings,
        info=info,
        facts=info,
        started=started,
    )


def for_slow_call(facts: RequestFacts, settings: ErrorSettings, status: int, limit: float, started: float) -> Report:
    """Return the report of a call that took longer than its limit."""
    called = f"{settings.name} {status}: {facts.endpoint}()"
    return Report(
        kind="slow",
        title=f"NON-FATAL BACKEND ERROR {called} calltime exceeded {limit:g} millisec!",
        exception=None,
        is_fatal=False,
        status=status,
        settings=settings,
        facts=facts,
        started=started,
    )
