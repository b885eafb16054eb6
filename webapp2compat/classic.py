"""What handlers had in webapp on Python 2.5, before webapp was webapp2: factories, and URLs by handler class.

:class:`~webapp2compat.RequestHandler` is a :class:`ClassicHandler`, so that applications of that time find it.
"""

from __future__ import annotations

import re
from typing import Any

from .context import get_app

_GROUP = re.compile(r"(?<!\\)\((?!\?)[^()]*\)")
_ESCAPE = re.compile(r"\\(\W)")


class Error(Exception):
    """Base of the errors that webapp raises itself."""


class CannotReversePattern(Error):
    """The regex of a route is too complicated to build a URL from."""


class NoUrlFoundError(Error):
    """No route of a handler makes a URL of the arguments."""


class ClassicHandler:
    """The class methods that webapp's handlers had on Python 2.5."""

    @classmethod
    def new_factory(cls, *args: Any, **kwargs: Any) -> type[Any]:
        """Return a handler for a route that is constructed with arguments of its own.

        :param args: For the constructor of this class, with ``kwargs``; the request and the response come afterwards,
            by ``initialize()``.
        """

        def construct(self: Any, request: Any = None, response: Any = None) -> None:
            cls.__init__(self, *args, **kwargs)
            self.initialize(request, response)

        return type(cls.__name__, (cls,), {"__init__": construct, "__module__": cls.__module__})

    @classmethod
    def get_url(cls, *args: Any, **kwargs: Any) -> str:
        """Return the path of the first route of this class that the arguments fit.

        :param args: Values of the groups of the route's regex.
        :param kwargs: ``implicit_args=True`` puts the arguments of the current request in front.
        :raises NoUrlFoundError: If there is none.
        :raises CannotReversePattern: If a regex nests groups.
        """
        app = get_app()
        if kwargs.get("implicit_args"):
            args = (*current_request_args(), *args)
        for route in app.router.match_routes:
            if route.handler is cls:
                path = _reversed(route, args)
                if path is not None:
                    return path
        raise NoUrlFoundError(f"No route of {cls.__name__} makes a URL of the arguments {args!r}.")


def current_request_args() -> tuple[Any, ...]:
    """Return the positional arguments that the route took from the URL of the current request."""
    request = get_app().request
    args: tuple[Any, ...] = request.route_args or ()
    return args


def _reversed(route: Any, args: tuple[Any, ...]) -> str | None:
    template = route.template.removeprefix("^").removesuffix("$")
    values = iter(args)
    path = _GROUP.sub(lambda group: str(next(values, "")), template)
    if _GROUP.search(path):
        raise CannotReversePattern(
            f"The regex {route.template!r} nests groups. Give the route a name and use uri_for()."
        )
    path = _ESCAPE.sub(r"\1", path)
    found = route.regex.match(path)
    return path if found and found.groups() == tuple(map(str, args)) else None
