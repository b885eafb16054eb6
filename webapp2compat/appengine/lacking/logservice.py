"""``google.appengine.api.logservice``: what a local run has answered and logged.

On App Engine the logs are read by Cloud Logging today.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

from google.appengine.api import apiproxy_stub_map
from google.appengine.runtime import apiproxy_errors
from google.protobuf.wrappers_pb2 import StringValue

AUTOFLUSH_ENABLED = False
AUTOFLUSH_EVERY_SECONDS = 60
AUTOFLUSH_EVERY_BYTES = 4096
AUTOFLUSH_EVERY_LINES = 50

LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR, LOG_LEVEL_CRITICAL = range(5)

MAX_ITEMS_PER_FETCH = 1000


class Error(Exception):
    """Base of the errors of this module."""


class InvalidArgumentError(Error):
    """An argument is not what was expected."""


class TimeoutError(Error):  # The SDK's name.
    """Reading took too long; nothing raises it here."""


class AppLog:
    """A line that the application has logged."""

    def __init__(self, time: float, level: int, message: str) -> None:
        self.time, self.level, self.message = time, level, message


class RequestLog:
    """A request that was answered. Its fields are those of App Engine; what is not known here is 0 or ``None``."""

    app_engine_release = instance_key = url_map_entry = None
    api_mcycles = mcycles = pending_time = replica_index = 0
    cost = 0.0
    was_loading_request = False

    def __init__(self, app_logs: list[dict[str, Any]], **fields: Any) -> None:
        self.app_logs = [AppLog(**line) for line in app_logs]
        vars(self).update(fields)
        self.offset = self.request_id

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"A RequestLog has no {name!r}.")

    @property
    def latency(self) -> float:
        """How many seconds the answer took."""
        return float(self.end_time - self.start_time)

    @property
    def combined(self) -> str:
        """The request as a line of Apache's combined log."""
        when = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(self.start_time))
        return (
            f'{self.ip} - {self.nickname or "-"} [{when}] "{self.method} {self.resource} {self.http_version}" '
            f'{self.status} {self.response_size} "{self.referrer}" "{self.user_agent}"'
        )


def flush() -> None:
    """Write out what was logged so far."""
    sys.stderr.flush()


def autoflush_enabled() -> bool:
    """Tell whether the log is flushed by itself."""
    return AUTOFLUSH_ENABLED


def fetch(
    start_time: float | None = None,
    end_time: float | None = None,
    offset: str | None = None,
    minimum_log_level: int | None = None,
    include_incomplete: bool = False,
    include_app_logs: bool = False,
    module_versions: list[tuple[str, str]] | None = None,
    version_ids: list[str] | None = None,
    request_ids: list[str] | None = None,
    **kwargs: Any,
) -> Iterator[RequestLog]:
    """Iterate over the requests that were answered, the latest first.

    :param start_time: The earliest end of a request, in seconds since 1970.
    :param end_time: The end of every request is before it.
    :param offset: The ``offset`` of a request; only earlier ones are wanted.
    :param minimum_log_level: Requests must have a line of this level, or above, in the log.
    :param include_incomplete: Whether requests count that have no answer yet.
    :param include_app_logs: Whether the lines are wanted too.
    :param module_versions: Pairs of service and version.
    :param version_ids: Versions of the default service.
    :param request_ids: The ids of the requests that are wanted.
    :param kwargs: How many are read at once, which makes no difference here.
    :raises InvalidArgumentError: If there is no such level, or both ``module_versions`` and ``version_ids``.
    :raises NotImplementedError: On App Engine.
    """
    if minimum_log_level not in (None, *range(5)):
        raise InvalidArgumentError(f"minimum_log_level must be from 0 to 4, not {minimum_log_level!r}.")
    if module_versions and version_ids:
        raise InvalidArgumentError("Give module_versions or version_ids, not both.")
    query = {
        "start_time": start_time,
        "end_time": end_time,
        "offset": offset,
        "minimum_log_level": minimum_log_level,
        "include_incomplete": include_incomplete,
        "module_versions": module_versions or [("default", version) for version in version_ids or []],
        "request_ids": request_ids,
    }
    return _logs(_read(query), include_app_logs)


def _read(query: dict[str, Any]) -> list[dict[str, Any]]:
    response = StringValue()
    try:
        apiproxy_stub_map.MakeSyncCall("logservice", "Read", StringValue(value=json.dumps(query)), response)
    except (AssertionError, apiproxy_errors.Error) as error:
        raise NotImplementedError(
            "google.appengine.api.logservice.fetch() is available on a local run only. Read logs with the package "
            "google-cloud-logging."
        ) from error
    found: list[dict[str, Any]] = json.loads(response.value)
    return found


def _logs(entries: list[dict[str, Any]], include_app_logs: bool) -> Iterator[RequestLog]:
    for entry in entries:
        yield RequestLog(**entry if include_app_logs else {**entry, "app_logs": []})
