"""The path of an error, in reading order: resolve, report, handle or render, and what is deferred.

1. :meth:`Pipeline.handle` is the default body of ``WSGIApplication.handle_exception()``: it learns what failed, reports
   it and calls the handler for it, or raises it again.
2. :meth:`Pipeline.http_answer` turns an HTTP exception that nothing handled into the response.
3. :meth:`Pipeline.internal_error`, which ``WSGIApplication._internal_error()`` asks, logs any other one and renders it.
4. :meth:`Pipeline.finish` adds the headers that every error response carries.

An HTTP exception that a handler returns goes another way: :meth:`Pipeline.returned` only shows it as others are.
A failure on the way is logged and becomes the plain 500 page; none is handled twice.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

from webob.exc import HTTPException, WSGIHTTPException

from .. import profile
from ..http_errors import HTTPInternalServerError, carry_cookies, copy_of, presented
from .chain import GROUP, exc_info, forget_frames, raise_alone, set_traceback
from .exceptions import AppError
from .info import ErrorInfo
from .manual import remember
from .registry import Found, Registry, legacy_key, loaded
from .render import chosen_format, own_format, render
from .report import CallbackReporter, Reporter, for_error, send
from .scrub import CAUGHT, safe_str
from .settings import read_settings
from .watch import Watch

_log = logging.getLogger("webapp2compat.errors")
# Errors that are logged here, or looked into.
_SPECIAL: Any = (AppError, GROUP)
# Stands for an HTTP exception that is treated as a bug. What handles any exception would have been found for it before.
_BUG = Exception()
_STOCK_MESSAGE = HTTPInternalServerError.explanation


class Pipeline:
    """The error handling of one application.

    :param app: The application, its configuration loaded.
    :param current_request: Returns the current request, or ``None``.
    :raises ValueError: If ``config['webapp2compat.errors']`` has an unknown key or a value that is none of its own.
    """

    def __init__(self, app: Any, current_request: Callable[[], Any]) -> None:
        self.app = app
        self.current_request = current_request
        self.settings = read_settings(app.config)
        self.registry = Registry()
        #: The reporters; while there are none, no request is watched.
        self.reporters: list[Reporter] = []
        self._cleans = profile.setting(app, "clean_error_response")
        self._redispatches = profile.setting(app, "redispatch_errors")
        self._refuses_sniffing = profile.setting(app, "nosniff")
        self._adds_headers = self._refuses_sniffing or self.settings.error_id_header is not None
        switches = (self.settings.noisy, self.settings.propagate, self.settings.trap_http_exceptions)
        self._is_opted_in = self._cleans or self._redispatches or any(switches)
        if self.settings.error_reporter is not None:
            self.add_reporter(CallbackReporter(self.settings.error_reporter))
        for reporter in self.settings.reporters:
            self.add_reporter(reporter)

    def add_reporter(self, reporter: Any) -> None:
        """Add a reporter, or a function that gets fatal reports."""
        self.reporters.append(reporter if isinstance(reporter, Reporter) else Reporter(reporter))
        self._is_opted_in = True
        remember(self)

    def watch(self) -> Watch:
        """Return a watch for a request that begins now."""
        return Watch(self.app, self.settings, self.reporters)

    def handle(self, request: Any, response: Any, error: BaseException) -> Any:
        """Answer an error by its handler.

        :returns: ``None`` to answer with ``response``, or the response to answer with.
        :raises BaseException: The error, if it has no handler.
        """
        if self._is_opted_in or not self.registry.is_empty or issubclass(type(error), _SPECIAL):
            return self.returned(request, response, self._handle(request, response, error))
        # webapp2's way and nothing else: the errors of most applications go here, and few of them are asked for.
        known = [self, response, error, error.__traceback__, False]
        # Tests call this by hand, with None or a stub for the request.
        getattr(request, "__dict__", {})["_error"] = known
        handlers = self.app.error_handlers
        if handlers:
            key, known[4] = legacy_key(handlers, error)
            handler = handlers.get(key)
            handler = loaded(handlers, key) if isinstance(handler, str) else handler
            if handler:
                answer = handler(request, response, error)
                return None if answer is None else self.returned(request, response, answer)
        raise error

    def info_of(self, request: Any) -> ErrorInfo | None:
        """Return what is known about the error of a request, made now if nobody has asked before."""
        known = request.__dict__.get("_error")
        if type(known) is list:
            _, response, error, error_traceback, is_handled = known
            known = ErrorInfo(self.app, self.settings, request, response, error, error_traceback)
            known.handled = is_handled
            request.__dict__["_error"] = known
        info: ErrorInfo | None = known
        return info

    def _handle(self, request: Any, response: Any, error: BaseException) -> Any:
        if getattr(request.__dict__.get("_error"), "raised", None) is error:
            raise error  # a handler has asked by hand, and passes on what was not answered
        info = request.__dict__["_error"] = ErrorInfo(self.app, self.settings, request, response, error)
        found = self._find(info)
        self._notice(info)
        if found is None:
            if isinstance(info.exception, HTTPException):
                raise_alone(info.exception)
            raise info.raised
        try:
            return self._call(found, info)
        except WSGIHTTPException as second:
            info.is_trapped = False  # what a handler raises is the response
            if second is info.exception or not self._redispatches:
                raise
            return self._redispatch(self._replace_http(info, second), found)

    def _find(self, info: ErrorInfo) -> Found | None:
        found = self.registry.find(self.app.error_handlers, info.request.environ, info.exception)
        if found is None and self.settings.trap_http_exceptions and info.http is not None and info.status >= 400:
            info.is_trapped = True
            found = self.registry.find(self.app.error_handlers, info.request.environ, _BUG)
        if found is None:
            return None
        if found.is_fallback and self.settings.propagate:
            return None
        info.handled = not found.is_fallback
        return found

    def _notice(self, info: ErrorInfo) -> None:
        """Report an error, and log it if the application raised it on purpose."""
        # In this order: Sentry takes what it finds in the log for an event, and a second report of it for none.
        if self.reporters and info.status >= 400:
            self._report(info)
        _log_http(info, self.settings.noisy)

    def _report(self, info: ErrorInfo) -> None:
        watch = info.request.__dict__.get("_watch")
        if watch is None:
            send(self.reporters, for_error(info, self.settings, "exception", None), None)
        else:
            watch.has_failed |= info.fatal
            watch.send(for_error(info, self.settings, "exception", watch.started))

    def _call(self, found: Found, info: ErrorInfo) -> Any:
        if found.is_raw and not self._cleans:
            return found.handler(info.request, info.response, info.raised)
        clean = self.app.response_class()
        clean.status = info.status_line
        if info.http is not None:
            carry_cookies(info.response, clean)
        info.request.response = clean
        answer = found.handler(info.request, clean, info.raised if found.is_raw else info.exception)
        return clean if answer is None else answer

    def _replace(self, info: ErrorInfo, error: BaseException) -> ErrorInfo:
        """Let another exception be the error of a request; what is known under the id stays known."""
        second = ErrorInfo(self.app, self.settings, info.request, info.response, error)
        second.event_ids = info.event_ids
        second.error_id = info.error_id
        info.request.__dict__["_error"] = second
        return second

    def _replace_http(self, info: ErrorInfo, error: HTTPException) -> ErrorInfo:
        """Let the HTTP exception of a handler be the error, reported if it is fatal and the one before was not."""
        second = self._replace(info, error)
        if self.reporters and second.fatal and not info.fatal:
            self._report(second)
        return second

    def _redispatch(self, info: ErrorInfo, first: Found) -> Any:
        """Answer the HTTP exception of a handler by the handler for that one; but once."""
        found = self._find(info)
        if found is None or found.handler is first.handler:
            _log_http(info, self.settings.noisy)
            raise info.exception
        return self._call(found, info)

    def http_answer(self, request: Any, response: Any, error: HTTPException) -> Any:
        """Return the response for an HTTP exception that nothing handled.

        :raises BaseException: The exception, if it is treated as a bug, or what fails in one unlike WebOb's.
        """
        info = None if _stays_plain(self, request, error) else self.info_of(request)
        if info is not None and info.is_trapped:
            raise error
        answer = _with_cookies(presented(error), response)
        if info is None or not _has_failed(error):
            return answer
        if info.exception is not error:
            info = self._replace_http(info, error)
            _log_http(info, self.settings.noisy)
        return self._rendered(info, answer) or answer

    def returned(self, request: Any, response: Any, answer: Any) -> Any:
        """Return what to send for what a handler returned: an HTTP exception in the format for it, if there is one."""
        if not (_has_failed(answer) and (self._adds_headers or _has_format(self, request))):
            return answer
        answer = presented(answer)
        info = self.info_of(request)
        info = self._replace(info, answer) if info else ErrorInfo(self.app, self.settings, request, response, answer)
        answer = self._rendered(info, answer) or answer
        return self._add_headers(info, answer) if self._adds_headers else answer

    def internal_error(self, exception: BaseException) -> Any:
        """Log an exception that nothing handled.

        :returns: The response that shows it, or ``None`` for webapp2's page.
        :raises BaseException: The exception, if unhandled ones are to leave the application.
        """
        info = self._info_of(exception)
        _log_unhandled(exception)
        # sys.exit() would end the server.
        if self.settings.propagate and isinstance(exception, Exception):
            _send_deferred(self.current_request())
            raise exception
        return (info and self._rendered(info, None)) or _own_page(self.app.debug, self.settings.internal_error_message)

    def _info_of(self, exception: BaseException) -> ErrorInfo | None:
        """Return what is known about an unhandled exception; ``None`` outside a request that came by here."""
        request = self.current_request()
        info = None if request is None else self.info_of(request)
        if info is None:
            return None
        if exception is not info.raised and exception is not info.exception:
            info = self._replace(info, exception)
            self._notice(info)
        info.forget_passing_on()
        return info

    def _rendered(self, info: ErrorInfo, answer: Any) -> Any:
        """Return the response that shows an error in the format for it, or ``None`` if it has none.

        :param answer: The HTTP exception as it would be sent; a body that was set on it stays.
        """
        try:
            scopes = self.registry.scopes_of(info.environ) if self.registry.scopes else []
            format = chosen_format(info, scopes, self.settings)
            if format is None or getattr(answer, "has_body", False):
                return None
            info.forget_passing_on()
            rendered = render(info, format, scopes, self.settings, answer)
            if info.http is not None:
                carry_cookies(info.response, rendered)
            return rendered
        except CAUGHT as failure:
            _log_unhandled(failure)
            return HTTPInternalServerError()

    def finish(self, request: Any, error: BaseException, answer: Any) -> Any:
        """Return the answer to an error with the headers that all have."""
        info = self.info_of(request) if self._adds_headers else None
        attributes = request.__dict__
        known = attributes.pop("_error", None)  # it would be a cycle for the garbage collector
        raised = known[2] if type(known) is list else getattr(known, "raised", error)
        if "_watch" in attributes:
            attributes["_watch"].answered += [error, raised]
        elif type(known) is list and raised is error and error.__context__ is None:  # as most are: spare them a call
            set_traceback(error, None)
        else:
            forget_frames(error)
            forget_frames(raised)
        return answer if info is None else self._add_headers(info, answer)

    def _add_headers(self, info: ErrorInfo, answer: Any) -> Any:
        if getattr(answer, "status_int", 0) < 400:
            return answer
        if isinstance(answer, WSGIHTTPException):
            answer = copy_of(answer)
        if self._refuses_sniffing:
            answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        if self.settings.error_id_header is not None:
            answer.headers[self.settings.error_id_header] = info.error_id
        return answer


def _send_deferred(request: Any) -> None:
    """Send the reports that wait for a response: there will be none."""
    if request is not None and "_watch" in request.__dict__:
        request.__dict__["_watch"].finish()


def _log_http(info: ErrorInfo, is_noisy: bool) -> None:
    error = info.http
    if error is None or not (isinstance(error, AppError) or is_noisy):
        return
    if info.handled or info.quiet or info.status < 400:
        return
    if info.fatal:
        _log.error("%s: %s", type(error).__name__, safe_str(error), exc_info=exc_info(error))
    else:
        _log.warning("%s: %s", type(error).__name__, safe_str(error))


def _log_unhandled(exception: BaseException) -> None:
    # The root logger: what collects errors from the log, as ereporter and Sentry do, looks there.
    try:
        str(exception)
    except CAUGHT:
        logging.error("%s, whose str() failed", type(exception).__name__, exc_info=exc_info(exception))
    else:
        _, active, active_traceback = sys.exc_info()
        # Python 3.10 goes on showing a traceback as it was caught.
        if active is exception and active_traceback is exception.__traceback__:
            logging.exception(exception)  # webapp2's very call, which tests expect
        else:
            logging.exception(exception, exc_info=exc_info(exception))


def _own_page(debug: bool, message: str) -> Any:
    """Return WebOb's page with the application's own message for unknown exceptions, if it has one."""
    return None if debug or message == _STOCK_MESSAGE else HTTPInternalServerError(explanation=message)


def _has_failed(error: Any) -> bool:
    # webapp2: the code may be anything, as long as the exception can answer.
    return isinstance(error, WSGIHTTPException) and isinstance(error.code, int) and error.code >= 400


def _stays_plain(pipeline: Pipeline, request: Any, error: BaseException) -> bool:
    """Tell whether an error goes webapp2's way to the end: nobody has looked into it, and no format is set."""
    known = request.__dict__.get("_error")
    return type(known) is list and known[2] is error and not _has_format(pipeline, request)


def _has_format(pipeline: Pipeline, request: Any) -> bool:
    """Tell whether a format is set that could be the one for an error of a request."""
    if pipeline.settings.format is not None or pipeline.registry.scopes:
        return True
    return own_format(request) is not None


def _with_cookies(answer: Any, response: Any) -> Any:
    """Return an HTTP exception with the cookies that were set on the response it stands for."""
    if getattr(response, "has_only_defaults", False) or not isinstance(answer, WSGIHTTPException):
        return answer
    answer = copy_of(answer)
    carry_cookies(response, answer)
    return answer
