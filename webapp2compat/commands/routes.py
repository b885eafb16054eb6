"""``webapp2compat routes``: list the routes of an app, or say which one answers a request."""

from __future__ import annotations

import argparse
import difflib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from ..http_errors import HTTPBadRequest, HTTPMethodNotAllowed, HTTPNotFound
from ..index import RouteGroup
from . import app_yaml
from .failure import FINDINGS, OK, UsageError
from .target import HELP, load_app

EXAMPLES = """examples:
  webapp2compat routes samples/guestbook
  webapp2compat routes main:app --match /sign --method POST
"""
_NEAREST = 3
_HEADINGS = ("METHODS", "PATH", "NAME", "HANDLER")


@dataclass
class Row:
    """What the table says of one route."""

    methods: str
    path: str
    name: str
    handler: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("target", metavar="TARGET", nargs="?", default=".", help=f"{app_yaml.HELP}, {HELP}")
    parser.add_argument("--match", metavar="PATH", help="say which route answers this path, or that none does")
    parser.add_argument("--method", metavar="M", default="GET", help="the method to match (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """Print the routes, or the one that matches.

    :raises UsageError: If the target is none, or its app has no routes.
    """
    load = app_yaml.load_first_script if app_yaml.is_app_yaml(options.target) else load_app
    app: Any = load(options.target)  # Any: other WSGI apps have no router
    router = getattr(app, "router", None)
    if router is None:
        raise UsageError(f"The app of {options.target!r} is a {type(app).__name__}, which has no routes to list.")
    if options.match is not None:
        return _match(app, options)
    rows = [_row(route, group) for route, group in _walk(router)]
    if options.json:
        print(json.dumps([asdict(row) for row in rows], indent=2))
    else:
        _print_table(rows)
    return OK


def _walk(router: Any) -> Iterator[tuple[Any, str]]:  # Any: routes may be of the app's own classes
    """Give each route with what it stands under; a group of routes gives those in it."""
    for route in router.match_routes:
        yield from _expand(route, "")
    for route in router.build_routes.values():
        # Those that are matched as well have been given.
        if getattr(route, "build_only", False):
            yield route, ""


def _expand(route: Any, group: str) -> Iterator[tuple[Any, str]]:  # Any: as above
    if not isinstance(route, RouteGroup):
        yield route, group
        return
    # The routes of a path prefix have the prefix in them; those of a host do not have the host.
    host = getattr(route, "template", None)
    for each in route.guarded_routes():
        yield from _expand(each, f"{group}{host} " if host else group)


def _row(route: Any, group: str) -> Row:  # Any: as above
    methods = "BUILD" if getattr(route, "build_only", False) else ",".join(getattr(route, "methods", None) or ["*"])
    handler = _name_of(getattr(route, "handler", None))
    method = getattr(route, "handler_method", None)
    return Row(
        methods,
        group + str(getattr(route, "template", route)),
        getattr(route, "name", None) or "",
        f"{handler}.{method}" if method and handler else handler,
    )


def _name_of(handler: Any) -> str:  # Any: a handler is a class, a function or the dotted name of one
    if handler is None or isinstance(handler, str):
        return handler or ""
    module, name = getattr(handler, "__module__", None), getattr(handler, "__qualname__", None)
    return f"{module}.{name}" if module and name else repr(handler)


def _print_table(rows: list[Row], *reasons: str) -> None:
    """Print rows, each with the reason why it does not match if there are such."""
    lines = [[*_HEADINGS], *([row.methods, row.path, row.name, row.handler] for row in rows)]
    for line, reason in zip(lines, ("WHY NOT", *reasons), strict=False) if reasons else ():
        line.append(reason)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _match(app: Any, options: argparse.Namespace) -> int:  # Any: as above
    request = app.request_class.blank(options.match, method=options.method, app=app)
    # Before the match: a route compiles its template in place.
    candidates = [Candidate(route, group, _row(route, group)) for route, group in _walk(app.router)]
    try:
        route, args, kwargs = app.router.match(request)
    except HTTPBadRequest as error:
        raise UsageError(f"{options.match!r} is not a path that an app is asked for: {error.detail}") from error
    except (HTTPMethodNotAllowed, HTTPNotFound) as error:
        return _no_match(candidates, request.path, options, error)
    row = next((each.row for each in candidates if each.route is route), None) or _row(route, "")
    if options.json:
        print(json.dumps({**asdict(row), "args": list(args), "kwargs": dict(kwargs)}, indent=2))
    else:
        _print_table([row])
        for name, value in [*enumerate(args), *kwargs.items()]:
            print(f"  {name} = {value!r}")
    return OK


@dataclass
class Candidate:
    """A route that could have matched; ``host`` is what it stands under."""

    route: Any  # a route may be of the app's own class
    host: str
    row: Row

    def why_not(self, path: str) -> str:
        """Say in a word what keeps the route from answering requests for ``path``."""
        if getattr(self.route, "build_only", False):
            return "build only"
        regex = getattr(self.route, "regex", None)
        if regex is None or regex.match(path) is None:
            return "path"
        return "host" if self.host else "method or scheme"


def _no_match(candidates: list[Candidate], path: str, options: argparse.Namespace, error: Any) -> int:
    # Any: WebOb's types say less than is used here.
    candidates.sort(key=lambda each: difflib.SequenceMatcher(None, each.row.path, path).ratio(), reverse=True)
    rows = [each.row for each in candidates[:_NEAREST]]
    reasons = [each.why_not(path) for each in candidates[:_NEAREST]]
    if options.json:
        nearest = [{**asdict(row), "why_not": reason} for row, reason in zip(rows, reasons, strict=True)]
        print(json.dumps({"status": error.status, "nearest": nearest}, indent=2))
        return FINDINGS
    allowed = f", which answers {error.headers['Allow']}" if error.headers.get("Allow") else ""
    print(f"No route answers {options.method} {options.match}{allowed}: {error.status}. The nearest are:\n")
    _print_table(rows, *reasons)
    return FINDINGS
