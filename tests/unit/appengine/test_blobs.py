"""Answers that name a blob, and the blobs' files."""

import io

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from google.appengine.api import datastore
from google.appengine.ext import blobstore

from webapp2compat.appengine.blobs import FileBlobs
from webapp2compat.appengine.storage import Storage

SENDING = """
    from urllib.parse import parse_qsl

    def app(environ, start_response):
        start_response("200 OK", parse_qsl(environ["QUERY_STRING"]))
        return [b"not this"]
"""


@pytest.fixture
def send(open_site, ask):
    """Answer with the given headers, over the blob "key" with the content 0123456789."""
    tree = open_site(files={"main.py": SENDING})
    tree.services.blobs.StoreBlob("key", io.BytesIO(b"0123456789"))
    return lambda query: ask(tree, f"/?{query}")


def test_named_blob_is_the_answer(send):
    response = send("X-AppEngine-BlobKey=key&Content-Length=8&Content-Type=text/x-own")

    assert (response.status_int, response.body, response.content_length) == (200, b"0123456789", 10)
    assert response.headers["Content-Type"] == "text/x-own"
    assert "X-AppEngine-BlobKey" not in response.headers


def test_type_of_the_blob_is_used_where_the_application_gives_none(send):
    assert send("X-AppEngine-BlobKey=key").headers["Content-Type"] == "application/octet-stream"
    entity = datastore.Entity("__BlobInfo__", name="key", namespace="")
    entity["content_type"] = "image/x-own"
    datastore.Put(entity)

    assert send("X-AppEngine-BlobKey=key").headers["Content-Type"] == "image/x-own"


@pytest.mark.parametrize(
    ("span", "status", "body", "content_range"),
    [
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=7-99", 206, b"789", "bytes 7-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-30", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=4-2", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=-", 416, b"", "bytes */10"),
        ("lines=1-2", 416, b"", "bytes */10"),
    ],
)
def test_named_range_is_the_answer(send, span, status, body, content_range):
    response = send(f"X-AppEngine-BlobKey=key&X-AppEngine-BlobRange={span}")

    assert (response.status_int, response.body, response.headers["Content-Range"]) == (status, body, content_range)


def test_blob_that_does_not_exist_is_404(send):
    assert (send("X-AppEngine-BlobKey=none").status_int, send("X-AppEngine-BlobKey=none").body) == (404, b"")


def test_answer_without_a_blob_is_left_alone(send):
    assert send("X-Own=1").body == b"not this"


@pytest.mark.parametrize("folder", ["state", None])
def test_blobs_are_kept_and_deleted(tmp_path, folder):
    storage = Storage(tmp_path / folder if folder else None)
    blobs = FileBlobs(storage)
    blobs.StoreBlob(blobstore.BlobKey("key"), io.BytesIO(b"content"))
    with blobs.OpenBlob("key") as file:
        content = file.read()
    blobs.DeleteBlob("key")
    blobs.DeleteBlob("never was")
    storage.close()

    with pytest.raises(FileNotFoundError):
        blobs.OpenBlob("key")
    assert content == b"content"
