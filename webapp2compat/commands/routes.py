"""``webapp2compat routes``: list the routes of an app, or say which one answers a request."""

from __future__ import annotations

import argparse
import difflib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from ..http_errors import HTTPMethodNotAllowed, HTTPNotFound
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
    """Print the routes, or the one that matches."""
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


def _print_table(rows: list[Row]) -> None:
    lines = [_HEADINGS, *((row.methods, row.path, row.name, row.handler) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _match(app: Any, options: argparse.Namespace) -> int:  # Any: as above
    request = app.request_class.blank(options.match, method=options.method, app=app)
    # Before the match: a route compiles its template in place.
    rows = {id(route): _row(route, group) for route, group in _walk(app.router)}
    try:
        route, args, kwargs = app.router.match(request)
    except (HTTPMethodNotAllowed, HTTPNotFound) as error:
        return _no_match(list(rows.values()), options, error)
    row = rows.get(id(route)) or _row(route, "")
    if options.json:
        print(json.dumps({**asdict(row), "args": list(args), "kwargs": dict(kwargs)}, indent=2))
    else:
        _print_table([row])
        for name, value in [*enumerate(args), *kwargs.items()]:
            print(f"  {name} = {value!r}")
    return OK


def _no_match(rows: list[Row], options: argparse.Namespace, error: Any) -> int:  # Any: WebOb's types say less
    rows.sort(key=lambda row: difflib.SequenceMatcher(None, row.path, options.match).ratio(), reverse=True)
    if options.json:
        print(json.dumps({"status": error.status, "nearest": [asdict(row) for row in rows[:_NEAREST]]}, indent=2))
        return FINDINGS
    allowed = f", which answers {error.headers['Allow']}" if error.headers.get("Allow") else ""
    print(f"No route answers {options.method} {options.match}{allowed}: {error.status}. The nearest are:\n")
    _print_table(rows[:_NEAREST])
    return FINDINGS
