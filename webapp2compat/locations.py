"""Where a redirect may lead.

``redirect()`` hands its argument to :func:`safe_location`. Whatever looks relative stays on this host, also where a
browser would read it as ``//host/path``; only a complete ``http://`` or ``https://`` URL leaves it.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from .http_errors import HTTPBadRequest
from .profile import setting
from .url_safety import percent_encoded, without_leading_controls, without_line_breaks

if TYPE_CHECKING:
    from .request import Request

logger = logging.getLogger(__name__)

# A path that joining it to a URL leaves as it is, if it has no dots to resolve and no empty parts.
_PLAIN_PATH = re.compile(r"/[A-Za-z0-9_~!$&'()*+,=:@%./-]*(?:\?[A-Za-z0-9_~!$&'()*+,=:@%./-]+)?")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_WEB_URL = re.compile(r"https?://(?:[^/?#\\@]*@)?(\[[0-9a-f:.]+\]|[^/?#\\@:\[\]]+)(?::[0-9]*)?(?![^/?#])", re.I)


def safe_location(uri: str, request: Request | None, *, has_own_url: bool = False) -> str:
    """Return where a redirect to ``uri`` leads.

    :param uri: An absolute http or https URL, or a reference on this host. One that begins with ``.`` or ``/`` is
        joined to the URL of the request; others are left for the response to join when it is sent, as in webapp2.
    :param request: The request; it may be missing where nothing is joined.
    :param has_own_url: Whether the ``url`` of the request is to be asked for, and not worked out from its environ.
    :returns: Printable ASCII.
    :raises HTTPBadRequest: If ``config['webapp2compat']['redirect_hosts']`` is set and does not name the host of an
        absolute ``uri``, or if the Host header of the request is not a host.

    .. differs:: ``//host/path``, with or without control characters in it, stays on this host as a path, and a scheme
        other than http and https is read as part of a path; webapp2 redirected to the other host. What a header
        cannot carry is percent-encoded.
    """
    if _is_plain_path(uri) and request is not None and not has_own_url:
        # As the paths of routes are: there is nothing to drop, to join or to encode.
        return percent_encoded(request.host_url + uri)
    uri = without_line_breaks(uri)
    web_url = _WEB_URL.match(uri)
    if web_url:
        _refuse_unlisted(web_url[1].lower(), request)
        return percent_encoded(uri)
    if _SCHEME.match(without_leading_controls(uri)):
        logger.warning("A redirect to %r was kept on this host: only http and https URLs may leave it.", uri[:200])
        uri = "./" + uri
    if request is None or uri[:1] not in ("/", "."):
        return percent_encoded(uri)
    return percent_encoded(_join(uri, request, has_own_url))


def _is_plain_path(uri: str) -> bool:
    return _PLAIN_PATH.fullmatch(uri) is not None and "//" not in uri and "/." not in uri


def _refuse_unlisted(host: str, request: Request | None) -> None:
    allowed = setting(getattr(request, "app", None), "redirect_hosts")
    if request is not None and allowed is not None and host not in allowed and host != request.domain.lower():
        raise HTTPBadRequest(f"Redirects to {host} are not allowed.")


def _join(uri: str, request: Request, has_own_url: bool) -> str:
    url = str(request.url if has_own_url else request.path_url)
    if uri.startswith(("//", "/\\")):
        # The path of an application may start with two slashes; with the host before it, it is nothing else.
        scheme, host = urlsplit(url)[:2]
        return f"{scheme}://{host}{uri}"
    # webapp2: the standard library joins these, which drops an empty query.
    return urljoin(url, uri)
