"""The table of routes: finding the route of a request, calling its handler, and building URLs by name.

The application calls :meth:`Router.dispatch` (`app.py`). That finds the first route that matches (`route.py`), adapts
its handler (`adapters.py`) and calls it.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from functools import partial
from types import MethodType
from typing import TYPE_CHECKING, Any

from .adapters import BaseHandlerAdapter, Webapp2HandlerAdapter, WebappHandlerAdapter
from .imports import import_string
from .index import RouteGroup, RouteIndex, RouteList
from .matching import path_to_match
from .patterns import RouteError
from .request import Request
from .route import Match, RouteTypeError, SimpleRoute, edits, is_plain
from .route_template import Args, Kwargs

if TYPE_CHECKING:
    from .response import Response


class UnknownRouteName(KeyError):
    """No route to build a URL from has the name.

    :param name: The name.
    :param closest: The most similar name there is, or ``None``.
    """

    def __init__(self, name: str, closest: str | None = None) -> None:
        super().__init__(name, closest)
        self.name, self.closest = name, closest

    def __str__(self) -> str:
        hint = f" Did you mean {self.closest!r}?" if self.closest else ""
        return f"Route named {self.name!r} is not defined.{hint} Give it a name with Route(..., name=...)."


class NotARouteError(RouteError, AttributeError):
    """Something in the list of routes is neither a route nor a tuple."""


_NO_INDEX = RouteIndex(())
_NO_INDEX.expire()
_NO_PATH: dict[str, str] = {}
# The defaults keep these from being taken for an answer.
_NOT_SETTLED: tuple[Any, Any] = (None, True)
_NO_ENDING: tuple[Any, Any, str] = (None, True, "")


class Router:
    """The routes of an application. The first one that matches a request answers it.

    :param routes: Routes, or tuples of the arguments of :attr:`route_class`.
    :raises RouteError: If a route, its template or its handler is malformed.

    .. differs::
        Malformed routes are reported here, not by the first request.
    """

    #: What a tuple in the list of routes becomes.
    route_class: type[Any] = SimpleRoute

    #: The routes to build URLs from, by name.
    build_routes: dict[str, Any] = None  # type: ignore[assignment]  # the constructor sets it
    #: Handlers that were given as dotted names and have been imported, by name.
    handlers: dict[str, Any] = None  # type: ignore[assignment]  # the constructor sets it

    def __init__(self, routes: Iterable[Any] | None = None) -> None:
        self.match_routes = self._last_listed = RouteList()
        self.build_routes = {}
        self.handlers = {}
        try:
            table = iter(routes or ())
        except TypeError as error:
            raise RouteTypeError(f"routes={routes!r} is no list of routes, such as [('/', Handler)].") from error
        for route in table:
            self.add(route)

    def add(self, route: Any) -> None:
        """Add a route to the end of the table.

        :param route: A route, or a tuple of the arguments of :attr:`route_class`, such as ``(regex, handler)``.
        :raises RouteError: If the route, its template or its handler is malformed.
        """
        if isinstance(route, tuple):
            route = self._made_of(route)
        try:
            get_match_routes, get_build_routes = route.get_match_routes, route.get_build_routes
        except AttributeError as error:
            raise NotARouteError(
                f"{route!r} is no route. Expected a Route, or a tuple such as ('/path', Handler)."
            ) from error
        for each in get_match_routes():
            self._check(each)
            self.match_routes.append(each)
        for name, each in get_build_routes():
            self.build_routes[name] = each

    def _made_of(self, arguments: tuple[Any, ...]) -> Any:
        try:
            return self.route_class(*arguments)
        except TypeError as error:
            raise RouteTypeError(
                f"{arguments!r} does not make a {self.route_class.__name__}: {error}. Expected (regex, handler)."
            ) from error

    def _check(self, route: Any) -> None:
        """Raise what is wrong with a route, before a request finds out."""
        if isinstance(route, RouteGroup):
            for child in route.guarded_routes():
                self._check(child)
        elif is_plain(route):
            route._check()
        handler = getattr(route, "handler", None)
        if handler is not None and not isinstance(handler, str) and not callable(handler):
            raise RouteTypeError(
                f"The handler of {route!r} is {handler!r}. Expected a class, a function or the dotted name of one."
            )

    # Any: the functions below are the application's own, with the arguments of the methods that they replace.
    def set_matcher(self, func: Callable[..., Any]) -> None:
        """Use ``func(router, request)`` to find the route of a request, in place of :meth:`default_matcher`."""
        self.match = MethodType(func, self)  # type: ignore[method-assign]

    def set_builder(self, func: Callable[..., Any]) -> None:
        """Use ``func(router, request, name, args, kwargs)`` to build URLs, in place of :meth:`default_builder`."""
        self.build = MethodType(func, self)  # type: ignore[method-assign]

    def set_dispatcher(self, func: Callable[..., Any]) -> None:
        """Use ``func(router, request, response)`` to answer requests, in place of :meth:`default_dispatcher`."""
        self.dispatch = MethodType(func, self)  # type: ignore[method-assign]

    def set_adapter(self, func: Callable[..., Any]) -> None:
        """Use ``func(router, handler)`` to adapt handlers, in place of :meth:`default_adapter`."""
        self.adapt = MethodType(func, self)  # type: ignore[method-assign]

    def default_matcher(self, request: Request) -> Match:
        """Return ``(route, args, kwargs)`` of the first route that matches.

        :param request: The current request.
        :raises HTTPMethodNotAllowed: If routes match, but none of them answers the request's method.
        :raises HTTPNotFound: If no route matches.
        """
        index = self._index
        if index.edits != edits.count:
            index = self._current_index()
        # What path_to_match() does for nearly all requests, without a call.
        environ = request.environ if type(request) is Request else _NO_PATH
        try:
            path = environ["SCRIPT_NAME"] + environ["PATH_INFO"]
        except KeyError:
            path = path_to_match(request)
        if not path.isascii():
            path = path_to_match(request)
        route, defaults = index.settled.get(path, _NOT_SETTLED)
        if not defaults:
            return route, (), {}
        before, _, last = path.rpartition("/")
        route, defaults, name = index.endings.get(before, _NO_ENDING)
        if last and not defaults:
            return route, (), {name: last}
        return index.match(request, path)

    @property
    def match_routes(self) -> list[Any]:
        """The routes to match, in order."""
        return self._match_routes

    @match_routes.setter
    def match_routes(self, routes: list[Any]) -> None:
        self._match_routes = routes
        self._index = _NO_INDEX

    def _current_index(self) -> RouteIndex:
        """Return the index of the routes as they are now, and keep it unless they are in a plain list."""
        routes = self._match_routes
        if type(routes) is not RouteList:
            # It cannot tell when it changes.
            if self._last_listed != routes:
                self._last_listed = RouteList(routes)
            return self._last_listed.current_index()
        index = self._index = routes.current_index()
        if routes is not self._match_routes:  # another thread has put other ones in place
            self._index = _NO_INDEX
        return index

    def default_builder(self, request: Request | None, name: str, args: Args, kwargs: Kwargs) -> str:
        """Return the URL of the route that has the name.

        :param request: The current request.
        :param name: The name of the route.
        :param args: Values of the variables without a name.
        :param kwargs: Values of the variables that have names, and more; see :meth:`Route.build`.
        :raises UnknownRouteName: If there is no such route.
        """
        route = self.build_routes.get(name)
        if route is None:
            closest = difflib.get_close_matches(str(name), map(str, self.build_routes), 1)
            raise UnknownRouteName(name, closest[0] if closest else None)
        url: str = route.build(request, args, kwargs)
        return url

    def default_dispatcher(self, request: Request, response: Response) -> Any:
        """Call the handler of the route that matches, and return what it returns.

        The attributes ``route``, ``route_args`` and ``route_kwargs`` of the request are set. The adapter is kept on the
        route, so that the handler is imported and adapted once.

        :param request: The current request.
        :param response: The current response.
        """
        route, args, kwargs = self.match(request)
        if type(request) is Request:
            # What three assignments do, past WebOb's __setattr__(), which costs as much as finding the route.
            request.__dict__["_matched"] = route, args, kwargs
        else:
            request.route, request.route_args, request.route_kwargs = route, args, kwargs
        adapter = route.handler_adapter
        if type(adapter) is Webapp2HandlerAdapter:
            # What it does, without a frame of its own, which costs as much again where an exception passes.
            handler = adapter.handler
            return handler(request, response).dispatch()
        if adapter is None:
            adapter = self.adapt(self._imported(route))
            # A class is called by its metaclass.
            route.handler_adapter = adapter = partial(adapter) if isinstance(adapter, type) else adapter
        # By its name, which spares Python the search for it.
        return adapter.__call__(request, response)

    def _imported(self, route: Any) -> Any:
        """Return the handler of a route, imported if it is a dotted name."""
        handler = route.handler
        if not isinstance(handler, str):
            return handler
        imported = self.handlers.get(handler)
        # Two threads may import at the same time, and find the same object: no lock is needed, nor held while
        # a module runs.
        return imported if imported is not None else self.handlers.setdefault(handler, import_string(handler))

    def default_adapter(self, handler: Any) -> Any:
        """Return what calls a handler with ``(request, response)``.

        :param handler: A class or a function.
        :raises RouteTypeError: If it is neither.
        """
        if isinstance(handler, type):
            # A class in webapp's style cannot dispatch by itself.
            if hasattr(handler, "initialize") and not hasattr(handler, "dispatch"):
                return WebappHandlerAdapter(handler)
            return Webapp2HandlerAdapter(handler)
        if not callable(handler):
            raise RouteTypeError(f"The handler of a route is {handler!r}. Expected a class or a function.")
        return BaseHandlerAdapter(handler)

    # webapp2: what is called are these names, so that overriding default_matcher in a subclass has no effect.
    match = default_matcher
    build = default_builder
    dispatch = default_dispatcher
    adapt = default_adapter

    def __repr__(self) -> str:
        build_only = [route for route in self.build_routes.values() if route not in self.match_routes]
        return f"<Router({self.match_routes + build_only!r})>"
