"""Reporters for Sentry, Google Cloud Error Reporting and OpenTelemetry.

None of them needs its SDK before it is made: Sentry's and OpenTelemetry's are extras, Google's needs none at all.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from ..optional import import_extra
from .chain import qualified_name
from .dump import clean, trace_of
from .facts import RequestFacts
from .report import Report, Reporter
from .scrub import CAUGHT, MASK, safe_str
from .settings import service_name, service_version

_EVENT_TYPE = "type.googleapis.com/google.devtools.clouderrorreporting.v1beta1.ReportedErrorEvent"


class SentryReporter(Reporter):
    """Send exceptions to Sentry; ``request.error.event_ids['sentry']`` is the id of the event.

    :param client: A client of your own: an object with ``capture_exception(error)``, or raven's with
        ``captureException(exc_info=)``; ``None`` for ``sentry_sdk``, which the application has initialised.
    :param when: As in :class:`Reporter`.
    :param deferred: As in :class:`Reporter`; the SDK's logging integration has sent the event by then, without the
        request.
    :raises MissingExtraError: If there is neither a client nor the SDK.

    .. versionadded:: 1.0
    """

    def __init__(self, client: Any = None, *, when: Any = "unhandled", deferred: bool = False) -> None:
        super().__init__(when=when, deferred=deferred, name="sentry")
        self.client = client
        self._sdk = import_extra("sentry_sdk", extra="sentry") if client is None else None

    def __call__(self, report: Report) -> Any:
        """Send one report."""
        if self.client is None:
            return _send_to_sdk(self._sdk, report)
        client, error = self.client, report.raised
        if hasattr(client, "capture_exception"):
            return client.capture_message(report.title) if error is None else client.capture_exception(error)
        if error is None:
            return client.captureMessage(report.title)
        return client.captureException(exc_info=(type(error), error, error.__traceback__))


def _send_to_sdk(sdk: Any, report: Report) -> Any:
    with sdk.new_scope() as scope:
        scope.add_event_processor(_without_secrets(report))
        if report.facts is not None:
            scope.add_event_processor(_with_request(report.facts))
        if report.info is not None:
            scope.set_tag("error_id", report.info.error_id)
        if report.raised is not None:
            return scope.capture_exception(report.raised)
        return scope.capture_message(report.title, level="error" if report.is_fatal else "warning")


def _without_secrets(report: Report) -> Any:
    """Return what masks secrets in the messages and the variables of an event; a request among these shows its URL."""

    def mask(event: dict[str, Any], hint: Any) -> dict[str, Any]:
        return {**event, "exception": _masked(report, event["exception"])} if "exception" in event else event

    return mask


def _masked(report: Report, value: Any) -> Any:
    if isinstance(value, dict):
        is_secret = report.settings.scrubber.is_secret
        return {name: MASK if is_secret(name) else _masked(report, item) for name, item in value.items()}
    if isinstance(value, list):
        return [_masked(report, item) for item in value]
    return clean(report, value) if isinstance(value, str) else value


def _with_request(facts: RequestFacts) -> Any:
    request = {
        "url": f"{facts.host_url}{facts.path}",
        "method": facts.method,
        "query_string": facts.url.partition("?")[2],
        "headers": facts.request_headers,
    }

    def add_request(event: dict[str, Any], hint: Any) -> dict[str, Any]:
        known = event.get("request")
        if not known:
            return {**event, "request": request, "transaction": facts.endpoint}
        # Sentry's WSGI middleware has put a request there that knows more, and tells the secrets in the URL.
        return {**event, "request": {**known, "url": request["url"], "query_string": request["query_string"]}}

    return add_request


class CloudErrorReporter(Reporter):
    """Write each report as one line of JSON that Google Cloud Error Reporting understands.

    :param stream: Where to write, ``sys.stderr`` as it is at that time by default.
    :param service: The name of the service; that of App Engine or Cloud Run by default.
    :param version: Its version, likewise.
    :param project: The id of the project, likewise; it links reports with traces.
    :param when: As in :class:`Reporter`.
    :param deferred: As in :class:`Reporter`.

    .. versionadded:: 1.0
    """

    def __init__(
        self,
        stream: Any = None,
        service: str | None = None,
        version: str | None = None,
        project: str | None = None,
        *,
        when: Any = "fatal",
        deferred: bool = False,
    ) -> None:
        super().__init__(when=when, deferred=deferred, name="cloud")
        self.stream = stream
        self.service = service or service_name()
        self.version = version or service_version()
        self.project = project or os.environ.get("GOOGLE_CLOUD_PROJECT")

    def __call__(self, report: Report) -> None:
        """Write one report."""
        stream = sys.stderr if self.stream is None else self.stream
        stream.write(json.dumps(self.entry(report)) + "\n")
        stream.flush()

    def entry(self, report: Report) -> dict[str, Any]:
        """Return a report as a structured log entry."""
        service = {"service": self.service, **({"version": self.version} if self.version else {})}
        entry: dict[str, Any] = {
            "severity": "ERROR" if report.is_fatal else "WARNING",
            "@type": _EVENT_TYPE,
            "message": clean(report, report.title if report.exception is None else trace_of(report.exception)),
            "serviceContext": service,
            "context": _context(report),
        }
        trace = "" if report.facts is None else report.facts.header("X-Cloud-Trace-Context").partition("/")[0]
        if trace and self.project:
            entry["logging.googleapis.com/trace"] = f"projects/{self.project}/traces/{trace}"
        return entry


def _context(report: Report) -> Mapping[str, Any]:
    context: dict[str, Any] = {}
    if report.exception is None or report.exception.__traceback__ is None:
        context["reportLocation"] = _location(report)
    if report.facts is not None:
        facts = report.facts
        context["httpRequest"] = {
            "method": facts.method,
            "url": facts.url,
            "userAgent": facts.header("User-Agent"),
            "referrer": facts.header("Referer"),
            "remoteIp": str(facts.environ.get("REMOTE_ADDR", "")),
            "responseStatusCode": report.status,
        }
    return context


def _location(report: Report) -> dict[str, Any]:
    """Return where a report was made: Error Reporting wants to know, if there is no traceback that says so."""
    name = report.facts.endpoint if report.facts else None
    if not report.stack:
        return {"functionName": name or "unknown", "filePath": "unknown", "lineNumber": 0}
    frame = report.stack[-1]
    return {"functionName": name or frame.name, "filePath": frame.filename, "lineNumber": frame.lineno}


class OpenTelemetryReporter(Reporter):
    """Record exceptions as events of the current span.

    :param when: As in :class:`Reporter`.
    :raises MissingExtraError: If OpenTelemetry is not installed.

    .. versionadded:: 1.0
    """

    def __init__(self, *, when: Any = "fatal") -> None:
        # Not deferred: the span has ended by then.
        super().__init__(when=when, name="opentelemetry")
        self._trace = import_extra("opentelemetry.trace", extra="opentelemetry")

    def __call__(self, report: Report) -> None:
        """Record one report; what has no exception is an event named ``report``."""
        span, error = self._trace.get_current_span(), report.exception
        if error is None:
            span.add_event("report", {"title": report.title})
            return
        attributes = {
            "exception.message": clean(report, safe_str(error)),
            "exception.stacktrace": clean(report, trace_of(error)),
        }
        try:
            span.record_exception(error, attributes)
        except CAUGHT:  # OpenTelemetry takes the str() of the exception, whatever the attributes
            span.add_event("exception", {"exception.type": qualified_name(type(error)), **attributes})
