"""Calling a handler in one way, whatever it is: a class in webapp2's or webapp's style, or a function.

The router picks an adapter for the handler of the route that matched (`router.py`), once for each route.
"""

from __future__ import annotations

from typing import Any

from .handler import _normalize_handler_method
from .http_errors import abort
from .request import Request
from .response import Response

# webapp2: App Engine's own webapp modules, where there are any. Here they are this package.
_webapp = None
_webapp_util = None


class BaseHandlerAdapter:
    """Call a function as ``handler(request, *args, **kwargs)`` and return what it returns.

    :param handler: The function.
    """

    # Any: a handler is whatever the routes of an application name.
    #: The adapted handler.
    handler: Any = None

    def __init__(self, handler: Any) -> None:
        self.handler = handler

    def __call__(self, request: Request, response: Response) -> Any:
        """Call the handler and return what it returns."""
        # webapp2: positional arguments are dropped if there is any keyword argument, defaults of the route included.
        kwargs = request.route_kwargs
        args = () if kwargs else request.route_args
        return self.handler(request, *args, **kwargs)


class Webapp2HandlerAdapter(BaseHandlerAdapter):
    """Construct the handler with the request and the response, then call its ``dispatch()``.

    Any class with that protocol will do, not only :class:`RequestHandler`.

    .. differs::
        The router does what this class does without calling it, except for the first request to a route. To call
        handlers in another way derive a class and have :meth:`Router.set_adapter` return it; a ``__call__`` that is
        patched into this one is not seen.
    """

    def __call__(self, request: Request, response: Response) -> Any:
        """Construct the handler, dispatch, and return what that returns."""
        return self.handler(request, response).dispatch()


class WebappHandlerAdapter(BaseHandlerAdapter):
    """Run a handler in webapp's style: ``handler()``, ``initialize(request, response)``, then the method.

    What the method returns is not used. A request method that the handler lacks aborts with 501.
    """

    def __call__(self, request: Request, response: Response) -> None:
        """Construct and initialize the handler and call its method."""
        handler = self.handler()
        handler.initialize(request, response)
        method = getattr(handler, _normalize_handler_method(request.method), None)
        if method is None:
            abort(501)
        kwargs = request.route_kwargs
        args = () if kwargs else request.route_args
        try:
            method(*args, **kwargs)
        except Exception as error:
            # By position: handlers in the wild call the second parameter debug or debug_mode.
            handler.handle_exception(error, request.app.debug)
