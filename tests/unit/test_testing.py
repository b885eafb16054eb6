"""App Engine's services for users' own tests."""

import importlib
import io
import os
import sys

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from google.appengine.api import (
    app_identity,
    capabilities,
    images,
    mail,
    memcache,
    modules,
    namespace_manager,
    search,
    taskqueue,
    users,
)
from google.appengine.ext import deferred, ndb
from PIL import Image
from webtest import TestApp

import webapp2
from webapp2compat.optional import MissingExtraError
from webapp2compat.testing import app_engine

DONE = []


def work(number):
    DONE.append(number)


class Note(ndb.Model):
    text = ndb.StringProperty()


def image_of(width, height):
    file = io.BytesIO()
    Image.new("RGB", (width, height)).save(file, "PNG")
    return file.getvalue()


class Notes(webapp2.RequestHandler):
    def get(self):
        user = users.get_current_user()
        self.response.write([user and user.email(), users.is_current_user_admin(), Note.query().count()])

    def post(self):
        Note(text=self.request.get("text")).put()
        taskqueue.add(url="/task", params={"left": self.request.get("left", "0")})


class Task(webapp2.RequestHandler):
    def post(self):
        left = int(self.request.get("left"))
        DONE.append(self.request.headers["X-AppEngine-QueueName"])
        if left:
            taskqueue.add(url="/task", params={"left": left - 1})


APP = webapp2.WSGIApplication([("/task", Task), ("/.*", Notes)])


@pytest.fixture
def gae():
    DONE.clear()
    with app_engine() as testbed:
        yield testbed


def test_application_sees_services_and_user_through_webtest():
    with app_engine(user="ann@example.com", admin=True):
        site = TestApp(APP)
        site.post("/", {"text": "hello"})

        assert site.get("/").text == "['ann@example.com', True, 1]"


def test_each_use_starts_empty(gae):
    TestApp(APP).post("/", {"text": "hello"})
    with app_engine():
        assert TestApp(APP).get("/").text == "[None, False, 0]"


def test_user_can_change_within_a_test(gae):
    gae.sign_in("ann@example.com")
    signed_in = users.get_current_user().email()
    gae.sign_out()

    assert (signed_in, users.get_current_user()) == ("ann@example.com", None)


def test_environment_is_put_back():
    before = dict(os.environ)
    with app_engine(application="shop"):
        assert app_identity.get_application_id() == "shop"

    assert dict(os.environ) == before


def test_every_service_that_suites_expect_answers(gae):
    memcache.set("a", 1)
    namespace_manager.set_namespace("")
    search.Index("notes").put(search.Document(doc_id="1", fields=[search.TextField("text", "hello")]))

    assert (memcache.get("a"), modules.get_modules()) == (1, ["default"])
    assert capabilities.CapabilitySet("memcache").is_enabled()
    assert search.Index("notes").get("1").doc_id == "1"


def test_sent_mail_is_listed(gae):
    mail.send_mail("a@example.com", "b@example.com", "Hello", "Body")

    assert [message.subject for message in gae.sent_mail()] == ["Hello"]


def test_tasks_run_with_those_that_they_add(gae):
    TestApp(APP).post("/", {"left": "2"})
    ran = gae.run_tasks(APP)

    assert DONE == ["default"] * 3
    assert {(task.queue, task.url, task.code) for task in ran} == {("default", "/task", 200)}


def test_deferred_functions_run(gae):
    deferred.defer(work, 7)

    assert [task.code for task in gae.run_tasks(APP)] == [200]
    assert DONE == [7]


def test_task_that_fails_is_reported_once(gae):
    taskqueue.add(url="/task", payload="nonsense")

    assert [task.code for task in gae.run_tasks(APP)] == [500]
    assert gae.run_tasks(APP) == []


def test_tasks_without_end_are_stopped(gae):
    TestApp(APP).post("/", {"left": "9"})

    with pytest.raises(RuntimeError, match="5 tasks ran, and still there are more"):
        gae.run_tasks(APP, limit=5)


def test_queues_come_from_the_folder_and_pull_queues_are_left_alone(tmp_path):
    (tmp_path / "queue.yaml").write_text("queue:\n- {name: pull, mode: pull}\n- {name: slow, rate: 1/s}\n")
    with app_engine(root=tmp_path) as testbed:
        taskqueue.Queue("pull").add(taskqueue.Task(payload="x", method="PULL"))
        taskqueue.add(url="/task", params={"left": 0}, queue_name="slow")

        assert [task.queue for task in testbed.run_tasks(APP)] == ["slow"]


def test_stubs_that_are_gone_are_accepted(gae):
    gae.init_channel_stub()
    gae.init_xmpp_stub()
    gae.init_files_stub(False)
    gae.init_datastore_v3_stub(use_sqlite=True)

    assert Note.query().count() == 0


def test_modules_that_the_sdk_lacks_can_be_imported(gae):
    assert importlib.import_module("google.appengine.ext.vendor").add


def test_suite_finds_in_the_testbed_module_what_the_sdk_has_there():
    module = importlib.import_module("webapp2compat.appengine.testbed")

    assert (module.MAIL_SERVICE_NAME, module.AUTO_ID_POLICY_SEQUENTIAL) == ("mail", "sequential")
    with pytest.raises(AttributeError, match="no attribute 'COLOUR'"):
        _ = module.COLOUR


def test_what_other_packages_have_dropped_is_back_for_a_test():
    with app_engine():
        small = images.resize(image_of(20, 20), 10, 10)

    assert images.Image(small).width == 10
    assert not hasattr(Image, "ANTIALIAS")


def test_missing_sdk_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.appengine.ext.testbed", None)

    with pytest.raises(MissingExtraError, match=r"webapp2compat\[appengine\]"), app_engine():
        pass
