"""Images at the URLs of ``images.get_serving_url()``: ``/_ah/img/<blob key>``, with a size or not (``=s200-c``)."""

from __future__ import annotations

import re
from typing import Any

from ..handler import RequestHandler
from ..optional import import_extra
from .blobs import FileBlobs

datastore = import_extra("google.appengine.api.datastore", "appengine")
images = import_extra("google.appengine.api.images", "appengine")
images_blob_stub = import_extra("google.appengine.api.images.images_blob_stub", "appengine")

PREFIX = "/_ah/img/"
_PATH = re.compile(re.escape(PREFIX) + r"([^=]+)(?:=s(\d+)(-c)?)?")
#: The longest side of an image whose URL names no size; 0 is its own.
DEFAULT_SIZE = 512

_TYPES = {
    images.JPEG: "image/jpeg",
    images.PNG: "image/png",
    images.WEBP: "image/webp",
    images.BMP: "image/bmp",
    images.GIF: "image/gif",
    images.ICO: "image/x-icon",
    images.TIFF: "image/tiff",
}


class ServedImage(RequestHandler):
    """Sends an image, made smaller if need be."""

    def get(self) -> None:
        """Send it."""
        match = _PATH.fullmatch(self.request.path)
        content = self._content(match[1]) if match else None
        if match is None or content is None:
            self.abort(404)
        size = DEFAULT_SIZE if match[2] is None else int(match[2])
        if size > images.IMG_SERVING_SIZES_LIMIT:
            self.abort(400, f"The largest size is {images.IMG_SERVING_SIZES_LIMIT}.")
        try:
            self._send(images.Image(content), content, size, is_cropped=bool(match[3]))
        except images.Error:
            self.abort(404, "The blob is no image.")

    def _content(self, key: str) -> bytes | None:
        blobs: FileBlobs = self.app.registry["services"].blobs
        url = datastore.Key.from_path(images_blob_stub.BLOB_SERVING_URL_KIND, key, namespace="")
        # A URL that was never made, or was deleted again, is no way to a blob.
        if not datastore.Get([url])[0]:
            return None
        try:
            with blobs.OpenBlob(key) as file:
                return file.read()
        except FileNotFoundError:
            return None

    def _send(self, image: Any, content: bytes, size: int, is_cropped: bool) -> None:
        kind = image.format
        if size and (is_cropped or max(image.width, image.height) > size):
            image.resize(size, size, crop_to_fit=is_cropped)
            kind = images.JPEG if kind == images.JPEG else images.PNG
            content = image.execute_transforms(output_encoding=kind)
        self.response.content_type = _TYPES[kind]
        self.response.body = content
