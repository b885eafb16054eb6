"""Static files of ``app.yaml``: found inside of their folder only, and sent with ETag, 304 and ranges.

A local run says ``Cache-Control: no-cache`` as App Engine's development server does; ``as_production`` lets clients
cache for as long as ``expiration`` says.
"""

from __future__ import annotations

import hashlib
import mimetypes
import os
import posixpath
import re
import sys
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path, PurePosixPath

from ..response import Response
from ..typing import WSGIApp
from .app_yaml import ConfigurationError, Service, line_with
from .url_map import UrlHandler, appinfo

# App Engine's, where neither the entry nor default_expiration says.
DEFAULT_EXPIRATION = 600
CHUNK = 1 << 16


def _guessed_type(name: str) -> str:
    content_type, encoding = mimetypes.guess_type(name)
    if encoding:
        # Sent as it is: a Content-Encoding would make browsers unpack it.
        return "application/x-gzip" if encoding == "gzip" else "application/octet-stream"
    return content_type or "application/octet-stream"


def _compile_skipped(service: Service) -> re.Pattern[str]:
    skipped = str(service.info.skip_files)
    try:
        return re.compile(skipped)
    except re.error as error:
        reason = rf"skip_files {skipped!r} is no regular expression: {error}. For *.bak, write .*\.bak$ instead."
        raise ConfigurationError(service.path, line_with(service.path, "skip_files:"), reason) from error


class _Content:
    """A file's bytes, opened only when they are read: a HEAD or a 304 never does."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __iter__(self) -> Iterator[bytes]:
        return self.app_iter_range()

    def app_iter_range(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from ``start`` to before ``stop``; WebOb asks for it to answer a range."""
        with self.path.open("rb") as file:
            file.seek(start)
            left = sys.maxsize if stop is None else stop - start
            while left and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk


class StaticFiles:
    """The static files of one service.

    :param service: The service.
    :param as_production: Whether clients may cache.
    """

    def __init__(self, service: Service, as_production: bool) -> None:
        self.root = service.root.resolve()
        self.as_production = as_production
        self.skipped = _compile_skipped(service)
        default = service.info.default_expiration
        self.default_expiration = DEFAULT_EXPIRATION if default is None else int(appinfo.ParseExpiration(default))

    def find(self, handler: UrlHandler, match: re.Match[str]) -> Path | None:
        """Name the file that an entry means; ``None`` if there is none that clients may have."""
        name = handler.expand(match)
        if name.endswith("/") or "\0" in name or not self._is_served(handler, name):
            return None
        folder = self.root if handler.upload else self.root / handler.info.static_dir
        path = Path(os.path.realpath(self.root / name))
        # Resolved first: neither ".." nor a symbolic link may lead out of the folder.
        return path if path.is_relative_to(os.path.realpath(folder)) and path.is_file() else None

    def _is_served(self, handler: UrlHandler, name: str) -> bool:
        # What the file is called: "static/../app.yaml" is neither what upload means, nor kept from skip_files.
        plain = posixpath.normpath(name)
        names = (plain,) if ".." in name.split("/") else (plain, name)
        is_meant = handler.upload is None or any(map(handler.upload.fullmatch, names))
        return is_meant and not self._is_skipped(plain)

    def _is_skipped(self, name: str) -> bool:
        # A folder that skip_files names is not uploaded with all that it holds.
        folders = [str(folder) for folder in PurePosixPath(name).parents][:-1]
        return any(map(self.skipped.match, [name, *folders]))

    def respond(self, handler: UrlHandler, path: Path) -> WSGIApp:
        """Answer with a file; what a GET or HEAD asks about ETag, date and range is heeded."""
        stat = path.stat()
        content_type = handler.info.mime_type or _guessed_type(path.name)
        response = Response(app_iter=_Content(path), conditional_response=True)
        response.headerlist = [("Content-Type", content_type), ("Content-Length", str(stat.st_size))]
        response.last_modified = stat.st_mtime
        response.etag = hashlib.sha256(f"{stat.st_mtime_ns}-{stat.st_size}".encode()).hexdigest()[:20]
        response.accept_ranges = "bytes"
        self._set_caching(response, handler)
        for name, value in (handler.info.http_headers or {}).items():
            response.headers[name] = value
        return response

    def _set_caching(self, response: Response, handler: UrlHandler) -> None:
        if not self.as_production:
            response.headers["Cache-Control"] = "no-cache"
            return
        seconds = self.default_expiration if handler.expiration is None else handler.expiration
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
        response.headers["Expires"] = formatdate(time.time() + seconds, usegmt=True)
