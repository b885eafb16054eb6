"""Uploads to the URLs of blobstore.create_upload_url()."""

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from google.appengine.api import datastore
from google.appengine.ext import blobstore

MAIN = """
    import os
    import webapp2
    from google.appengine.ext import blobstore

    class Upload(webapp2.RequestHandler):
        def get(self):
            limits = {name: int(value) for name, value in self.request.GET.items()}
            self.response.write(blobstore.create_upload_url("/done?x=1", **limits))

        def post(self):
            for name, value in self.request.POST.items():
                if "blob-key" in getattr(value, "type_options", {}):
                    info = blobstore.parse_blob_info(value)
                    content = blobstore.BlobReader(info.key()).read()
                    value = (info.filename, info.content_type, info.size, content, info.creation is not None)
                self.response.write("%s=%r;" % (name, value))
            self.response.write(self.request.query_string + os.environ["USER_EMAIL"])

    app = webapp2.WSGIApplication([("/.*", Upload)], debug=True)
"""


@pytest.fixture
def tree(open_site):
    return open_site(files={"main.py": MAIN})


@pytest.fixture
def upload_url(tree, ask):
    return lambda query="": ask(tree, f"/?{query}").text.removeprefix("http://localhost:80")


def test_upload_reaches_the_application_with_references(tree, ask, upload_url):
    form = {"text": "Zoë", "file": ("a b.txt", b"\xff content")}
    response = ask(tree, upload_url(), POST=form, user="ann@example.com")

    assert "text='Zoë';" in response.text
    assert "file=('a b.txt', 'text/plain', 9, b'\\xff content', True);" in response.text
    assert response.text.endswith("x=1ann@example.com")


def test_uploaded_blob_has_its_info_in_the_datastore(tree, ask, upload_url):
    ask(tree, upload_url(), POST={"file": ("a.txt", b"content")})
    info = blobstore.BlobInfo.all().get()

    assert (info.filename, info.size, info.md5_hash) == ("a.txt", 7, "9a0364b9e99bb480dd25e1f0284c8555")


def test_file_field_that_was_left_empty_stays_empty(tree, ask, upload_url):
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--x--\r\n'
    response = ask(
        tree, upload_url(), method="POST", body=body, headers={"Content-Type": "multipart/form-data; boundary=x"}
    )

    assert response.text.startswith("file='';")


def test_upload_url_works_once(tree, ask, upload_url):
    url = upload_url()
    ask(tree, url, POST={"file": ("a.txt", b"content")})

    assert ask(tree, url, POST={"file": ("a.txt", b"content")}).status_int == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("max_bytes_per_blob=5", 200),
        ("max_bytes_per_blob=4", 413),
        ("max_bytes_total=8", 200),
        ("max_bytes_total=7", 413),
    ],
)
def test_upload_beyond_its_limits_is_refused(tree, ask, upload_url, query, status):
    form = {"a": ("a.txt", b"12345"), "b": ("b.txt", b"123")}

    assert ask(tree, upload_url(query), POST=form).status_int == status


def test_unknown_upload_urls_are_404(tree, ask):
    other = datastore.Put(datastore.Entity("Note"))

    paths = ["/_ah/upload/nonsense", f"/_ah/upload/{other}", "/_ah/upload/%00"]
    assert [ask(tree, path, POST={"a": "b"}).status_int for path in paths] == [404, 404, 404]
