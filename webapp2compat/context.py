"""The current application and request: published for one request, restored afterwards.

`app.py` publishes them for each request by ``publish()`` and ``withdraw()``, or by a :class:`RequestContext` where an
application has its own or has reporters; :func:`get_app` and :func:`get_request` answer from what is published.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from .local import Local
from .request import Request, request_of
from .response import Response, response_of
from .typing import Environ


class _Globals(Local):
    """What is current: for a request a pair of the application and the request, which costs less than a dict."""

    __slots__ = ()

    def __values__(self) -> dict[str, Any]:
        values: Any = self.__storage__.get()
        return {"app": values[0], "request": values[1]} if type(values) is tuple else values


_local = _Globals()
_published: ContextVar[Any] = _local.__storage__

_get_app_error = "WSGIApplication global variable is not set."
_get_request_error = "Request global variable is not set."


class RequestContext:
    """Publish the application and the request while one request is answered.

    Entering builds the request and the response from the application's classes and returns both. Contexts nest:
    leaving one publishes again what was published before it.

    :param app: The :class:`WSGIApplication` that answers.
    :param environ: The WSGI environ of the request.

    .. differs::
        Leaving restores the outer context; webapp2 clears it, so that an application called from a handler takes the
        handler's request away. It is left after an error in debug mode too, where webapp2 leaks it into what follows.
        A body that the server goes through later is produced with its request published; in webapp2 it finds none.

    .. differs::
        What is patched of this class, or of ``set_globals()`` and ``clear_globals()`` of the application's, is seen by
        applications that are made afterwards; assign to the application itself to reach one that is there.
    """

    # Any: the application stands above this module.
    #: The application that answers.
    app: Any = None
    #: The WSGI environ of the request.
    environ: Environ = None  # type: ignore[assignment]  # the constructor sets it

    def __init__(self, app: Any, environ: Environ) -> None:
        self.app = app
        self.environ = environ

    def __enter__(self) -> tuple[Request, Response]:
        app = self.app
        response = response_of(app)
        request = request_of(app, self.environ, response)
        self._token = publish((app, request))
        # webapp2: applications override what is published, and what is done when it is withdrawn.
        app.set_globals(app=app, request=request)
        return request, response

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self.app.clear_globals()
        finally:
            withdraw(self._token)


# What these two do to a request is all that a context costs: publish() takes (app, request) and returns what withdraw()
# wants.
publish = _published.set
withdraw = _published.reset


def current_app() -> Any:
    """Return the application that answers the current request, or ``None`` outside a request."""
    values = _published.get()
    return values[0] if type(values) is tuple else values.get("app")


def current_request() -> Request | None:
    """Return the current request, or ``None`` outside a request."""
    values = _published.get()
    request: Request | None = values[1] if type(values) is tuple else values.get("request")
    return request


def get_app() -> Any:
    """Return the application that answers the current request.

    :raises AssertionError: Outside a request.
    """
    app = current_app()
    if app is None:
        raise AssertionError(_get_app_error)
    return app


def get_request() -> Request:
    """Return the current request.

    :raises AssertionError: Outside a request.
    """
    request = current_request()
    if request is None:
        raise AssertionError(_get_request_error)
    return request


class PublishedBody:
    """A response body that is produced with its request published, though the application has returned long ago.

    :param body: An iterable that is not a list, made while the request is current.
    """

    def __init__(self, body: Iterable[bytes]) -> None:
        self._body = body
        self._iterator = iter(body)
        self._values = _published.get()

    def __iter__(self) -> PublishedBody:
        return self

    def __next__(self) -> bytes:
        token = _published.set(self._values)
        try:
            chunk: Any = next(self._iterator)
            # Generators of Python 2 code yield native strings.
            return chunk.encode() if chunk.__class__ is str else chunk
        except (SystemExit, GeneratorExit) as error:
            raise _instead_of(error) from error
        finally:
            _published.reset(token)

    def close(self) -> None:
        """Close the body, if it can be closed (:pep:`3333`)."""
        close = getattr(self._body, "close", None)
        if close is not None:
            token = _published.set(self._values)
            try:
                close()
            except (SystemExit, GeneratorExit) as error:
                raise _instead_of(error) from error
            finally:
                _published.reset(token)


def _instead_of(error: BaseException) -> RuntimeError:
    """Return what a body raises instead of an exit, which would end the thread that serves, or the process."""
    return RuntimeError(f"The body of a response raised {type(error).__name__}.")


def _set_thread_safe_app() -> None:
    """Do nothing: contexts are always safe for threads. webapp2's tests call it."""
