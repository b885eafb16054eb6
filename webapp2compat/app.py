"""The application: the path of a request, and the path of an error, in reading order.

A request:

1. A server calls :meth:`WSGIApplication.__call__` with the environ (:pep:`3333`).
2. It makes the request and the response and publishes them, or a request context of its own does (`context.py`).
3. A request method that the application does not know is refused with 501.
4. The router finds the route, adapts its handler and calls it (`router.py`, `route.py`, `adapters.py`).
5. The handler calls the user's method (`handler.py`), which writes to the response or returns another answer.
6. The answer is called as a WSGI application and starts the response.

An error (its pipeline is `errors/pipeline.py`):

1. What the handler's own ``handle_exception()`` does not answer arrives at :meth:`WSGIApplication.handle_exception`.
2. The exception is reported, and answered by the error handler for its code or its class.
3. An HTTP exception with no handler is its own response, in the format that is set for errors.
4. What fails beyond that is logged and becomes the 500 page of :meth:`WSGIApplication._internal_error`.
"""

from __future__ import annotations

import html
import logging
import os
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any
from wsgiref import handlers

import webob
from webob.exc import HTTPException

from . import profile
from .config import Config
from .context import PublishedBody, RequestContext, _local, current_request, publish, withdraw
from .errors.dump import trace_of
from .errors.pipeline import Pipeline
from .errors.registration import ErrorRegistration
from .errors.scrub import CAUGHT
from .handler import RequestHandler
from .http_errors import HTTPInternalServerError, HTTPNotImplemented, presented
from .imports import import_string
from .request import Request, request_of
from .response import Response, response_of
from .response_body import close
from .router import Router

if TYPE_CHECKING:
    from .typing import Environ, StartResponse, WSGIApp

_debug_template = """\
<html>
  <head>
    <title>Internal Server Error</title>
    <style>
      body {
        padding: 20px;
        font-family: arial, sans-serif;
        font-size: 14px;
      }
      pre {
        background: #F2F2F2;
        padding: 10px;
      }
    </style>
  </head>
  <body>
    <h1>Internal Server Error</h1>
    <p>The server has either erred or is incapable of performing
    the requested operation.</p>
    <pre>%s</pre>
  </body>
</html>"""


class WSGIApplication(ErrorRegistration):
    """A WSGI application: routes, configuration and error handlers, and the path of a request through them.

    :param routes: Routes, or tuples ``(regex, handler)``.
    :param debug: Whether an unhandled exception is shown to the client with its traceback.
    :param config: The configuration: a dict of module keys to dicts.
    :raises ValueError: If a switch of ``config['webapp2compat']`` or a key of ``config['webapp2compat.errors']`` is
        unknown.

    .. differs::
        ``SystemExit`` and ``GeneratorExit`` become a logged 500; webapp2 lets them end the server's process.

    .. differs::
        What a handler returns that is no WSGI application, and a response that fails to start, go to
        ``error_handlers[500]`` as other errors do; webapp2 answers with its plain page.

    .. differs::
        ``PATCH`` is served where the handler defines ``patch()``, or its route lists it in ``methods`` or names a
        ``handler_method``, unless the application allows fewer methods than webapp2 does; there the answer is 501
        (:rfc:`5789`).
    """

    #: The request methods that are not refused with 501.
    allowed_methods = frozenset(("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"))
    #: The class of requests.
    request_class = Request
    #: The class of responses.
    response_class = Response
    #: The class of the router.
    router_class = Router
    #: The class of the context that publishes the current request.
    request_context_class = RequestContext
    #: The class of the configuration.
    config_class = Config

    #: Whether the application is in debug mode.
    debug = False
    #: The router.
    router: Router = None  # type: ignore[assignment]  # the constructor sets it
    #: The configuration.
    config: Config = None  # type: ignore[assignment]  # the constructor sets it
    #: Instances that live as long as the application, such as template engines.
    registry: dict[str, Any] = None  # type: ignore[assignment]  # the constructor sets it
    #: Status codes to error handlers: callables ``(request, response, exception)`` or their dotted names.
    error_handlers: dict[Any, Any] = None  # type: ignore[assignment]  # the constructor sets it

    #: The application that answers the current request.
    active_instance = app = _local("app")
    #: The current request.
    request = _local("request")

    # The dotted name of what run() serves with: it stands above this module.
    _serve = "webapp2compat.serving.serve"

    def __init__(self, routes: Iterable[Any] | None = None, debug: bool = False, config: Any = None) -> None:
        self.debug = debug
        self._has_own_globals = _publishing(type(self)) != _STOCK_PUBLISHING
        self.registry = {}
        self.error_handlers = {}
        self.config = self.config_class(config)
        profile.check(self.config)
        self.error_pipeline = Pipeline(self, current_request)
        self.router = self.router_class(routes)

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name in ("set_globals", "clear_globals"):
            self._has_own_globals = True

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one WSGI request."""
        if self.request_context_class is not RequestContext or self.error_pipeline.reporters or self._has_own_globals:
            return self._answer_in_context(environ, start_response)
        # What a RequestContext does, without the object, which would cost as much as finding the route.
        response = response_of(self)
        request = request_of(self, environ, response)
        token = publish((self, request))
        try:
            return self._answer(request, response, environ, start_response)
        finally:
            withdraw(token)

    def _answer_in_context(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request in the context that the application has set, watched if there are reporters."""
        with self.request_context_class(self, environ) as (request, response):
            if self.error_pipeline.reporters:
                request.__dict__["_watch"] = self.error_pipeline.watch()
            return self._answer(request, response, environ, start_response)

    def _answer(
        self, request: Request, response: Response, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Find the answer to a request, start it, and return its body."""
        try:
            if environ["REQUEST_METHOD"] not in self.allowed_methods:
                self._refuse_unknown_method(request)
            answer = self.router.dispatch(request, response)
            if answer is None:
                answer = response
            elif type(answer) is not self.response_class:
                answer = self.error_pipeline.returned(request, response, answer)
                answer, start_response = _foreign(answer, start_response)
        except CAUGHT as error:
            answer = self._respond_to_error(request, response, error)
        try:
            # By its name, which spares Python the search for it.
            body: Iterable[bytes] = answer.__call__(environ, start_response)
            if type(body) is list and not self.error_pipeline.reporters:
                return body
            return _outliving(request, answer, body)
        except CAUGHT as error:
            return self._restart(request, response, error, _restarting(start_response, error))

    def _refuse_unknown_method(self, request: Request) -> None:
        """Abort with 501 unless the method is PATCH and the matched handler serves it.

        A request_class may say another method than the client.
        """
        method = request.method
        if method not in self.allowed_methods and (method != "PATCH" or not self._serves_patch(request)):
            raise HTTPNotImplemented()

    def _serves_patch(self, request: Request) -> bool:
        if not _STOCK_METHODS.issubset(self.allowed_methods):
            return False
        try:
            matched = self.router.match(request)
        except HTTPException:
            return False
        if matched is None:
            return False
        route = matched[0]
        if route.handler_method or "PATCH" in (getattr(route, "methods", None) or ()):
            return True
        handler = import_string(route.handler) if isinstance(route.handler, str) else route.handler
        return getattr(handler, "patch", None) is not None

    def _respond_to_error(self, request: Request, response: Response, error: BaseException) -> WSGIApp:
        """Return the answer to a request that failed."""
        pipeline = self.error_pipeline
        try:
            try:
                answer = self.handle_exception(request, response, error)
            except HTTPException as http_error:
                answer = pipeline.http_answer(request, response, http_error)
        except CAUGHT as unhandled:
            answer = self._internal_error(unhandled)
        application: WSGIApp = pipeline.finish(request, error, response if answer is None else answer)
        if application is response:
            return application
        try:
            close(response)  # one of WebOb's own class has nothing to close
        except CAUGHT as failure:
            logging.exception(failure)
        return _with_own_call(application)

    def _restart(
        self, request: Request, response: Response, error: BaseException, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Start the answer in place of one that failed to start, and return its body."""
        answer = self._respond_to_error(request, response, error)
        try:
            body = answer(request.environ, start_response)
        except CAUGHT as failure:
            if failure is error:
                raise  # the server has sent headers already
            answer = self._internal_error(failure)
            body = answer(request.environ, start_response)
        return _outliving(request, answer, body)

    def handle_exception(self, request: Request, response: Response, e: BaseException) -> Any:
        """Answer an exception by the error handler for its code or its class, and report it.

        An exception that is no HTTP exception is looked up by its class, and then under the code 500.

        :param request: The request that failed.
        :param response: The response as it is now.
        :param e: The exception.
        :returns: ``None`` to answer with ``response``, or the response to answer with.
        :raises Exception: ``e`` itself, if there is no handler for its code.
        """
        return self.error_pipeline.handle(request, response, e)

    def _internal_error(self, exception: BaseException) -> WSGIApp:
        """Log an exception that nothing handled, and return the plain 500 page, or webapp2's debug page."""
        answer: WSGIApp | None = self.error_pipeline.internal_error(exception)
        if answer is not None:
            return answer
        if not self.debug:
            return HTTPInternalServerError()
        page = _debug_template % html.escape(trace_of(exception))
        return Response(page.encode("utf-8", "backslashreplace"), status=500)

    def set_globals(self, app: WSGIApplication | None = None, request: Request | None = None) -> None:
        """Publish an application and a request, as tests do; :class:`RequestContext` does it for each request."""
        _local.app = app
        _local.request = request

    def clear_globals(self) -> None:
        """Withdraw what :meth:`set_globals` published."""
        _local.__release_local__()

    def run(self, bare: bool = False) -> None:
        """Answer the CGI request that the process was started for, or serve on Paste if there is none.

        :param bare: Accepted as in webapp2, where it leaves out App Engine's middleware; there is none here.

        .. differs::
            Without a ``REQUEST_METHOD`` in the environment webapp2 prints a failure; here the application is served
            at http://127.0.0.1:8080/.
        """
        if "REQUEST_METHOD" in os.environ:
            handlers.CGIHandler().run(self)
        else:
            import_string(self._serve)(self)

    def get_response(self, *args: Any, **kwargs: Any) -> Response:
        """Return the response to a request made from the arguments of :meth:`Request.blank`, for tests."""
        response: Response = self.request_class.blank(*args, **kwargs).get_response(self)
        return response


RequestHandler._application_class = WSGIApplication
_STOCK_METHODS = WSGIApplication.allowed_methods


def _publishing(application_class: type[WSGIApplication]) -> tuple[Any, ...]:
    """Return what publishes a request: what applications override or patch of it takes the place of the short way."""
    context = RequestContext
    return (
        *(application_class.set_globals, application_class.clear_globals),
        *(context.__init__, context.__enter__, context.__exit__),
    )


_STOCK_PUBLISHING = _publishing(WSGIApplication)


class _Started:
    """A start_response() that remembers whether it was called."""

    def __init__(self, start_response: StartResponse) -> None:
        self.start_response = start_response
        self.is_called = False

    def __call__(self, status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
        self.is_called = True
        return self.start_response(status, headers, *exc_info)


def _foreign(answer: Any, start_response: StartResponse) -> tuple[WSGIApp, StartResponse]:
    """Return a WSGI application that a handler returned, and a start_response() that tells how far it came.

    :raises TypeError: If the answer is no WSGI application.
    """
    if not callable(answer):
        raise TypeError(f"{type(answer).__name__!r} object is not callable")
    return _with_own_call(answer), _Started(start_response)


def _with_own_call(answer: Any) -> WSGIApp:
    """Return an answer that can be called by the name ``__call__``, which a class has for its instances."""
    application: WSGIApp = presented(answer) if isinstance(answer, webob.Response) else partial(_call, answer)
    return application


def _call(answer: Any, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    body: Iterable[bytes] = answer(environ, start_response)
    return body


def _restarting(start_response: StartResponse, error: BaseException) -> StartResponse:
    """Return a start_response() for what is sent in place of an answer that failed (:pep:`3333`)."""
    if not isinstance(start_response, _Started):
        return start_response  # a response starts as its last step, so it has not
    if not start_response.is_called:
        return start_response.start_response
    exc_info = (type(error), error, error.__traceback__)
    return lambda status, headers: start_response.start_response(status, headers, exc_info)


def _outliving(request: Request, answer: WSGIApp, body: Iterable[bytes]) -> Iterable[bytes]:
    """Return a body that the server goes through after the application has returned, or that reporters watch."""
    watch = request.__dict__.get("_watch")
    if watch is not None:
        body = watch.follow(request, answer, body)
    return body if type(body) is list else PublishedBody(body)
