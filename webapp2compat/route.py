"""Matching a URL against one route, and building a URL back from it.

A route is handed a request by the router (`router.py`) and answers with ``(route, args, kwargs)``, or with ``None`` for
a plain miss. A :class:`Route` is written as a template with variables; a tuple in the list of routes becomes a
:class:`SimpleRoute`, which is a regular expression.
"""
from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NoReturn, TypeAlias
from urllib.parse import unquote

from .http_errors import HTTPBadRequest, HTTPMethodNotAllowed
from .properties import cached_property
from .request import Request
from .urls import check_netloc, check_scheme, encode_query, on_site, quote_fragment, quote_path

# Any: variables are text when they come from a URL, and whatever the application passes when it builds one.
Args: TypeAlias = tuple[Any, ...]
Kwargs: TypeAlias = dict[str, Any]
# The first item is the route; a route of the application's own need not be a BaseRoute.
Match: TypeAlias = tuple[Any, Args, Kwargs]

_route_re = re.compile(
    r"""
    \<               # The exact character "<"
    ([a-zA-Z_]\w*)?  # The optional variable name
    (?:\:([^\>]*))?  # The optional :regex part
    \>               # The exact character ">"
    """,
    re.VERBOSE,
)

# Escapes and character classes are matched first, so that what looks like a flag in them is left alone.
_global_flags_re = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?([aiLmsux]+)\)", re.DOTALL)

#: What a variable without a regex of its own matches: one segment of the path.
SEGMENT = "[^/]+"

_REQUEST_PATH = Request.path


class RouteError(Exception):
    """What is wrong with a route. Each kind is also a subclass of what webapp2 raised for it."""


class RouteTemplateError(RouteError, re.error):
    """A template cannot be read: a malformed regular expression, or two variables with one name.

    :param template: The template.
    :param reason: What is wrong with it.
    """

    def __init__(self, template: str, reason: str) -> None:
        super().__init__(reason)
        self.template, self.reason = template, reason

    def __str__(self) -> str:
        return f"The route template {self.template!r} is malformed: {self.reason}."


class RouteTypeError(RouteError, TypeError):
    """A part of a route is of the wrong type."""


def anchored(pattern: str, template: str) -> re.Pattern[str]:
    """Compile a regular expression so that it matches whole strings only.

    :param pattern: The regular expression. Global flags, such as ``(?i)``, may stand anywhere in it.
    :param template: The template that it comes from, for the error message.
    :raises RouteTemplateError: If it is malformed.
    """
    flags = ""
    if "(?" in pattern:
        pattern, flags = _without_global_flags(pattern)
    # In verbose mode a comment at the end of the pattern would take the anchor with it.
    end = "\n" if "x" in flags else ""
    try:
        return re.compile(f"{flags}^(?:{pattern}{end})\\Z")
    except (re.error, OverflowError) as error:
        raise RouteTemplateError(template, str(error)) from error


def _without_global_flags(pattern: str) -> tuple[str, str]:
    """Return a pattern without its global flags, and the flags: Python 3.11 wants them at the start."""
    letters: set[str] = set()

    def collect(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        letters.update(found[1])
        return ""

    pattern = _global_flags_re.sub(collect, pattern)
    return pattern, f"(?{''.join(sorted(letters))})" if letters else ""


def _parse_route_template(
    template: str, default_sufix: str = ""
) -> tuple[re.Pattern[str], str, int, int, dict[str, re.Pattern[str]]]:
    """Read a template such as ``/blog/<year:\\d{4}>/<:\\w+>``.

    :param template: Text with variables: ``<name>``, ``<name:regex>`` or ``<:regex>``.
    :param default_sufix: The regex of variables that have none.
    :returns: ``(regex, reverse_template, args_count, kwargs_count, variables)``: the compiled regex, a template for the
        ``%`` operator, how many variables have no name and how many have one, and the compiled regex of each. Variables
        without a name are called ``__0__``, ``__1__`` and so on.
    :raises RouteTemplateError: If a regex is malformed or a name occurs twice.

    .. differs::
        Literal ``%`` can be built. A trailing newline does not match. Alternatives (``<x:a|b>``) are matched whole when
        building.
    """
    variables: dict[str, re.Pattern[str]] = {}
    pattern = reverse_template = ""
    args_count = end = 0
    for found in _route_re.finditer(template):
        name, regex = found[1], found[2] or default_sufix
        if not name:
            name = f"__{args_count}__"
            args_count += 1
        if name in variables:
            raise RouteTemplateError(template, f"the variable {name!r} occurs twice")
        variables[name] = anchored(regex, template)
        literal, end = template[end : found.start()], found.end()
        pattern += f"{re.escape(literal)}(?P<{name}>{regex})"
        reverse_template += f"{literal.replace('%', '%%')}%({name})s"
    pattern += re.escape(template[end:])
    reverse_template += template[end:].replace("%", "%%")
    return anchored(pattern, template), reverse_template, args_count, len(variables) - args_count, variables


def _get_route_variables(match: re.Match[str], default_kwargs: Kwargs | None = None) -> tuple[Args, Kwargs]:
    """Return the ``(args, kwargs)`` that a regex match stands for.

    :param match: A match of the regex of a template.
    :param default_kwargs: Values of variables that the match lacks. The dict is updated.
    """
    kwargs = {} if default_kwargs is None else default_kwargs
    kwargs.update(match.groupdict())
    # webapp2: all names of this form are positional, in the order of their numbers.
    positional = [(int(name[2:-2]), name) for name in kwargs if name[:2] == "__" and name[-2:] == "__"]
    return tuple(kwargs.pop(name) for _, name in sorted(positional)), kwargs


def path_to_match(request: Any) -> str:
    """Return the path of a request as routes see it: ``SCRIPT_NAME`` and ``PATH_INFO``, unescaped.

    :param request: A request, or an object that has its ``path``.
    :raises HTTPBadRequest: If the path is no valid UTF-8.
    """
    try:
        if getattr(type(request), "path", None) is not _REQUEST_PATH:
            return unquote(request.path)
        environ = request.environ
        path: str = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        return path if path.isascii() else path.encode("latin-1").decode("utf-8")
    except UnicodeError as error:
        raise HTTPBadRequest("The path of the URL is no valid UTF-8.") from error


def method_not_allowed(methods: Iterable[str]) -> HTTPMethodNotAllowed:
    """Return a 405 error that lists the methods that are allowed."""
    return HTTPMethodNotAllowed(headers=[("Allow", ", ".join(sorted(set(methods))))])


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
        self.template, self.handler, self.name, self.build_only = template, handler, name, build_only

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

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled regex."""
        template = self.template
        regex = anchored(template, template)
        # webapp2: the template shows the anchors from now on.
        self.template = f"{'' if template.startswith('^') else '^'}{template}{'' if template.endswith('$') else '$'}"
        return regex

    def match(self, request: Request) -> Match | None:
        """Return ``(route, args, {})`` if the path matches, or ``None``."""
        found = self.regex.match(path_to_match(request))
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
    :param error_format: How errors are shown on this route: ``"html"``, ``"text"``, ``"json"`` or ``"auto"``.
    :raises ValueError: If the handler has a colon and ``handler_method`` is given too.

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
    error_format: str | None = None

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
        error_format: str | None = None,
    ) -> None:
        super().__init__(template, handler=handler, name=name, build_only=build_only)
        self.defaults = defaults or {}
        self.methods = methods
        self.schemes = schemes
        if error_format is not None:
            self.error_format = error_format
        if isinstance(handler, str) and ":" in handler:
            if handler_method:
                raise ValueError(
                    f"If handler_method is defined in a Route, handler can't have a colon (got {handler!r})."
                )
            self.handler, handler_method = handler.rsplit(":", 1)
        self.handler_method = handler_method

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
        for name, value in zip(names, parsed):
            self.__dict__.setdefault(name, value)
        return parsed

    def match(self, request: Request) -> Match | None:
        """Return ``(route, args, kwargs)`` if path and scheme match, or ``None``.

        :raises HTTPMethodNotAllowed: If they match, but the route does not answer the request's method.
        """
        found = self.regex.match(path_to_match(request))
        if found is None or (self.schemes and request.scheme not in self.schemes):
            return None
        if self.methods and request.method not in self.methods:
            raise method_not_allowed(_names(self.methods))
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
        scheme, netloc = kwargs.pop("_scheme", None), kwargs.pop("_netloc", None)
        fragment, is_full = kwargs.pop("_fragment", None), kwargs.pop("_full", False)
        path, query = self._build(args, kwargs)
        url = on_site(quote_path(path))
        if is_full or scheme or netloc:
            url = _absolute(request, scheme, netloc, url)
        query_string = encode_query(query) if query else ""
        if query_string:
            url = f"{url}?{query_string}"
        return f"{url}#{quote_fragment(fragment)}" if fragment else url

    def _build(self, args: Args, kwargs: Kwargs) -> tuple[str, Kwargs]:
        """Return the path, not escaped yet, and the arguments that are left for the query."""
        variables = self.variables
        for index, value in enumerate(args):
            name = f"__{index}__"
            if name in variables:
                kwargs[name] = value
        values = {name: self._value(name, regex, kwargs) for name, regex in variables.items()}
        return self.reverse_template % values, kwargs

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


def _names(methods: Collection[str]) -> Iterable[str]:
    """Return the names in ``methods``, which may be one name by itself."""
    return (methods,) if isinstance(methods, str) else methods


def _absolute(request: Request | None, scheme: str | None, netloc: str | None, path: str) -> str:
    """Return the absolute URL of a path. What is not given comes from the request."""
    # No request: an AttributeError, as in webapp2, for callers that catch it.
    netloc = check_netloc(netloc) if netloc else request.host  # type: ignore[union-attr]
    scheme = check_scheme(scheme) if scheme else request.scheme  # type: ignore[union-attr]
    return f"{scheme}://{netloc}{path if path.startswith('/') or not path else '/' + path}"
