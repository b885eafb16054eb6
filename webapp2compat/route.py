"""Matching a URL against one route, and building a URL back from it.

A route is handed a request by the router (`router.py`) and answers with ``(route, args, kwargs)``, or with ``None`` for
a plain miss. A :class:`Route` is written as a template with variables; a tuple in the list of routes becomes a
:class:`SimpleRoute`, which is a regular expression.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from operator import attrgetter
from typing import Any, TypeAlias

from .errors.settings import check_format
from .matching import Refused, find, is_refused, method_not_allowed, path_to_match, reading_of
from .patterns import SEGMENT, RouteTypeError as RouteTypeError, anchored, read_regex
from .properties import cached_property
from .request import Request
from .route_checks import check_parts, check_text
from .route_template import (
    Args,
    Kwargs,
    PathBuilder,
    _get_route_variables as _get_route_variables,
    _parse_route_template as _parse_route_template,
    _route_re as _route_re,
    read_route_template,
)
from .urls import absolute_url, check_netloc, check_scheme, on_site, query_of, quote_fragment, quote_path

# The first item is the route; a route of the application's own need not be a BaseRoute.
Match: TypeAlias = tuple[Any, Args, Kwargs]

# What a route matches on. Assigning one of these later makes the routing index read the routes anew.
_MATCHED_ON = frozenset(("template", "regex", "match", "methods", "schemes", "defaults"))
_COMPILED = ("regex", "reverse_template", "args_count", "kwargs_count", "variables", "_reading", "_builder")
# The arguments of build() that are no variables and do not go into the query.
_URL_PARTS = frozenset(("_scheme", "_netloc", "_fragment", "_full"))


class Edits:
    """Counts how often a route changed that a routing index had read."""

    def __init__(self) -> None:
        self.count = 0


edits = Edits()


def _begin(route: Any, **attributes: Any) -> None:
    """Set attributes of a route that nothing knows yet, past its ``__setattr__()``: an application makes thousands."""
    if type(route) in _PLAIN:
        route.__dict__.update(attributes)
    else:
        for name, value in attributes.items():
            object.__setattr__(route, name, value)


class BaseRoute:
    """What all routes have. Applications derive their own kinds of routes from it.

    :param template: What the route matches.
    :param handler: A class, a function, or the dotted name of one, imported when the route first matches.
    :param name: The name by which :func:`uri_for` finds the route.
    :param build_only: Whether the route is for building URLs only. It needs a name then.
    :raises ValueError: If ``build_only`` is set and ``name`` is not.
    """

    # Any: the attributes below hold whatever a kind of route makes of them.
    #: The template.
    template: Any = None
    #: The name of the route.
    name: str | None = None
    #: Whether the route is for building URLs only.
    build_only = False
    #: The handler, or its dotted name.
    handler: Any = None
    #: The method of the handler that answers, if it is not that of the request.
    handler_method: str | None = None
    #: What calls the handler: set when the route first matches.
    handler_adapter: Any = None

    def __init__(self, template: Any, handler: Any = None, name: str | None = None, build_only: bool = False) -> None:
        if build_only and name is None:
            raise ValueError(f"Route {template!r} is build_only but doesn't have a name.")
        _begin(self, template=template, handler=handler, name=name, build_only=build_only)

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name in _MATCHED_ON:
            self._note_edit(name)

    def _note_edit(self, name: str) -> None:
        attributes = self.__dict__
        if name == "template":
            for compiled in _COMPILED:
                attributes.pop(compiled, None)
        elif name == "regex":
            attributes["_has_own_regex"] = True
        if "_is_indexed" in attributes:
            edits.count += 1

    def match(self, request: Request) -> Match | None:
        """Return ``(route, args, kwargs)`` if the route answers the request, or ``None``.

        :raises NotImplementedError: Always; a kind of route overrides it.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define match().")

    def build(self, request: Request | None, args: Args, kwargs: Kwargs) -> str:
        """Return the URL of the route.

        :param request: The current request.
        :param args: Values of the variables without a name.
        :param kwargs: Values of the variables that have names.
        :raises NotImplementedError: Always; a kind of route overrides it.
        """
        raise NotImplementedError(f"{type(self).__name__} cannot build URLs: {self.template!r}.")

    def get_routes(self) -> Iterator[Any]:
        """Yield the routes that this one stands for: itself."""
        yield self

    def get_match_routes(self) -> Iterator[Any]:
        """Yield the routes to match: itself, unless it is for building only."""
        if not self.build_only:
            yield self

    def get_build_routes(self) -> Iterator[tuple[str, Any]]:
        """Yield the routes to build from, as ``(name, route)``: itself, if it has a name."""
        if self.name is not None:
            yield self.name, self


class SimpleRoute(BaseRoute):
    """A route that is a regular expression: what a tuple ``(regex, handler)`` in the list of routes becomes.

    The regex matches the whole path, and its groups are the positional arguments of the handler. URLs cannot be built
    from it.

    .. differs::
        The anchors hold all alternatives of ``/a|/b``; in webapp2 one holds the first and one the last. A trailing
        newline in the path does not match. Global flags such as ``(?i)`` work, as they did on Python 2.
    """

    _read = staticmethod(read_regex)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled regex."""
        regex = anchored(self.template, self.template)
        self._show_anchors()
        return regex

    def _show_anchors(self) -> None:
        # webapp2: the template shows the anchors from the first match on.
        template = self.template
        shown = f"{'' if template.startswith('^') else '^'}{template}{'' if template.endswith('$') else '$'}"
        self.__dict__["template"] = shown

    def _check(self) -> None:
        """Raise what is wrong with the template, without compiling what is sure to compile."""
        check_text(self)
        if not reading_of(self).is_sound:
            anchored(self.template, self.template)

    def match(self, request: Request) -> Match | None:
        """Return ``(route, args, {})`` if the path matches, or ``None``."""
        found = find(self, path_to_match(request))
        return (self, found.groups(), {}) if found else None

    def __repr__(self) -> str:
        return f"<SimpleRoute({self.template!r}, {self.handler!r})>"


class Route(BaseRoute):
    """A route that is a template with variables, from which URLs can be built.

    A variable is ``<name>``, ``<name:regex>`` or ``<:regex>``. Without a regex it matches one segment of the path. The
    handler gets the variables that have names as keyword arguments, or the others as positional ones if none has.

    :param template: The template, such as ``/blog/<slug>``.
    :param handler: A class, a function, or the dotted name of one. After a colon a name can say which method of the
        handler answers: ``"blog.Entry:show"``.
    :param name: The name by which :func:`uri_for` finds the route.
    :param defaults: Values of variables that the URL lacks.
    :param build_only: Whether the route is for building URLs only.
    :param handler_method: The method of the handler that answers, if it is not that of the request.
    :param methods: The request methods that the route answers; all if it is not given.
    :param schemes: The URL schemes that the route answers; all if it is not given.
    :param error_format: How errors are shown on this route: ``"html"``, ``"text"``, ``"json"``, ``"auto"``,
        or a function, as ``format`` of the settings.
    :raises ValueError: If the handler has a colon and ``handler_method`` is given too, or there is no such format.

    .. differs::
        An answer of 405 lists the allowed methods in ``Allow`` (:rfc:`9110`).
    """

    #: Values of variables that the URL lacks.
    defaults: Kwargs | None = None
    #: The request methods that the route answers.
    methods: Collection[str] | None = None
    #: The URL schemes that the route answers.
    schemes: Collection[str] | None = None
    #: How errors are shown on this route.
    error_format: Any = None

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
        *,
        error_format: Any = None,
    ) -> None:
        super().__init__(template, handler=handler, name=name, build_only=build_only)
        if error_format is not None:
            check_format(error_format)
            self.error_format = error_format
        if isinstance(handler, str) and ":" in handler:
            if handler_method:
                raise ValueError(
                    f"If handler_method is defined in a Route, handler can't have a colon (got {handler!r})."
                )
            self.handler, handler_method = handler.rsplit(":", 1)
        _begin(self, defaults=defaults or {}, methods=methods, schemes=schemes, handler_method=handler_method)

    _read = staticmethod(read_route_template)
    _builder: PathBuilder | None = None

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled regex of the template."""
        return self._parse()[0]

    @cached_property
    def reverse_template(self) -> str:
        """The template to build URLs from, for the ``%`` operator."""
        return self._parse()[1]

    @cached_property
    def args_count(self) -> int:
        """How many variables have no name."""
        return self._parse()[2]

    @cached_property
    def kwargs_count(self) -> int:
        """How many variables have a name."""
        return self._parse()[3]

    @cached_property
    def variables(self) -> dict[str, re.Pattern[str]]:
        """The names of the variables and their compiled regexes."""
        return self._parse()[4]

    def _parse(self) -> tuple[re.Pattern[str], str, int, int, dict[str, re.Pattern[str]]]:
        parsed = _parse_route_template(self.template, default_sufix=SEGMENT)
        names = ("regex", "reverse_template", "args_count", "kwargs_count", "variables")
        for name, value in zip(names, parsed, strict=True):
            self.__dict__.setdefault(name, value)
        return parsed

    def _check(self) -> None:
        """Raise what is wrong with the route, without compiling what is sure to compile."""
        check_text(self)
        if (self.defaults, self.methods, self.schemes, self.handler_method) != ({}, None, None, None):
            check_parts(self)
        if not reading_of(self).is_sound:
            self._parse()

    def match(self, request: Request) -> Match | None:
        """Return ``(route, args, kwargs)`` if path and scheme match, or ``None``.

        :raises HTTPMethodNotAllowed: If they match, but the route does not answer the request's method.
        """
        found = find(self, path_to_match(request))
        if found is None:
            return None
        refused: Refused = []
        if is_refused(self, request, refused):
            if refused:
                raise method_not_allowed(refused)
            return None
        args, kwargs = _get_route_variables(found, dict(self.defaults or ()))
        return self, args, kwargs

    def build(self, request: Request | None, args: Args, kwargs: Kwargs) -> str:
        """Return the URL of the route.

        Values that are not text become text. What is left of ``kwargs`` becomes the query string; see
        :func:`~webapp2compat.urls.encode_query`.

        :param request: The current request, from which an absolute URL takes host and scheme.
        :param args: Values of the variables without a name.
        :param kwargs: Values of the variables that have names; and ``_full`` to build an absolute URL, ``_scheme`` and
            ``_netloc`` to build one with another scheme or host, ``_fragment`` for what comes after ``#``.
        :raises KeyError: If the value of a variable is missing.
        :raises ValueError: If a value does not match the regex of its variable, if ``_scheme`` is not one of the web,
            or if ``_netloc`` is no host.
        :raises AttributeError: If an absolute URL needs the request and there is none.

        .. differs::
            Slashes at the start are collapsed, so that no value can turn a path into another site. Schemes other than
            http, https, ws and wss, and hosts with ``/``, ``@`` or the like, are refused.
        """
        if args or not _URL_PARTS.isdisjoint(kwargs):
            return self._build_with_care(request, args, kwargs)
        builder = self._builder or self._make_builder()
        path = builder.path_of(kwargs)
        if path is None:
            return self._build_with_care(request, args, kwargs)
        if "//" <= path < "/0":  # it begins with two slashes
            path = on_site(path)
        if len(kwargs) == builder.count:
            return path
        return path + query_of({name: kwargs[name] for name in kwargs if name not in self.variables})

    def _make_builder(self) -> PathBuilder:
        builder = self.__dict__["_builder"] = PathBuilder(self.template, self.variables)
        return builder

    def _build_with_care(self, request: Request | None, args: Args, kwargs: Kwargs) -> str:
        """Build the URL from whatever arguments there may be, or say what is wrong with them."""
        scheme, netloc = kwargs.pop("_scheme", None), kwargs.pop("_netloc", None)
        fragment, is_full = kwargs.pop("_fragment", None), kwargs.pop("_full", False)
        for index, value in enumerate(args):
            name = f"__{index}__"
            if name in self.variables:
                kwargs[name] = value
        values = {name: self._value(name, regex, kwargs) for name, regex in self.variables.items()}
        url = on_site(quote_path(self.reverse_template % values))
        if is_full or scheme or netloc:
            url = _absolute(request, scheme, netloc, url)
        url += query_of(kwargs)
        return f"{url}#{quote_fragment(fragment)}" if fragment else url

    def _value(self, name: str, regex: re.Pattern[str], kwargs: Kwargs) -> str:
        """Take the value of a variable out of ``kwargs``, as text that matches its regex."""
        value = kwargs.pop(name, (self.defaults or {}).get(name))
        if value is None:
            raise KeyError(f'Missing argument "{name.strip("_")}" to build a URI from {self.template!r}.')
        text = value.decode("utf-8") if isinstance(value, bytes) else str(value)
        if regex.match(text) is None:
            raise ValueError(
                f'URI building error: Value "{text}" is not supported for argument "{name}" of {self.template!r}.'
            )
        return text

    def __repr__(self) -> str:
        return (
            f"<Route({self.template!r}, {self.handler!r}, name={self.name!r}, "
            f"defaults={self.defaults!r}, build_only={self.build_only!r})>"
        )


def _absolute(request: Request | None, scheme: str | None, netloc: str | None, path: str) -> str:
    """Return the absolute URL of a path. What is not given comes from the request."""
    # No request: an AttributeError, as in webapp2, for callers that catch it.
    netloc = check_netloc(netloc) if netloc else request.host  # type: ignore[union-attr]
    scheme = check_scheme(scheme) if scheme else request.scheme  # type: ignore[union-attr]
    return absolute_url(scheme, netloc, path)


# The classes whose match() the routing index may answer in place of; what reads all that it relies on in them, and what
# that is.
_PLAIN = {}
for _kind in (Route, SimpleRoute):
    _read = attrgetter(*[name for name in (*_MATCHED_ON, "__getattribute__") if hasattr(_kind, name)])
    _PLAIN[_kind] = _read, _read(_kind)


def is_plain(route: Any) -> bool:  # Any: whatever an application put into the list of routes
    """Tell whether a route matches just as its class in this module does, by the regex of its template."""
    kind = type(route)
    home = Route if issubclass(kind, Route) else SimpleRoute
    if not issubclass(kind, home):
        return False
    read, own = _PLAIN[home]
    if read(kind) != own:
        return False
    attributes = vars(route)
    return "match" not in attributes and "_has_own_regex" not in attributes
