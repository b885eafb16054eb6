import io

import pytest
from google.appengine.ext.webapp import blobstore_handlers

import webapp2
from webapp2compat.testing import app_engine

blobstore = pytest.importorskip("google.appengine.ext.blobstore", reason="needs the App Engine SDK")

BOUNDARY = "----frontier"


def send(what, range_=None, **kwargs):
    class Download(blobstore_handlers.BlobstoreDownloadHandler):
        def get(self):
            self.response.write("dropped")
            self.send_blob(what, **kwargs)

    headers = {} if range_ is None else {"Range": range_}
    return webapp2.WSGIApplication([("/", Download)]).get_response("/", headers=headers)


def test_blob_is_sent_by_the_server():
    response = send(blobstore.BlobKey("abc"))

    assert (response.headers["X-AppEngine-BlobKey"], response.body) == ("abc", b"")


def test_type_is_that_of_the_blob_unless_given():
    assert send("abc", content_type="image/png").content_type == "image/png"


def test_blob_in_cloud_storage_is_sent_by_its_key():
    with app_engine():
        response = send("/gs/bucket/object")

    assert response.headers["X-AppEngine-BlobKey"].startswith("encoded_gs_")


@pytest.mark.parametrize(
    ("save_as", "disposition"),
    [
        ("a.txt", 'attachment; filename="a.txt"'),
        (b"a.txt", 'attachment; filename="a.txt"'),
        ('a"b.txt', r'attachment; filename="a\"b.txt"'),
        ("café.txt", "attachment; filename=\"caf?.txt\"; filename*=utf-8''caf%C3%A9.txt"),
    ],
)
def test_name_to_save_as_is_quoted(save_as, disposition):
    assert send("abc", save_as=save_as).headers["Content-Disposition"] == disposition


@pytest.mark.parametrize(
    ("kwargs", "range_", "sent"),
    [
        ({"start": 1}, None, "bytes=1-"),
        ({"start": -5}, None, "bytes=-5"),
        ({"start": 1, "end": 4}, None, "bytes=1-4"),
        ({"use_range": True}, "bytes=2-3", "bytes=2-3"),
        ({"use_range": True, "start": 2, "end": 3}, "bytes=2-3", "bytes=2-3"),
        ({}, "bytes=2-3", None),
        ({"use_range": True}, None, None),
    ],
)
def test_range_is_sent(kwargs, range_, sent):
    assert send("abc", range_, **kwargs).headers.get("X-AppEngine-BlobRange") == sent


@pytest.mark.parametrize(
    ("kwargs", "error"),
    [
        ({"end": 4}, ValueError),
        ({"start": 5, "end": 4}, ValueError),
        ({"start": -5, "end": 4}, ValueError),
        ({"start": 1, "use_range": True}, ValueError),
        ({"save_as": True}, ValueError),
        ({"wrong": 1}, TypeError),
    ],
)
def test_what_does_not_fit_together_is_refused(kwargs, error):
    handler = blobstore_handlers.BlobstoreDownloadHandler(webapp2.Request.blank("/"), webapp2.Response())

    with pytest.raises(error):
        handler.send_blob("abc", **kwargs)


@pytest.mark.parametrize(
    ("header", "range_"),
    [
        (None, None),
        ("bytes=0-99", (0, 99)),
        ("bytes=5-", (5, None)),
        ("bytes=-5", (-5, None)),
        ("bytes = 1 - 2", (1, 2)),
    ],
)
def test_range_header_is_read(header, range_):
    request = webapp2.Request.blank("/", headers={} if header is None else {"Range": header})

    assert blobstore_handlers.BlobstoreDownloadHandler(request).get_range() == range_


@pytest.mark.parametrize(
    ("header", "error"),
    [
        ("bytes", blobstore_handlers.RangeFormatError),
        ("bytes=", blobstore_handlers.RangeFormatError),
        ("bytes=-", blobstore_handlers.RangeFormatError),
        ("bytes=a-b", blobstore_handlers.RangeFormatError),
        ("words=1-2", blobstore_handlers.UnsupportedRangeFormatError),
        ("bytes=1-2,4-5", blobstore_handlers.UnsupportedRangeFormatError),
    ],
)
def test_malformed_range_header_is_an_error(header, error):
    request = webapp2.Request.blank("/", headers={"Range": header})

    with pytest.raises(error):
        blobstore_handlers.BlobstoreDownloadHandler(request).get_range()


def uploads(*fields):
    """The body of the request that App Engine makes of an upload: each file is a message about a blob."""
    out = io.StringIO()
    for field, key in fields:
        out.write(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{key}.txt"\r\n')
        out.write(f'Content-Type: message/external-body; blob-key="{key}"; access-type="X-AppEngine-BlobKey"\r\n\r\n')
        out.write("Content-Type: text/plain\r\nContent-Length: 5\r\nContent-MD5: MDEyMzQ1Njc4OWFiY2RlZg==\r\n")
        out.write("X-AppEngine-Upload-Creation: 2012-02-29 12:00:00.000000\r\n\r\n\r\n")
    out.write(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="plain"\r\n\r\nx\r\n--{BOUNDARY}--\r\n')
    return out.getvalue().encode()


@pytest.fixture
def upload():
    """A handler that two files were uploaded to."""
    request = webapp2.Request.blank(
        "/",
        method="POST",
        body=uploads(("file", "k1"), ("other", "k2")),
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
    )
    with app_engine():
        yield blobstore_handlers.BlobstoreUploadHandler(request, webapp2.Response())


def test_uploads_are_those_of_all_fields(upload):
    assert [str(info.key()) for info in upload.get_uploads()] == ["k1", "k2"]


def test_uploads_of_one_field_can_be_asked_for_twice(upload):
    upload.get_uploads("file")

    assert [info.filename for info in upload.get_uploads("file")] == ["k1.txt"]


def test_upload_is_saved_as_it_was_called(upload):
    info = upload.get_uploads("file")[0]

    assert send(info, save_as=True).headers["Content-Disposition"] == 'attachment; filename="k1.txt"'


def test_odd_name_to_save_an_upload_as_is_refused(upload):
    info = upload.get_uploads("file")[0]
    handler = blobstore_handlers.BlobstoreDownloadHandler(webapp2.Request.blank("/"), webapp2.Response())

    with pytest.raises(ValueError, match="Unexpected value for save_as"):
        handler.send_blob(info, save_as=5)


def test_file_infos_of_uploads(upload):
    assert [info.size for info in upload.get_file_infos("other")] == [5]


def test_hash_of_an_upload_is_text(upload):
    infos = upload.get_uploads("file") + upload.get_file_infos("file")

    assert [(info.md5_hash, info.filename) for info in infos] == [("0123456789abcdef", "k1.txt")] * 2
