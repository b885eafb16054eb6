"""The paths below ``/_ah/`` that App Engine answers itself, as far as a local run needs them.

:func:`local_pages` is asked by `tree.py` for every request before the application's handlers are.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from ..app import WSGIApplication
from ..handler import RequestHandler
from ..typing import Environ, WSGIApp
from . import served_images
from .answers import plain
from .app_yaml import BUILTINS
from .dev_page import DevPage
from .sign_in import SignIn, SignOut
from .stubs import LocalServices
from .tree import ServedService, Tree
from .uploads import PREFIX, UploadError, take_upload

DEFERRED, WARMUP = BUILTINS["deferred"][0], "/_ah/warmup"


class UploadHandler(RequestHandler):
    """Takes an upload, and lets the application answer it."""

    def post(self) -> Any:
        """Store the files and post the rewritten form to the path that the application named."""
        try:
            upload = take_upload(self.request, self.app.registry["services"].blobs)
        except UploadError as error:
            self.abort(error.code, error.reason)
        target = urlsplit(upload.path)
        self.request.environ.update(
            {
                "PATH_INFO": target.path,
                "QUERY_STRING": target.query,
                "CONTENT_TYPE": upload.content_type,
                "CONTENT_LENGTH": str(len(upload.body)),
                "wsgi.input": BytesIO(upload.body),
            }
        )
        return self.request.get_response(self.app.registry["tree"])


def local_pages(tree: Tree, services: LocalServices) -> Callable[[ServedService, Environ], WSGIApp | None]:
    """Make the function that picks the page for a path, or ``None`` where the application's handlers come in."""
    app = WSGIApplication(
        [
            ("/_ah/login", SignIn),
            ("/_ah/logout", SignOut),
            ("/_ah/dev", DevPage),
            (f"{PREFIX}.+", UploadHandler),
            (f"{served_images.PREFIX}.+", served_images.ServedImage),
        ]
    )
    app.registry.update(tree=tree, services=services)

    def page(served: ServedService, environ: Environ) -> WSGIApp | None:
        path = environ["PATH_INFO"]
        if path in ("/_ah/login", "/_ah/logout", "/_ah/dev") or path.startswith((PREFIX, served_images.PREFIX)):
            return app
        if path == DEFERRED and not _has_own_handler(served, path):
            return tree.scripted(served, BUILTINS["deferred"][1])
        if path == WARMUP and served.match(path) is None:
            return plain(200, "")
        return None

    return page


def _has_own_handler(served: ServedService, path: str) -> bool:
    """Say whether a handler below ``/_ah/`` takes a path; one that takes every path is not meant for it."""
    return any(handler.info.url.startswith("/_ah/") and handler.pattern.fullmatch(path) for handler in served.handlers)
