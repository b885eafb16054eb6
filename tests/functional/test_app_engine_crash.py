"""What an application has stored is still there after its process was killed."""

import subprocess
import sys

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from google.appengine.api import datastore

from webapp2compat.appengine.stubs import LocalServices

PROGRAM = """
import io, os, pathlib, signal, sys
from google.appengine.api import datastore, mail, taskqueue
from webapp2compat.appengine.stubs import LocalServices

root = pathlib.Path(sys.argv[1])
services = LocalServices(None, application="dev~shop", root=root, versions={"default": "1"}, folder=root / "state")
for number in range(20):
    datastore.Put(datastore.Entity("Note"))
datastore.RunInTransaction(lambda: datastore.Put(datastore.Entity("Note", name="last")))
taskqueue.add(url="/work", name="waits", countdown=60)
mail.send_mail("a@example.com", "b@example.com", "Hello", "Body")
services.blobs.StoreBlob("key", io.BytesIO(b"content"))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def services(tmp_path):
    subprocess.run([sys.executable, "-W", "ignore", "-c", PROGRAM, tmp_path], check=False)
    options = {"root": tmp_path, "versions": {"default": "1"}, "folder": tmp_path / "state"}
    with LocalServices(None, application="dev~shop", **options) as services:
        yield services


def test_nothing_is_lost_when_the_process_is_killed(services):
    with services.blobs.OpenBlob("key") as blob:
        content = blob.read()

    assert services.datastore.kinds() == {("", "Note"): 21}
    assert datastore.Get(datastore.Key.from_path("Note", "last", _app="dev~shop")).kind() == "Note"
    assert [task["name"] for task in services.tasks.waiting()] == ["waits"]
    assert ([message.subject for message in services.mail.sent()], content) == (["Hello"], b"content")
