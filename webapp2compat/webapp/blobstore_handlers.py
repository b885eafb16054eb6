"""``google.appengine.ext.webapp.blobstore_handlers``: handlers that take uploads into the Blobstore and send blobs.

The SDK for Python 3 has classes of the same names that know no framework; these are for routes, as on Python 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from ..handler import RequestHandler
from ..optional import import_extra

_RANGE = re.compile(r"\s*(\w+)\s*=\s*(.*)")
_PART = re.compile(r"(\d*)\s*-\s*(\d*)\Z")


class Error(Exception):
    """Base of the errors of these handlers."""


class RangeFormatError(Error):
    """The Range header of a request is malformed."""


class UnsupportedRangeFormatError(RangeFormatError):
    """The Range header asks for what the Blobstore cannot send: several ranges, or another unit than bytes."""


class BlobstoreDownloadHandler(RequestHandler):
    """Send blobs: call :meth:`send_blob` in ``get()``."""

    def send_blob(
        self,
        blob_key_or_info: Any,
        content_type: str | None = None,
        save_as: Any = None,
        start: int | None = None,
        end: int | None = None,
        **kwargs: Any,
    ) -> None:
        """Let the server send a blob as the body.

        :param blob_key_or_info: A ``BlobKey`` or its text, a ``BlobInfo``, or ``/gs/bucket/object``.
        :param content_type: The type of the content; by default that of the blob.
        :param save_as: The name under which a browser saves it; ``True`` for the one that it was uploaded by.
        :param start: The first byte to send; negative to count from the end.
        :param end: The last byte to send.
        :param kwargs: ``use_range=True`` sends what the Range header of the request asks for.
        :raises ValueError: If ``start``, ``end`` and the Range header do not fit together, or ``save_as`` fits no
            ``BlobInfo``.
        :raises TypeError: If there are other keyword arguments.
        """
        unknown = sorted(set(kwargs) - {"use_range"})
        if unknown:
            raise TypeError(
                f"send_blob() got unexpected keyword arguments: {', '.join(unknown)}. Expected 'use_range'."
            )
        asked = self.request.headers.get("Range")
        wanted = _range_to_send(start, end, asked, kwargs.get("use_range"))
        blobstore = import_extra("google.appengine.ext.blobstore", "appengine")
        info = blob_key_or_info if isinstance(blob_key_or_info, blobstore.BlobInfo) else None
        disposition = _disposition(save_as, info)
        self.response.clear()
        headers = self.response.headers
        headers[blobstore.BLOB_KEY_HEADER] = _key(blob_key_or_info, info, blobstore)
        if wanted is not None:
            headers[blobstore.BLOB_RANGE_HEADER] = wanted
        if content_type:
            headers["Content-Type"] = content_type
        else:
            # The server knows the type of the blob.
            del headers["Content-Type"]
        if disposition is not None:
            headers["Content-Disposition"] = disposition

    def get_range(self) -> tuple[int | None, int | None] | None:
        """Return the first and the last byte that the Range header asks for, or ``None`` if there is none.

        :raises RangeFormatError: If the header is malformed.
        :raises UnsupportedRangeFormatError: If it asks for several ranges, or in another unit than bytes.
        """
        header = self.request.headers.get("Range")
        return None if header is None else _parse_range(header)


class BlobstoreUploadHandler(RequestHandler):
    """Take uploads: they are in the Blobstore already when ``post()`` is called."""

    def get_uploads(self, field_name: str | None = None) -> list[Any]:
        """Return the ``BlobInfo`` of each upload.

        :param field_name: The name of a field of the form; by default those of all fields are returned.
        """
        blobstore = import_extra("google.appengine.ext.blobstore", "appengine")
        return self._uploads(lambda field: _with_text_hash(blobstore.parse_blob_info(field)), field_name)

    def get_file_infos(self, field_name: str | None = None) -> list[Any]:
        """Return the ``FileInfo`` of each upload.

        :param field_name: The name of a field of the form; by default those of all fields are returned.
        """
        blobstore = import_extra("google.appengine.ext.blobstore", "appengine")
        return self._uploads(lambda field: _with_text_hash(blobstore.parse_file_info(field)), field_name)

    def _uploads(self, parse: Callable[[Any], Any], field_name: str | None) -> list[Any]:
        found = []
        for name, value in self.request.POST.items():
            if "blob-key" in getattr(value, "type_options", ()) and field_name in (None, name):
                value.file.seek(0)  # it may have been read by an earlier call
                found.append(parse(value))
        return found


def _with_text_hash(info: Any) -> Any:
    """Make the MD5 hash of an upload the text that the Datastore has; the SDK for Python 3 reads it as bytes."""
    names = ("content_type", "creation", "filename", "size", "gs_object_name")
    values = {name: getattr(info, name) for name in names} | {"md5_hash": info.md5_hash.decode("ascii", "replace")}
    return type(info)(info.key(), values) if hasattr(info, "key") else type(info)(**values)


def _parse_range(header: str) -> tuple[int | None, int | None]:
    found = _RANGE.match(header)
    if found is None:
        raise RangeFormatError(f"Invalid range header: {header}")
    unit, ranges = found.groups()
    if unit != "bytes":
        raise UnsupportedRangeFormatError(f"Invalid unit in range header type: {header}")
    if "," in ranges:
        raise UnsupportedRangeFormatError("Unable to support multiple range values in Range header.")
    part = _PART.match(ranges.strip())
    if part is None or not any(part.groups()):
        raise RangeFormatError(f"Invalid range header: {header}")
    first, last = part.groups()
    if not first:
        return -int(last), None
    return int(first), int(last) if last else None


def _range_to_send(start: int | None, end: int | None, asked: str | None, use_range: bool | None) -> str | None:
    indexes = _indexes(start, end)
    if use_range and indexes is not None and asked != indexes:
        raise ValueError(
            f"May not provide non-equivalent range indexes and range headers: (header) {asked} != (indexes) {indexes}"
        )
    return asked if use_range and asked is not None else indexes


def _indexes(start: int | None, end: int | None) -> str | None:
    """Return a range as the value of a header."""
    if start is None:
        if end is not None:
            raise ValueError("May not specify end value without start.")
        return None
    if end is None:
        return f"bytes={start}" if start < 0 else f"bytes={start}-"
    if start > end:
        raise ValueError("start must be < end.")
    if start < 0:
        raise ValueError("end cannot be set if start < 0.")
    return f"bytes={start}-{end}"


def _key(blob_key_or_info: Any, info: Any, blobstore: Any) -> str:
    if info is not None:
        return str(info.key())
    if isinstance(blob_key_or_info, str) and blob_key_or_info.startswith("/gs/"):
        return str(blobstore.create_gs_key(blob_key_or_info))
    return str(blob_key_or_info)


def _disposition(save_as: Any, info: Any) -> str | None:
    if not save_as:
        return None
    if isinstance(save_as, bytes):
        save_as = save_as.decode("utf-8")
    elif save_as is True and info is not None:
        save_as = info.filename
    if not isinstance(save_as, str):
        raise ValueError(
            "Unexpected value for save_as." if info is not None else "Expected BlobInfo value for blob_key_or_info."
        )
    name = save_as.replace("\\", "\\\\").replace('"', '\\"')
    if name.isascii():
        return f'attachment; filename="{name}"'
    # RFC 6266 4.3
    plain = name.encode("ascii", "replace").decode()
    return f"attachment; filename=\"{plain}\"; filename*=utf-8''{quote(save_as, safe='')}"
