"""Redirecting to a URL or to a named route, and building the URL of a route."""

from __future__ import annotations

from typing import Any

from .context import current_request, get_app, get_request
from .http_errors import abort as _abort
from .locations import safe_location
from .request import Request
from .response import Response

# webapp2: 308 is refused.
REDIRECT_CODES = (301, 302, 303, 305, 307)
# The URL of a request is worked out from its environ, unless it is of another class, or patched by a test.
_STOCK = (Request, Request.url)


def redirect(
    uri: str | bytes,
    permanent: bool = False,
    abort: bool = False,
    code: int | None = None,
    body: str | bytes | None = None,
    request: Request | None = None,
    response: Response | None = None,
) -> Response:
    """Redirect to a URI, by a response or by an exception.

    A URI that begins with ``.`` or ``/`` is joined to the URL of the request.

    :param uri: Where to redirect to: text, or UTF-8 bytes, as Python 2 code passes them.
    :param permanent: Whether to answer 301 instead of 302.
    :param abort: Whether to raise the redirect as an exception; the body is not used then.
    :param code: The status: 301, 302, 303, 305 or 307.
    :param body: The body of the response, if any.
    :param request: The request that is redirected; by default the current one.
    :param response: The response to use, cleared, with its headers kept; by default a new one.
    :returns: The response.
    :raises AssertionError: If ``code`` is not one of the five.
    :raises HTTPException: If ``abort`` is true.

    .. differs::
        With ``abort`` and no response, and to bytes, it works as in 2.5.2, where 3.0 fails with a ``TypeError``. Only
        a complete ``http`` or ``https`` URL leads to another host, whatever backslashes, control characters or double
        slashes another one holds; for other schemes, set the ``Location`` header.
    """
    code = _redirect_code(code, permanent)
    if isinstance(uri, bytes):
        uri = uri.decode("utf-8")
    request = request or (get_request() if uri.startswith((".", "/")) else current_request())
    # webapp2: nothing but its URL is asked of a request, which may be of an application's own class, or a mock.
    location = safe_location(uri, request, has_own_url=(type(request), Request.url) != _STOCK)
    if abort:
        _abort(code, headers=[*_kept_headers(response), ("Location", location)])
    response = _cleared(response, request)
    if type(response) is Response and response._lead_while_open(location):
        response.set_status(code)
    else:
        response.headers["Location"] = location
        response.status = code
    if body is not None:
        response.write(body)
    return response


def _redirect_code(code: int | None, permanent: bool) -> int:
    if code is None:
        return 301 if permanent else 302
    if code not in REDIRECT_CODES:
        # The type that webapp2's assert raised: callers catch it.
        raise AssertionError("Invalid redirect status code.")
    return code


def _cleared(response: Response | None, request: Request | None) -> Response:
    if response is None:
        created: Response = ((request and request.app) or get_app()).response_class()
        return created
    response.clear()
    return response


def _kept_headers(response: Response | None) -> list[tuple[str, str]]:
    """Return the headers that a redirect raised as an exception takes from the response."""
    # webapp2: nothing is asked of the response, which may be a test's mock.
    headers = getattr(response, "headerlist", None)
    # The exception has a body, and so a Content-Type and Content-Length, of its own.
    replaced = {"content-type", "content-length", "location"}
    return [header for header in headers if header[0].lower() not in replaced] if isinstance(headers, list) else []


def redirect_to(
    _name: str,
    _permanent: bool = False,
    _abort: bool = False,
    _code: int | None = None,
    _body: str | bytes | None = None,
    _request: Request | None = None,
    _response: Response | None = None,
    *args: Any,
    **kwargs: Any,
) -> Response:
    """Redirect to a route by its name.

    :param _name: The name of the route.
    :param args: Positional values for the URL.
    :param kwargs: Named values for the URL, and ``_scheme``, ``_netloc``, ``_fragment`` and ``_full``.

    The other parameters are those of :func:`redirect`, the raised exceptions those of :func:`redirect` and
    :func:`uri_for`.
    """
    uri = uri_for(_name, _request, *args, **kwargs)
    return redirect(
        uri, permanent=_permanent, abort=_abort, code=_code, body=_body, request=_request, response=_response
    )


def uri_for(_name: str, _request: Request | None = None, *args: Any, **kwargs: Any) -> str:
    """Build the URI of a route.

    :param _name: The name of the route.
    :param _request: The request whose host and scheme a full URI has; by default the current one.
    :param args: Values for the unnamed variables of the route.
    :param kwargs: Values for its named variables; what is left over becomes the query. ``_full=True`` asks for a full
        URI, ``_scheme`` and ``_netloc`` set its parts, ``_fragment`` appends a fragment.
    :raises KeyError: If there is no route of that name, or a variable has no value.
    :raises ValueError: If a value does not match the regex of its variable.
    """
    request = _request or get_request()
    uri: str = request.app.router.build(request, _name, args, kwargs)
    return uri
