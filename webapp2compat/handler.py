"""The base classes of an application's handlers.

An adapter (`adapters.py`) constructs a :class:`RequestHandler` with the request and the response and calls its
:meth:`~RequestHandler.dispatch`, which calls the method named like the request method.
"""

from __future__ import annotations

import sys
from typing import Any, NoReturn

from .classic import ClassicHandler
from .context import current_app, get_app
from .errors.watch import forget_answered
from .http_errors import abort, error_class
from .profile import setting
from .redirects import redirect
from .request import Request
from .response import Response


class _MethodNames(dict[str, str]):
    """The names of handler methods by request methods."""

    def __missing__(self, method: str) -> str:
        return method.lower().replace("-", "_")


_METHOD_NAMES = _MethodNames(
    {name: name.lower() for name in ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH")}
)


class _Application:
    """The application of a handler, looked for when it is first asked for.

    :param shown: What the class itself has.
    """

    def __init__(self, shown: Any = None) -> None:
        self._shown = shown

    def __get__(self, handler: Any, owner: type | None = None) -> Any:
        if handler is None:
            return self._shown
        # In tests a request may be any object, and an application be assigned as the active one.
        app = current_app() or getattr(handler.request, "app", None) or handler._application_class.active_instance
        # By assignment: Python reads the attributes of a handler faster while nobody has asked for its __dict__.
        handler.app = app = app or None
        return app


class RequestHandler(ClassicHandler):
    """Answer requests by methods named like the request methods: ``get()``, ``post()`` and so on.

    :param request: The request.
    :param response: The response that the methods write to.

    .. differs::
        ``self.app`` is the application itself; in webapp2 it is a proxy that fails ``isinstance()`` and ``str()``.
    """

    #: The request.
    request: Request = None  # type: ignore[assignment]  # set by initialize(), which overriding code may skip
    #: The response.
    response: Response = None  # type: ignore[assignment]
    #: The application that answers.
    # Any: the application stands above this module.
    app: Any = _Application()
    #: How errors of this handler are shown: a ``format`` of ``config['webapp2compat.errors']``. The route's wins.
    error_format: Any = None

    _application_class: Any = None  # set by app.py, which is a layer above

    def __init__(self, request: Request | None = None, response: Response | None = None) -> None:
        self.initialize(request, response)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = next(vars(base)["app"] for base in cls.__mro__ if "app" in vars(base))
        if not hasattr(own, "__get__"):
            # webapp2: an instance has the application, whatever its class says.
            cls.app = _Application(own)

    def initialize(self, request: Request | None, response: Response | None) -> None:
        """Set the request and the response: all that the constructor does."""
        self.request = request  # type: ignore[assignment]
        self.response = response  # type: ignore[assignment]

    def dispatch(self) -> Any:
        """Call the method that serves the request, and :meth:`handle_exception` if it raises.

        The method is the route's ``handler_method`` or else the one named like the request method. It gets the named
        variables of the route; the positional ones if there are no named ones.

        :returns: What the method returns: ``None`` for ``self.response``, or a WSGI application.
        :raises HTTPMethodNotAllowed: If the handler has no such method.
        """
        request = self.request
        if type(request) is Request:
            route, args, kwargs = request._matched
            request_method = request.environ["REQUEST_METHOD"]
        else:
            # A request_class may say another method than the client, and a test may use any object for a request.
            route, args, kwargs = request.route, request.route_args, request.route_kwargs
            request_method = request.method
        method = getattr(self, route.handler_method or _METHOD_NAMES[request_method], None)
        if method is None:
            method = self._implied_method(request_method)
        try:
            # webapp2: positional arguments are dropped if there is a keyword argument, defaults of the route included.
            if kwargs:
                return method(**kwargs)
            return method(*args) if args else method()
        except Exception:
            handle = self.handle_exception
            if getattr(handle, "__func__", None) is _RAISING_AGAIN:
                raise  # what it would do, without two more frames in the traceback
            # By position: overriding code calls the second parameter debug or debug_mode. The exception has no name
            # here: its traceback holds this frame, which would hold the exception.
            answer = handle(sys.exc_info()[1], self.app.debug)  # type: ignore[arg-type]  # there is one
            forget_answered(request, sys.exc_info()[1])
            return answer

    def _implied_method(self, request_method: str) -> Any:
        """Return the method for a HEAD or OPTIONS that the handler does not define, where the profile implies one.

        :raises HTTPMethodNotAllowed: If none is implied.
        """
        methods = _get_handler_methods(self)
        if request_method == "HEAD" and "GET" in methods and setting(self.app, "head_for_get"):
            return self.get  # type: ignore[attr-defined]  # it is among the methods
        if request_method == "OPTIONS" and methods and setting(self.app, "automatic_options"):
            return self._answer_options
        return self.abort(405, headers=[("Allow", ", ".join(methods))])

    def _answer_options(self, *args: Any, **kwargs: Any) -> None:
        # RFC 9110 9.3.7
        self.response.headers["Allow"] = ", ".join([*_get_handler_methods(self), "OPTIONS"])

    def error(self, code: int) -> None:
        """Set the status and clear the body of the response; the method goes on.

        :param code: A status code such as 404.
        :raises KeyError: If the code is unknown.
        """
        self.response.status = code
        self.response.clear()

    def abort(self, code: int, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise the HTTP exception for a status code; see :func:`webapp2.abort`."""
        if abort is not _ABORT:
            return abort(code, *args, **kwargs)  # type: ignore[misc]  # a test has patched it, and it may return
        # What it would do, without a frame more in the traceback.
        raise error_class(code)(*args, **kwargs)

    def redirect(
        self,
        uri: str | bytes,
        permanent: bool = False,
        abort: bool = False,
        code: int | None = None,
        body: str | bytes | None = None,
    ) -> Response:
        """Redirect to a URI; see :func:`webapp2.redirect`."""
        # webapp2: by name, as tests find it that patch webapp2.redirect.
        return redirect(
            uri,
            permanent=permanent,
            abort=abort,
            code=code,
            body=body,
            request=self.request,
            response=self.response,
        )

    def redirect_to(
        self,
        _name: str,
        _permanent: bool = False,
        _abort: bool = False,
        _code: int | None = None,
        _body: str | bytes | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> Response:
        """Redirect to a route by its name; see :func:`webapp2.redirect_to`."""
        uri = self.uri_for(_name, *args, **kwargs)
        return self.redirect(uri, permanent=_permanent, abort=_abort, code=_code, body=_body)

    def uri_for(self, _name: str, *args: Any, **kwargs: Any) -> str:
        """Build the URI of a route; see :func:`webapp2.uri_for`."""
        uri: str = self.app.router.build(self.request, _name, args, kwargs)
        return uri

    url_for = uri_for

    def handle_exception(self, exception: Exception, debug: bool) -> Any:
        """Handle an exception that the method raised: override it to answer in a way of your own.

        The default raises it again, for :meth:`WSGIApplication.handle_exception`.

        :param exception: What was raised.
        :param debug: Whether the application is in debug mode.
        :returns: ``None`` to answer with ``self.response``, or the response to answer with.

        .. differs::
            What an override has answered loses its traceback: of an exception that an application keeps and raises
            again it would hold every request. In webapp2 it does, on Python 3.
        """
        raise exception


# Not overridden, not even by a test that patches the class.
_RAISING_AGAIN = RequestHandler.handle_exception
_ABORT = abort


class RedirectHandler(RequestHandler):
    """Redirect every GET to the URI in the route's defaults.

    The defaults are ``_uri``, a string or a function called as ``(handler, *args, **kwargs)``; ``_permanent``, true
    if absent; and ``_code``. A route's variables go to the function::

        Route("/old", RedirectHandler, defaults={"_uri": "/new"})
    """

    @classmethod
    def new_factory(cls, path: str, permanent: bool = False) -> type[Any]:
        """Return a handler for a route that redirects to a path, as webapp's did on Python 2.5."""

        def redirect_there(self: RedirectHandler, *args: Any, **kwargs: Any) -> Response:
            return self.redirect(path, permanent=permanent)

        return type(cls.__name__, (cls,), {"get": redirect_there, "__module__": cls.__module__})

    def get(self, *args: Any, **kwargs: Any) -> Response:
        """Redirect to the URI that the route's defaults name."""
        uri = kwargs.pop("_uri", "/")
        permanent = kwargs.pop("_permanent", True)
        code = kwargs.pop("_code", None)
        if callable(uri):
            uri = uri(self, *args, **kwargs)
        return self.redirect(uri, permanent=permanent, code=code)


def _normalize_handler_method(method: str) -> str:
    """Return the name of the handler method for a request method: ``m_search`` for ``M-SEARCH``."""
    return _METHOD_NAMES[method]


def _get_handler_methods(handler: Any) -> list[str]:
    """Return the request methods that a handler has a method for, sorted."""
    allowed = get_app().allowed_methods
    return sorted([method for method in allowed if getattr(handler, _METHOD_NAMES[method], None)])
