"""Requests that the local services send to the application themselves: tasks, cron jobs, mail and uploads.

They carry a mark in their environ that nothing outside can set, so `tree.py` trusts their ``X-AppEngine-*`` headers
and lets them pass ``login: admin``.
"""

from __future__ import annotations

import logging
import sys
from io import BytesIO
from urllib.parse import unquote_to_bytes

from ..typing import Environ, WSGIApp
from .answers import Answer, Headers, collect

logger = logging.getLogger(__name__)

MARK = "webapp2compat.appengine.internal"
SERVICE = "webapp2compat.appengine.service"


def internal_environ(
    method: str, url: str, *, headers: Headers, body: bytes = b"", host: str, address: str, service: str | None = None
) -> Environ:
    """Build the environ of a request that comes from the local services.

    :param url: Path and query.
    :param address: The client address to show, such as App Engine's ``0.1.0.2`` for tasks.
    :param service: The service to ask; ``None`` leaves the choice to ``dispatch.yaml``.
    """
    path, _, query = url.partition("?")
    name, _, port = host.partition(":")
    environ: Environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": name,
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": address,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": host,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        MARK: True,
        SERVICE: service,
    }
    for header, value in headers:
        key = header.upper().replace("-", "_")
        if key not in ("CONTENT_LENGTH", "HOST"):
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return environ


def ask(app: WSGIApp, environ: Environ) -> Answer:
    """Send a request to the application and read its whole answer; what it raises becomes a 500."""
    try:
        return collect(app, environ)
    except Exception:
        logger.exception("%s %s failed.", environ["REQUEST_METHOD"], environ["PATH_INFO"])
        return Answer("500 Internal Server Error", [], [])
