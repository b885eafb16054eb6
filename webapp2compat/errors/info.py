"""What is known about the error of a request: ``request.error``.

The pipeline (`pipeline.py`) makes an :class:`ErrorInfo` for each error, and nothing in it is worked out before a
handler, a renderer or a reporter asks.
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from webob import exc
from webob.exc import WSGIHTTPException

from ..http_errors import presented
from ..properties import cached_property
from . import chain
from .exceptions import AppError
from .facts import RequestFacts
from .scrub import CAUGHT, Scrubber, safe_str
from .settings import ErrorSettings

_log = logging.getLogger("webapp2compat.errors")
UNHANDLED = "UNHANDLED_SERVER_ERROR"
_STOCK_TEMPLATE = WSGIHTTPException.body_template_obj
_ENTITY_HEADERS = ("content-type", "content-length", "content-encoding", "etag", "last-modified")


class ErrorInfo(RequestFacts):
    """What is known about one error of one request, and about the request.

    .. versionadded:: 1.0
    """

    #: The application.
    app: Any
    #: What was raised: a group, where :attr:`exception` is its only member.
    raised: BaseException
    #: The exception that the error is about.
    exception: BaseException
    #: The response as the handler left it.
    response: Any
    #: Whether an error handler for its code or class answers; the one for 500 does not count for other exceptions.
    handled = False
    #: Whether it is treated as a bug, though it is an HTTP exception.
    is_trapped = False

    # Many requests that fail make one: nothing is worked out here, and super().__init__() costs a call.
    def __init__(
        self,
        app: Any,
        settings: ErrorSettings,
        request: Any,
        response: Any,
        raised: BaseException,
        traceback: TracebackType | None = None,
    ) -> None:
        self.app = app
        self.request = request
        self.response = response
        self.raised = self.exception = raised
        self._settings = settings
        # As it was when the error arrived, if that was before now.
        self._traceback = traceback or raised.__traceback__
        if isinstance(raised, chain.GROUP):
            self.exception = chain.leaf_of(raised)
        self._own_traceback = self.exception.__traceback__

    def __repr__(self) -> str:
        return f"<ErrorInfo {self.status} {type(self.exception).__name__}>"

    @cached_property
    def event_ids(self) -> dict[str, str]:
        """The ids that reporters gave to their reports, by the names of the reporters."""
        return {}

    @cached_property
    def _scrubber(self) -> Scrubber:
        return self._settings.scrubber

    @property
    def http(self) -> Any:
        """The exception if it is an HTTP exception, and one that is not treated as a bug; else ``None``."""
        # WebOb's own exceptions in webapp2's words.
        return (
            None if self.is_trapped or not isinstance(self.exception, WSGIHTTPException) else presented(self.exception)
        )

    @property
    def status(self) -> int:
        """The status code: 500 for an exception that has none."""
        return 500 if self.http is None else int(self.http.status_int)

    @cached_property
    def title(self) -> str:
        """The name of the status, or the title that the exception was given."""
        return "Internal Server Error" if self.http is None else safe_str(self.http.title)

    @cached_property
    def status_line(self) -> str:
        """The status with its name, as it goes to the client."""
        return "500 Internal Server Error" if self.http is None else str(self.http.status)

    @cached_property
    def message(self) -> str:
        """What the client may read; in debug mode the text of an unknown exception."""
        if self.http is None and self.debug:
            return str(self.exceptions[-1].message)
        return str(self.public_message)

    @cached_property
    def public_message(self) -> str:
        """What the client may read in production."""
        if self.http is None:
            return str(self._settings.internal_error_message)
        detail = self.http.detail
        if detail:
            return safe_str(detail)
        return _template_text(self.http, self.environ) or safe_str(self.http.explanation) or self.title

    @cached_property
    def error(self) -> Any:
        """The identifier for programs: the exception's own, or its title in upper case."""
        if self.http is None:
            return UNHANDLED
        return str(self.own_error or re.sub(r"\W+", "_", self.title.replace("'", "")).strip("_").upper())

    @cached_property
    def own_error(self) -> Any:
        """The identifier for programs that the exception was given."""
        return self._fact("error")

    @cached_property
    def user_message(self) -> Any:
        """The message for people."""
        return self._fact("user_message")

    @cached_property
    def type(self) -> Any:
        """The URI of the problem type."""
        return self._fact("type")

    @cached_property
    def context(self) -> Mapping[str, Any]:
        """The data for the client."""
        return self._fact("context") or {}

    @cached_property
    def extra(self) -> Any:
        """The data that never reaches a client in production."""
        return self._fact("extra") or {}

    @cached_property
    def headers(self) -> list[tuple[str, str]]:
        """The headers of the exception, without those that describe a body."""
        headers = [] if self.http is None else self.http.headerlist
        return [(name, value) for name, value in headers if name.lower() not in _ENTITY_HEADERS]

    @cached_property
    def quiet(self) -> bool:
        """Whether it is neither logged nor reported as fatal, nor shown with a traceback in debug mode."""
        if self.http is None or self._settings.noisy:
            return False
        return bool(getattr(self.http, "quiet", True))

    @property
    def fatal(self) -> bool:
        """Whether the status is 500 or above."""
        return bool(self.status >= 500)

    @property
    def debug(self) -> bool:
        """Whether the application is in debug mode."""
        return bool(self.app.debug)

    @property
    def is_detailed(self) -> bool:
        """Whether the client is shown the exceptions with their frames."""
        return self.debug and not self.quiet

    @cached_property
    def error_id(self) -> str:
        """An id for this error, for the client to quote."""
        return str(uuid.uuid4())

    @property
    def shown_extra(self) -> Any:
        """The extra data for a debug answer, secrets masked."""
        return self._scrubber.plain(self.extra)

    def forget_passing_on(self) -> None:
        """Take the frames out of the traceback that only raised the exception again on its way to the answer."""
        chain.set_traceback(self.exception, self._own_traceback)
        chain.set_traceback(self.raised, self._traceback)

    @cached_property
    def exceptions(self) -> list[chain.Failure]:
        """The exception and its causes as data, the first cause first, secrets masked."""
        return chain.describe(self.exception, self._scrubber, self._secrets)

    @property
    def traceback(self) -> str:
        """The same as text."""
        return chain.as_text(self.exceptions)

    def _fact(self, name: str) -> Any:
        if not isinstance(self.http, AppError):
            return None
        try:
            return getattr(self.http, name)
        except CAUGHT:  # it may be a property
            _log.warning("The %s of %s failed.", name, type(self.http).__name__, exc_info=True)
            return None


def _template_text(error: Any, environ: Mapping[str, Any]) -> str:
    """Return the text of the template that the class of an exception has for itself, as 405 and 501 have."""
    own = {"body_template_obj", "explanation"}.intersection(error.__dict__)
    if own or error.body_template_obj is _STOCK_TEMPLATE:
        return ""
    names = {"REQUEST_METHOD": environ.get("REQUEST_METHOD", ""), "explanation": exc.no_escape(error.explanation)}
    blanks = {"detail": "", "html_comment": "", "location": error.headers.get("Location", "")}
    return " ".join(exc.strip_tags(error.body_template_obj.safe_substitute({**blanks, **names})).split())
