"""Blobs on a local run: their content as files in the storage folder, and answers that name a blob instead of a body.

An answer with the header ``X-AppEngine-BlobKey`` goes to the client as that blob's content; `uploads.py` is the way in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any, BinaryIO

from ..optional import import_extra
from .answers import Answer
from .storage import Storage

blobstore = import_extra("google.appengine.ext.blobstore", "appengine")
blob_storage = import_extra("google.appengine.api.blobstore.blob_storage", "appengine")

KEY_HEADER, RANGE_HEADER = "x-appengine-blobkey", "x-appengine-blobrange"
OURS = (KEY_HEADER, RANGE_HEADER)
CHUNK = 1 << 16


class FileBlobs(blob_storage.BlobStorage):  # type: ignore[name-defined]  # The SDK has no types.
    """Blobs in the folder of a :class:`~webapp2compat.appengine.storage.Storage`, or in memory if it has none."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self._memory: dict[str, bytes] = {}

    def StoreBlob(self, blob_key: Any, blob_stream: BinaryIO) -> None:  # The SDK's names.
        """Keep what the stream holds under a key."""
        path = self.storage.blob_path(str(blob_key))
        if path is None:
            self._memory[str(blob_key)] = blob_stream.read()
        else:
            self.storage.write_blob(path, blob_stream)

    def OpenBlob(self, blob_key: Any) -> BinaryIO:
        """Open a blob for reading.

        :raises FileNotFoundError: If there is none.
        """
        path = self.storage.blob_path(str(blob_key))
        if path is not None:
            return path.open("rb")
        if str(blob_key) not in self._memory:
            raise FileNotFoundError(str(blob_key))
        return BytesIO(self._memory[str(blob_key)])

    def DeleteBlob(self, blob_key: Any) -> None:
        """Forget a blob; one that does not exist is no error."""
        path = self.storage.blob_path(str(blob_key))
        if path is not None:
            path.unlink(missing_ok=True)
        self._memory.pop(str(blob_key), None)


def answer_with_blob(answer: Answer, blobs: FileBlobs) -> Answer:
    """Turn an answer that names a blob into the blob's content; leave any other as it is."""
    named = {name.lower(): value for name, value in answer.headers if name.lower() in OURS}
    if KEY_HEADER not in named:
        return answer
    headers = [(name, value) for name, value in answer.headers if name.lower() not in (*OURS, "content-length")]
    try:
        file = blobs.OpenBlob(named[KEY_HEADER])
    except FileNotFoundError:
        return Answer("404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "0")], [])
    if "content-type" not in {name.lower() for name, _ in headers}:
        headers.append(("Content-Type", _content_type(named[KEY_HEADER])))
    return _with_file(Answer(answer.status, headers, []), file, named.get(RANGE_HEADER))


def _content_type(key: str) -> str:
    info = blobstore.BlobInfo.get(key)
    return str(info.content_type) if info and info.content_type else "application/octet-stream"


def _with_file(answer: Answer, file: BinaryIO, span_header: str | None) -> Answer:
    """The answer with the file's content, or the part of it that a range names."""
    size = file.seek(0, 2)
    if span_header is None:
        return Answer(answer.status, [*answer.headers, ("Content-Length", str(size))], _chunks(file, 0, size))
    span = _span(span_header, size)
    if span is None:
        file.close()
        headers = [*answer.headers, ("Content-Range", f"bytes */{size}"), ("Content-Length", "0")]
        return Answer("416 Requested Range Not Satisfiable", headers, [])
    start, end = span
    lines = [("Content-Length", str(end - start)), ("Content-Range", f"bytes {start}-{end - 1}/{size}")]
    return Answer("206 Partial Content", [*answer.headers, *lines], _chunks(file, start, end))


def _span(header: str, size: int) -> tuple[int, int] | None:
    """The half-open span that a range such as ``bytes=0-9``, ``bytes=5-`` or ``bytes=-3`` means; ``None``: no such."""
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", header.strip())
    if match is None or match.group() in ("bytes=-", "bytes=-0"):
        return None
    first, last = match.groups()
    if not first:
        return max(size - int(last), 0), size
    end = min(int(last) + 1, size) if last else size
    return (int(first), end) if int(first) < end else None


def _chunks(file: BinaryIO, start: int, end: int) -> Iterable[bytes]:
    with file:
        file.seek(start)
        while start < end and (chunk := file.read(min(CHUNK, end - start))):
            start += len(chunk)
            yield chunk
