"""What the application has answered, and what it logged meanwhile: ``logservice.fetch()`` reads it on a local run.

`tree.py` has every request recorded; only the latest are kept, in memory. The stub speaks JSON in a protocol buffer, so
that services in other processes can read too.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from ..optional import import_extra
from ..typing import Environ, ExcInfo, StartResponse, WSGIApp

apiproxy_stub = import_extra("google.appengine.api.apiproxy_stub", "appengine")

KEPT = 1000

Entry = dict[str, Any]  # The fields of a RequestLog, as JSON has them.
_NAMES = {
    "app_id": "APPLICATION_ID",
    "host": "HTTP_HOST",
    "http_version": "SERVER_PROTOCOL",
    "ip": "REMOTE_ADDR",
    "method": "REQUEST_METHOD",
    "module_id": "CURRENT_MODULE_ID",
    "nickname": "USER_NICKNAME",
    "referrer": "HTTP_REFERER",
    "request_id": "REQUEST_LOG_ID",
    "task_name": "HTTP_X_APPENGINE_TASKNAME",
    "task_queue_name": "HTTP_X_APPENGINE_QUEUENAME",
    "user_agent": "HTTP_USER_AGENT",
}


class RequestLogs(logging.Handler):
    """The latest requests; as a handler of the root logger it gives each the lines that were logged for it."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: dict[str, Entry] = {}
        self._change = threading.Lock()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take what is logged, until the block ends."""
        logging.getLogger().addHandler(self)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Note a line for the request that it was logged in; one without a text is no failure of the application."""
        entry = self._entries.get(os.environ.get("REQUEST_LOG_ID", ""))
        if entry is None:
            return
        level = min(max(record.levelno // 10 - 1, 0), 4)
        try:
            entry["app_logs"].append({"time": record.created, "level": level, "message": record.getMessage()})
        except Exception:
            self.handleError(record)

    def recorded(self, app: WSGIApp) -> WSGIApp:
        """Return an application that does what ``app`` does and is recorded."""

        def respond(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
            entry = self._begin()

            def start(
                status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None
            ) -> Callable[[bytes], object]:
                entry["status"] = int(status[:3])
                sizes = [int(value) for name, value in headers if name.lower() == "content-length"]
                entry["response_size"] = sizes[0] if sizes else 0
                return start_response(status, headers, exc_info)

            try:
                return app(environ, start)
            finally:
                entry.update(end_time=time.time(), finished=True)

        return respond

    def _begin(self) -> Entry:
        now = time.time()
        entry: Entry = {name: os.environ.get(variable, "") for name, variable in _NAMES.items()}
        query = os.environ.get("QUERY_STRING", "")
        entry["resource"] = os.environ.get("PATH_INFO", "") + (f"?{query}" if query else "")
        entry["version_id"] = os.environ.get("CURRENT_VERSION_ID", "").partition(".")[0]
        entry.update(start_time=now, end_time=now, finished=False, status=0, response_size=0, app_logs=[])
        with self._change:
            self._entries[entry["request_id"]] = entry
            while len(self._entries) > KEPT:
                del self._entries[next(iter(self._entries))]
        return entry

    def find(self, query: dict[str, Any]) -> list[Entry]:
        """List the requests that a query asks for, the latest first.

        :param query: The arguments of ``logservice.fetch()``; what is ``None`` or missing does not matter.
        """
        with self._change:
            entries = list(self._entries.values())[::-1]
        if query.get("offset"):
            ids = [entry["request_id"] for entry in entries]
            entries = entries[ids.index(query["offset"]) + 1 :] if query["offset"] in ids else []
        return [entry for entry in entries if _fits(entry, query)]


def _fits(entry: Entry, query: dict[str, Any]) -> bool:
    """Tell whether a query asks for a request."""
    level, versions, ids = (query.get(name) for name in ("minimum_log_level", "module_versions", "request_ids"))
    return all(
        (
            entry["finished"] or query.get("include_incomplete") or ids,
            _is_between(entry["end_time"], query.get("start_time"), query.get("end_time")),
            level is None or any(line["level"] >= level for line in entry["app_logs"]),
            not versions or [entry["module_id"], entry["version_id"]] in versions,
            not ids or entry["request_id"] in ids,
        )
    )


def _is_between(time: float, start: float | None, end: float | None) -> bool:
    return (start is None or time >= start) and (end is None or time < end)


class LogService(apiproxy_stub.APIProxyStub):  # type: ignore[name-defined]  # The SDK has no types.
    """Answers ``logservice.fetch()``.

    :param logs: What it answers from.
    """

    def __init__(self, logs: RequestLogs) -> None:
        super().__init__("logservice")
        self.logs = logs

    def _Dynamic_Read(self, request: Any, response: Any) -> None:  # The SDK's name.
        response.value = json.dumps(self.logs.find(json.loads(request.value)))
