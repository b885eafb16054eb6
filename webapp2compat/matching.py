"""What routes ask of a request: its path as they match it, and the answers when only the method or the length is wrong.

Used by the routes themselves (`route.py`) and by the routing index, which asks in their stead (`index.py`).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, TypeAlias
from urllib.parse import unquote

from webob.exc import HTTPException, HTTPMethodNotAllowed

from .http_errors import status_map
from .patterns import Reading, is_quadratic
from .profile import setting
from .request import Request

#: Longer paths are refused by patterns that would take long to miss them.
LONGEST_PATH = 8192

# The methods that routes with the right path would have answered.
Refused: TypeAlias = list[str]

_REQUEST_PATH = Request.path


def path_to_match(request: Any) -> str:
    """Return the path of a request as routes see it: ``SCRIPT_NAME`` and ``PATH_INFO``, unescaped.

    :param request: A request, or an object that has its ``path``.
    :raises HTTPBadRequest: If the path is no valid UTF-8.
    """
    try:
        kind = type(request)
        if kind is not Request and getattr(kind, "path", None) is not _REQUEST_PATH:
            return unquote(request.path)
        environ = request.environ
        path: str = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        return path if path.isascii() else path.encode("latin-1").decode("utf-8")
    except UnicodeError as error:
        raise status_map[400]("The path of the URL is no valid UTF-8.") from error


def ask(route: Any, request: Any, refused: Refused) -> Any:  # a route of any kind answers as it likes
    """Return what the ``match()`` of a route returns; note in ``refused`` if it does not allow the method."""
    try:
        return route.match(request)
    except HTTPMethodNotAllowed as error:
        refused += error.headers.get("Allow", "").split(",")
        return None


def is_refused(route: Any, request: Any, refused: Refused) -> bool:  # Any: a Route
    """Tell whether a route whose path matches does not answer the scheme or the method of a request.

    :param refused: Takes the methods that the route allows, if the request's is not among them.
    """
    schemes, methods = route.schemes, route.methods
    if schemes and request.scheme not in schemes:
        return True
    if not methods or request.method in methods or _stands_in(request, methods):
        return False
    refused += (methods,) if isinstance(methods, str) else methods
    # How the error is shown is theirs to say, though none of them becomes the route of the request.
    request.__dict__.setdefault("_refusing", []).append(route)
    return True


def _stands_in(request: Any, methods: Collection[str]) -> bool:
    """Tell whether a request is a HEAD that a route for GET answers."""
    return request.method == "HEAD" and "GET" in methods and _has_switched_on(request, "head_for_get")


def _has_switched_on(request: Any, switch: str) -> bool:
    # Routes may be asked about requests of WebOb's own class, which know no application.
    return bool(setting(getattr(request, "app", None), switch))


def method_not_allowed(refused: Refused) -> HTTPException:
    """Return a 405 error that lists the methods that routes would have answered."""
    return status_map[405](headers=_allow(refused))


def refusal(request: Any, refused: Refused) -> HTTPException:
    """Return the answer to a request whose path matches routes, but whose method none of them allows."""
    if request.method == "OPTIONS" and _has_switched_on(request, "automatic_options"):
        # RFC 9110 9.3.7
        return status_map[204](headers=_allow([*refused, "OPTIONS"]))
    return method_not_allowed(refused)


def _allow(refused: Refused) -> list[tuple[str, str]]:
    names = sorted({name.strip() for name in refused} - {""})
    return [("Allow", ", ".join(names))] if names else []


def find(route: Any, path: str) -> re.Match[str] | None:  # Any: a SimpleRoute or a Route
    """Match the regex of a route.

    :raises HTTPRequestURITooLong: If the path is very long and the pattern could take very long to miss it.
    """
    if len(path) > LONGEST_PATH and is_slow(route):
        raise status_map[414](f"The path of the URL has more than {LONGEST_PATH} characters.")
    found: re.Match[str] | None = route.regex.match(path)
    return found


def is_slow(route: Any) -> bool:  # Any: a SimpleRoute or a Route
    """Tell whether the pattern of a route has two places that a long text could match."""
    return is_quadratic(route.template) and any(shape.is_open for shape in reading_of(route).shapes)


def reading_of(route: Any) -> Reading:  # Any: a SimpleRoute or a Route
    """Return what is known of the template of a route without compiling it."""
    attributes = vars(route)
    reading: Reading | None = attributes.get("_reading")
    if reading is None:
        reading = attributes["_reading"] = route._read(route.template)
    return reading
