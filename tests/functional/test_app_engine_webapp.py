"""webapp's handlers over the local services: a file goes up and comes down again, and mail arrives."""

import re

import pytest
import webob

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from webapp2compat.appengine.local import open_tree

APP_YAML = "application: files\nruntime: python27\nhandlers:\n- {url: /.*, script: main.app}\n"
MAIN = """
from google.appengine.api import mail
from google.appengine.ext import blobstore, webapp
from google.appengine.ext.webapp import blobstore_handlers, mail_handlers

class Form(webapp.RequestHandler):
    def get(self):
        self.response.out.write(blobstore.create_upload_url("/upload"))

class Upload(blobstore_handlers.BlobstoreUploadHandler):
    def post(self):
        infos, files = self.get_uploads("file"), self.get_file_infos()
        self.response.out.write("%s %s %s" % (self.request.get("title"), infos[0].filename, files[0].size))
        self.redirect("/serve/%s" % infos[0].key())

class Serve(blobstore_handlers.BlobstoreDownloadHandler):
    def get(self, key):
        if blobstore.get(key) is None:
            return self.error(404)
        self.send_blob(blobstore.BlobInfo.get(key), save_as=True, use_range=True)

class Inbound(mail_handlers.InboundMailHandler):
    def receive(self, message):
        text = b"".join(body.decode().encode() for _, body in message.bodies("text/plain"))
        name, content = message.attachments[0]
        mail.send_mail("app@example.com", message.sender, "Got " + name, text.decode(), attachments=[(name, content)])

class Bounce(mail_handlers.BounceNotificationHandler):
    def receive(self, notification):
        self.response.out.write("%(to)s: %(subject)s" % notification.original)

app = webapp.WSGIApplication(
    [("/", Form), ("/upload", Upload), ("/serve/(.*)", Serve), Inbound.mapping(), Bounce.mapping()], debug=True
)
"""
MAIL = (
    b"From: Ann <ann@example.com>\r\nTo: in@files.example\r\nSubject: Hi\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr\xfc\xdfe\r\n"
    b"--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
    b'Content-Disposition: attachment; filename="a.pdf"\r\n\r\nJVBERg==\r\n--b--\r\n'
)


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "app.yaml").write_text(APP_YAML)
    (tmp_path / "main.py").write_text(MAIN)
    with open_tree(tmp_path, storage=":memory:") as tree:
        yield tree


@pytest.fixture
def ask(tree):
    """Send the tree a request: ``ask("/path", POST={...})``."""
    return lambda path, **options: webob.Request.blank(path, **options).get_response(tree)


@pytest.fixture
def uploaded(ask):
    """The path of a file that was uploaded through the form's URL."""
    form = {"title": "Zoë", "file": ("a b.txt", b"0123456789")}
    answer = ask(ask("/").text.removeprefix("http://localhost:80"), POST=form)
    assert (answer.status_int, answer.text) == (302, "")
    return answer.headers["Location"].removeprefix("http://localhost")


def test_file_comes_down_as_it_went_up(ask, uploaded):
    answer = ask(uploaded)

    assert (answer.status_int, answer.body, answer.content_type) == (200, b"0123456789", "text/plain")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a b.txt"'


def test_part_of_a_file_comes_down(ask, uploaded):
    answer = ask(uploaded, headers={"Range": "bytes=2-4"})

    assert (answer.status_int, answer.body) == (206, b"234")
    assert answer.headers["Content-Range"] == "bytes 2-4/10"


def test_file_that_does_not_exist_is_not_found(ask):
    assert ask("/serve/nothing").status_int == 404


def test_names_of_blobs_do_not_reach_the_client(ask, uploaded):
    assert not [name for name in ask(uploaded).headers if re.match("(?i)x-appengine", name)]


def test_mail_arrives_with_its_text_and_attachment(ask):
    form = {"body": MAIL, "content_type": "message/rfc822", "method": "POST"}
    answer = ask("/_ah/mail/in@files.example", **form)
    page = ask("/_ah/dev").text

    assert answer.status_int == 200
    assert ("<pre>Got a.pdf</pre>" in page, "<pre>Grüße</pre>" in page) == (True, True)


def test_bounce_arrives(ask):
    form = {"original-to": "bob@example.com", "original-subject": "Hello", "raw-message": "x"}

    assert ask("/_ah/bounce", POST=form).text == "bob@example.com: Hello"
