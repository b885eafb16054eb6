"""More kinds of routes: groups of routes with a common prefix or domain, and routes that redirect.

The groups hand out their routes when they are added to the router, so that the routing index files each of them.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import zip_longest
from typing import Any

from ..handler import RedirectHandler, RequestHandler
from ..index import RouteGroup, first_match
from ..patterns import SEGMENT, RouteError
from ..properties import cached_property
from ..redirects import redirect
from ..request import Request
from ..response import Response
from ..route import BaseRoute, Match, Route, SimpleRoute
from ..route_template import Args, Kwargs, _get_route_variables, _parse_route_template, parts_of
from ..router import NotARouteError

_PORT = re.compile(r":\d*\Z")


class PrefixError(RouteError, AssertionError):
    """A path prefix does not start with a slash, or ends with one."""


class RedirectTargetError(RouteError, AssertionError):
    """A route has two places to redirect to."""


class MultiRoute:
    """Several routes in one.

    :param routes: The routes. Tuples are not allowed here.
    :raises AttributeError: If there is anything else among them.
    """

    # Any: a route is whatever has the methods of BaseRoute.
    #: The routes.
    routes: list[Any] = None  # type: ignore[assignment]  # the constructor sets it

    def __init__(self, routes: Iterable[Any]) -> None:
        self.routes = list(routes)
        for route in self.routes:
            if not hasattr(route, "get_routes"):
                raise NotARouteError(f"{route!r} is no route. Expected a Route or a group of routes.")

    def get_routes(self) -> Iterator[Any]:
        """Yield the routes, with those of groups among them in place of the groups."""
        for route in self.routes:
            yield from route.get_routes()

    def get_children(self) -> Iterator[Any]:
        """Yield the same as :meth:`get_routes`."""
        yield from self.get_routes()

    def _members(self) -> Iterator[Any]:
        """Yield the routes, with groups as they are, except what is of a class that says itself what it stands for."""
        if not _has_stock(self, "get_children"):
            yield from self.get_children()
            return
        for route in self.routes:
            if _has_stock(route, "get_routes") and _has_stock(route, "get_children"):
                yield route
            else:
                yield from route.get_routes()

    def get_match_children(self) -> Iterator[Any]:
        """Yield what the routes give to match."""
        for route in self._members():
            yield from route.get_match_routes()

    def get_build_children(self) -> Iterator[tuple[str, Any]]:
        """Yield what the routes give to build from, as ``(name, route)``."""
        for route in self._members():
            yield from route.get_build_routes()

    def get_match_routes(self) -> Iterator[Any]:
        """Yield the routes to match."""
        yield from self.get_match_children()

    def get_build_routes(self) -> Iterator[tuple[str, Any]]:
        """Yield the routes to build from, as ``(name, route)``."""
        yield from self.get_build_children()

    @property
    def children(self) -> list[Any]:
        """The same as :meth:`get_routes`, as a list."""
        return list(self.get_children())

    @property
    def match_children(self) -> list[Any]:
        """What the routes give to match, as a list."""
        return list(self.get_match_children())

    @property
    def build_children(self) -> dict[str, Any]:
        """What the routes give to build from, by name."""
        return dict(self.get_build_children())


def _has_stock(route: Any, method: str) -> bool:
    stock = [getattr(kind, method, None) for kind in (BaseRoute, MultiRoute)]
    return getattr(type(route), method, None) in stock


class DomainRoute(MultiRoute, RouteGroup):
    """Routes that match only if the host of the request matches.

    The variables of the host that have names become keyword arguments of the handler, besides those of the path.

    :param template: The host, such as ``"www.example.com"`` or ``"<user>.example.com"``. A variable without a regex
        matches what is between two dots.
    :param routes: The routes.

    .. differs::
        The host is the ``Host`` header, without its port and in lower case. webapp2 takes ``SERVER_NAME``, which most
        servers set to a name of their own, so that the routes never match. The host counts for routes in another group
        too; there webapp2 forgets it, and serves them on every host.
    """

    #: The template of the host.
    template: str

    def __init__(self, template: str, routes: Iterable[Any]) -> None:
        super().__init__(routes)
        self.template = template

    def get_match_routes(self) -> Iterator[Any]:
        """Yield the group itself."""
        yield self

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled regex of the host."""
        pattern = _parse_route_template(self.template, default_sufix=r"[^\.]+")[0]
        return re.compile(pattern.pattern, pattern.flags | re.IGNORECASE)

    def guard(self, request: Any) -> Kwargs | None:
        """Return the variables of the host, or ``None`` if the host does not match."""
        found = self.regex.match(_PORT.sub("", request.host).lower())
        return _get_route_variables(found)[1] if found else None

    def guarded_routes(self) -> list[Any]:
        """Return the routes to match."""
        return self.match_children


class NamePrefixRoute(MultiRoute):
    """Routes with a prefix before their names.

    :param prefix: The prefix.
    :param routes: The routes. They are copied, and stay as they are.

    .. differs::
        webapp2 changes the routes themselves, so that one that is in two groups gets both prefixes. Routes without a
        name are left alone; webapp2 fails with a ``TypeError``.
    """

    _attr = "name"

    #: The prefix.
    prefix: str

    def __init__(self, prefix: str, routes: Iterable[Any]) -> None:
        self.prefix = prefix
        super().__init__(routes)
        self.routes = [self._prefixed(route) for route in self._members()]

    def _prefixed(self, route: Any) -> Any:
        """Return a copy of a route, or of a group of routes, with the prefix."""
        route = copy.copy(route)
        if isinstance(route, MultiRoute):
            route.routes = [self._prefixed(child) for child in route._members()]
        else:
            self._add_prefix(route)
            # That of the original may have been set by another application already.
            route.handler_adapter = None
        return route

    def _add_prefix(self, route: Any) -> None:
        value = getattr(route, self._attr)
        if isinstance(value, str):
            setattr(route, self._attr, self.prefix + value)


class HandlerPrefixRoute(NamePrefixRoute):
    """Routes with a prefix before their handlers, such as the name of a module.

    :param prefix: The prefix, such as ``"blog.handlers."``.
    :param routes: The routes. They are copied, and stay as they are.

    .. differs::
        Handlers that are no text are left alone; webapp2 fails with a ``TypeError``.
    """

    _attr = "handler"


class PathPrefixRoute(NamePrefixRoute, RouteGroup):
    """Routes with a prefix before their paths.

    :param prefix: The prefix, such as ``"/blog"`` or ``"/<user>"``. It starts with a slash, and does not end with one.
    :param routes: The routes. They are copied, and stay as they are. A route for ``""`` matches the prefix itself.
    :raises AssertionError: If the prefix does not start with a slash, or ends with one.

    .. differs::
        Variables in the prefix need no regex, and a route may be empty; webapp2 never matches either. The ``match()``
        of a subclass is asked in another group too; there webapp2 forgets it.
    """

    _attr = "template"

    def __init__(self, prefix: str, routes: Iterable[Any]) -> None:
        if not prefix.startswith("/") or prefix.endswith("/"):
            raise PrefixError(
                f"The path prefix is {prefix!r}. Path prefixes must start with a slash but not end with a slash."
            )
        super().__init__(prefix, routes)

    def _add_prefix(self, route: Any) -> None:
        if isinstance(route, SimpleRoute):
            route.template = f"{self._prefix_regex()}(?:{route.template.removeprefix('^')})"
        else:
            super()._add_prefix(route)

    def _prefix_regex(self) -> str:
        texts, _, regexes = parts_of(self.prefix)
        groups = [f"({regex})" for regex in regexes]
        return "".join(re.escape(text) + group for text, group in zip_longest(texts, groups, fillvalue=""))

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled regex of the prefix and all that may follow it."""
        return _parse_route_template(self.prefix + "<:(?:/.*)?>", default_sufix=SEGMENT)[0]

    def get_match_routes(self) -> Iterator[Any]:
        """Yield the routes to match, or the group itself if it is of a class with a ``match()`` of its own."""
        if type(self).match is RouteGroup.match:
            yield from super().get_match_routes()
        else:
            yield self

    def guard(self, request: Request) -> Kwargs:
        """Return no variables: the prefix is in the routes."""
        return {}

    def guarded_routes(self) -> list[Any]:
        """Return the routes to match."""
        return self.match_children


class RedirectRoute(Route):
    """A route that redirects, or that redirects to itself what lacks a slash at the end or has one too many.

    :param redirect_to: The URL to redirect to, or a function ``(handler, *args, **kwargs)`` that returns it.
    :param redirect_to_name: The name of the route to redirect to; it gets the variables of this route.
    :param strict_slash: Whether to redirect the path with a slash at its end to the template without it, or the other
        way round. The route needs a name then.
    :raises ValueError: If ``strict_slash`` is set and there is no name.
    :raises AssertionError: If both ``redirect_to`` and ``redirect_to_name`` are given.

    The other parameters are those of :class:`Route`.

    .. differs::
        A ``strict_slash`` redirect keeps the query, answers all methods that the route answers (with 308 if the method
        is neither GET nor HEAD, so that a form is sent again), and leaves the defaults out of the URL. It stays on
        the site for paths such as ``//other.example``.
    """

    #: The name of the route to redirect to.
    redirect_to_name: str | None
    #: Whether a slash at the end matters enough to redirect.
    strict_slash: bool

    def __init__(
        self,
        template: str,
        handler: Any = None,
        name: str | None = None,
        defaults: Kwargs | None = None,
        build_only: bool = False,
        handler_method: str | None = None,
        methods: Collection[str] | None = None,
        schemes: Collection[str] | None = None,
        redirect_to: Any = None,
        redirect_to_name: str | None = None,
        strict_slash: bool = False,
        *,
        error_format: Any = None,
    ) -> None:
        super().__init__(
            template,
            handler=handler,
            name=name,
            defaults=defaults,
            build_only=build_only,
            handler_method=handler_method,
            methods=methods,
            schemes=schemes,
            error_format=error_format,
        )
        if strict_slash and not name:
            raise ValueError(f"Routes with strict_slash must have a name: {template!r} has none.")
        if redirect_to and redirect_to_name:
            raise RedirectTargetError(
                f"{self!r} has both redirect_to={redirect_to!r} and redirect_to_name={redirect_to_name!r}. "
                "Give one of them."
            )
        if redirect_to:
            self.handler = RedirectHandler
            self.defaults = {**(self.defaults or {}), "_uri": redirect_to}
        self.redirect_to_name = redirect_to_name
        self.strict_slash = strict_slash

    def get_match_routes(self) -> Iterator[Any]:
        """Yield the routes to match: this one or the one that redirects in its place, and the one for the slash."""
        if self.build_only:
            return
        if self.redirect_to_name:
            # webapp2: whatever methods and schemes the route has.
            defaults = {**(self.defaults or {}), "_uri": self._uri_of_target}
            yield Route(self.template, RedirectHandler, defaults=defaults, error_format=self.error_format)
        else:
            yield self
        if self.strict_slash and self.template not in ("", "/"):
            template = self.template[:-1] if self.template.endswith("/") else self.template + "/"
            methods, schemes, error_format = self.methods, self.schemes, self.error_format
            yield Route(template, self._mend_slash, methods=methods, schemes=schemes, error_format=error_format)

    def _uri_of_target(self, handler: RequestHandler, *args: Any, **kwargs: Any) -> str:
        return handler.uri_for(self.redirect_to_name or "", *args, **kwargs)

    def _mend_slash(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Redirect to the same path with the slash put right."""
        # The variables of a domain are in the host already.
        variables = {name: value for name, value in request.route_kwargs.items() if name in self.variables}
        url = self.build(request, request.route_args, variables)
        if request.query_string:
            url += f"?{request.query_string}"
        response = redirect(url, permanent=True, request=request, response=request.response)
        if request.method not in ("GET", "HEAD"):
            # RFC 9110 15.4.9: the method and the body are kept.
            response.status = 308
        return response


def _match_routes(
    iter_func: Callable[[], Iterable[Any]],
    request: Request,
    extra_args: Args | None = None,
    extra_kwargs: Kwargs | None = None,
) -> Match | None:
    """Return ``(route, args, kwargs)`` of the first route that matches, with extra arguments, or ``None``.

    :raises HTTPMethodNotAllowed: If routes match, but none of them answers the request's method.
    """
    matched = first_match(iter_func(), request)
    if matched is None:
        return None
    route, args, kwargs = matched
    return route, (*args, *(extra_args or ())), {**kwargs, **(extra_kwargs or {})}
