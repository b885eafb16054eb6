"""Uploads to the URLs that ``blobstore.create_upload_url`` hands out: ``POST /_ah/upload/<session>``.

Each file of the form becomes a blob; the form is then posted to the path that the application named, with a reference
in place of each file, and the application's answer is the client's.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime, timezone
from typing import Any, NamedTuple

from ..optional import import_extra
from ..request import Request
from .blobs import FileBlobs

datastore = import_extra("google.appengine.api.datastore", "appengine")
datastore_errors = import_extra("google.appengine.api.datastore_errors", "appengine")

PREFIX = "/_ah/upload/"
BLOB_INFO, SESSION = "__BlobInfo__", "__BlobUploadSession__"


class UploadError(ValueError):
    """Raised when an upload cannot be taken: says with which status to answer.

    .. versionadded:: 1.0
    """

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code, self.reason = code, reason


class Upload(NamedTuple):
    """A form whose files are stored: what to post to the application."""

    path: str
    content_type: str
    body: bytes


def take_upload(request: Request, blobs: FileBlobs) -> Upload:
    """Store the files of an upload and rewrite its form.

    :param request: The client's request to an upload URL.
    :param blobs: Where the files go.
    :raises UploadError: If the URL is unknown or was used, or a file is larger than the URL allows.
    """
    session = _session(request.path_info[len(PREFIX) :])
    fields = list(request.POST.items())
    _check_sizes([_size(value) for _, value in fields if _is_file(value)], session)
    datastore.Delete(session.key())
    boundary = secrets.token_hex(16)
    parts = [_file_part(name, value, blobs) if _is_file(value) else _text_part(name, value) for name, value in fields]
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts) + b"--%s--\r\n" % boundary.encode()
    return Upload(session["success_path"], f'multipart/form-data; boundary="{boundary}"', body)


def _session(name: str) -> Any:
    try:
        key = datastore.Key(name)
        session = datastore.Get(key) if key.kind() == SESSION else None
    except (datastore_errors.Error, ValueError) as error:
        raise UploadError(404, "There is no such upload URL, or it was used already.") from error
    if session is None:
        raise UploadError(404, "There is no such upload URL.")
    return session


def _check_sizes(sizes: list[int], session: Any) -> None:
    limits = [(max(sizes, default=0), session["max_bytes_per_blob"]), (sum(sizes), session["max_bytes_total"])]
    if any(limit is not None and size > limit for size, limit in limits):
        raise UploadError(413, "The upload is larger than its URL allows.")


def _is_file(value: Any) -> bool:
    return bool(getattr(value, "filename", None))


def _size(value: Any) -> int:
    size = value.file.seek(0, 2)
    value.file.seek(0)
    return int(size)


def _quoted(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _text_part(name: str, value: Any) -> bytes:
    # A file field that was left empty comes as bytes.
    text = value if isinstance(value, str) else ""
    return f'Content-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n{text}'.encode()


def _file_part(name: str, value: Any, blobs: FileBlobs) -> bytes:
    """Store one file and describe it the way that ``blobstore.parse_blob_info`` reads."""
    key = secrets.token_urlsafe(24)
    content_type = (value.type or "application/octet-stream").splitlines()[0]
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    digest, size = hashlib.md5(value.file.read(), usedforsecurity=False).hexdigest(), _size(value)
    blobs.StoreBlob(key, value.file)
    entity = datastore.Entity(BLOB_INFO, name=key, namespace="")
    about = {"content_type": content_type, "creation": now, "filename": value.filename, "size": size}
    entity.update({**about, "md5_hash": digest})
    datastore.Put(entity)
    return (
        f'Content-Disposition: form-data; name="{_quoted(name)}"; filename="{_quoted(value.filename)}"\r\n'
        f'Content-Type: message/external-body; blob-key="{key}"; access-type="X-AppEngine-BlobKey"\r\n\r\n'
        f"Content-Type: {content_type}\r\nContent-Length: {size}\r\n"
        f"Content-MD5: {base64.urlsafe_b64encode(digest.encode()).decode()}\r\n"
        f"X-AppEngine-Upload-Creation: {now:%Y-%m-%d %H:%M:%S.%f}\r\n\r\n"
    ).encode()
