"""A watch over one request of an application that has reporters: slow calls, failing streams, deferred reports.

The application starts a :class:`Watch` for each request that it answers, and has it follow the body that it returns
(`app.py`). One without reporters starts none.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

from . import endpoint
from .chain import forget_frames
from .facts import RequestFacts
from .info import ErrorInfo
from .report import Report, Reporter, for_error, for_slow_call, send
from .scrub import CAUGHT
from .settings import ErrorSettings


class Watch:
    """The watch over one request."""

    def __init__(self, app: Any, settings: ErrorSettings, reporters: list[Reporter]) -> None:
        self.app = app
        self.settings = settings
        self.reporters = reporters
        #: When the request began, in seconds since the epoch.
        self.started = time.time()
        #: Whether the request failed with a status of 500 or above.
        self.has_failed = False
        #: The reports that wait until the response has been sent.
        self.pending: list[tuple[Reporter, Report]] = []
        #: The exceptions that were answered; their frames are dropped when those reports have been sent.
        self.answered: list[BaseException] = []
        self._clock = time.perf_counter()

    def follow(self, request: Any, answer: Any, body: Iterable[bytes]) -> Iterable[bytes]:
        """Report a call that was slow, and return the body, watched."""
        milliseconds = (time.perf_counter() - self._clock) * 1000
        route = getattr(request, "route", None)
        settings = self.settings
        limit = endpoint.limit_of(route, request.environ["REQUEST_METHOD"], settings.report_call_exceeding_ms)
        status = getattr(answer, "status_int", 200)
        has_failed = self.has_failed or status >= 500
        if limit is not None and milliseconds > limit and not has_failed:
            facts = RequestFacts(request, settings.scrubber)
            self.send(for_slow_call(facts, settings, status, limit, self.started))
        return _FollowedBody(self, request, body)

    def stream_failed(self, request: Any, error: BaseException) -> None:
        """Report an exception that ended a body."""
        info = ErrorInfo(self.app, self.settings, request, None, error)
        info.is_trapped = True  # an HTTP exception is of no use any more
        self.send(for_error(info, self.settings, "stream", self.started))

    def send(self, report: Report) -> None:
        """Send a report now, or later to a deferred reporter."""
        send(self.reporters, report, self.pending)

    def finish(self) -> None:
        """Send the reports that waited for the response to be sent."""
        pending, self.pending = self.pending, []
        for reporter, report in pending:
            send([reporter], report, None)
        for error in self.answered:
            forget_frames(error)


def forget_answered(request: Any, error: BaseException | None) -> None:
    """Drop the frames of an exception that a handler has answered itself, when all reports of it have been sent.

    :param request: The request, or what a test has in its place.
    """
    watch = getattr(request, "__dict__", {}).get("_watch")
    if watch is None:
        forget_frames(error)
    else:
        watch.answered.append(error)


class _FollowedBody:
    def __init__(self, watch: Watch, request: Any, body: Iterable[bytes]) -> None:
        self._watch = watch
        self._request = request
        self._body = body
        self._chunks: Iterator[bytes] | None = None

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            if self._chunks is None:
                self._chunks = iter(self._body)
            return next(self._chunks)
        except StopIteration:
            raise
        except CAUGHT as error:
            self._watch.stream_failed(self._request, error)
            raise

    def close(self) -> None:
        """Close the body, and send what was deferred."""
        try:
            close = getattr(self._body, "close", None)
            if close is not None:
                close()
        except CAUGHT as error:
            self._watch.stream_failed(self._request, error)
            raise
        finally:
            self._watch.finish()
