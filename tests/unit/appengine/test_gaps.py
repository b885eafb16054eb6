"""Modules that the SDK for Python 3 lacks, imported by their old names."""

import importlib
import logging
import sys

import pytest

pytest.importorskip("google.appengine.api.modules", reason="needs the App Engine SDK")

from webapp2compat.appengine import gaps
from webapp2compat.appengine.lacking import gone
from webapp2compat.testing import app_engine


@pytest.fixture(autouse=True)
def installed():
    gaps.install()
    gaps.install()


@pytest.mark.parametrize("name", [*gaps.WORKING, *gone.REPLACEMENTS])
def test_module_can_be_imported(name):
    assert importlib.import_module(name).__name__ == name


def test_one_finder_is_installed():
    assert sum(isinstance(finder, gaps.GapFinder) for finder in sys.meta_path) == 1


def test_other_modules_stay_missing():
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("google.appengine.api.no_such_service")


def test_real_modules_are_not_replaced():
    from google.appengine.api import memcache

    assert "appengine/lacking" not in memcache.__file__


@pytest.mark.parametrize(
    ("use", "replacement"),
    [
        (lambda: importlib.import_module("google.appengine.api.channel").create_channel("x"), "Firebase"),
        (lambda: importlib.import_module("google.appengine.api.files").blobstore.create(), "google-cloud-storage"),
        (lambda: importlib.import_module("google.appengine.ext.db.djangoforms").ModelForm(), "WTForms"),
    ],
)
def test_what_has_ended_names_its_replacement_at_use(use, replacement):
    with pytest.raises(NotImplementedError, match=replacement):
        use()


def test_exceptions_of_what_has_ended_can_be_caught():
    xmpp = importlib.import_module("google.appengine.api.xmpp")

    assert issubclass(xmpp.InvalidJidError, Exception)
    assert xmpp.Error is xmpp.Error


def test_names_that_python_asks_for_are_not_made_up():
    assert not hasattr(importlib.import_module("google.appengine.api.xmpp"), "__wrapped__")


def test_part_of_what_has_ended_is_imported_when_it_is_used(monkeypatch):
    files = importlib.import_module("google.appengine.api.files")
    monkeypatch.delitem(sys.modules, "google.appengine.api.files.gs", raising=False)
    monkeypatch.delitem(vars(files), "gs", raising=False)

    assert files.gs.__name__ == "google.appengine.api.files.gs"


def test_task_queue_has_its_old_name():
    from google.appengine.api import taskqueue
    from google.appengine.api.labs import taskqueue as old

    assert old.Task is taskqueue.Task


@pytest.fixture
def path(monkeypatch):
    monkeypatch.setattr(sys, "path", sys.path[:])
    return sys.path


def test_vendored_folder_comes_after_the_application(path, tmp_path):
    vendor = importlib.import_module("google.appengine.ext.vendor")
    vendor.add(str(tmp_path))

    assert path[1] == str(tmp_path)


def test_vendored_environment_is_its_site_packages(path, tmp_path):
    vendor = importlib.import_module("google.appengine.ext.vendor")
    packages = tmp_path / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    packages.mkdir(parents=True)
    vendor.add(str(tmp_path), index=0)

    assert path[0] == str(packages)


def test_vendored_folder_that_is_missing_is_named():
    with pytest.raises(ValueError, match="no_such_folder"):
        importlib.import_module("google.appengine.ext.vendor").add("no_such_folder")


def test_version_of_a_library_can_be_asked_for():
    assert importlib.import_module("google.appengine.dist").use_library("django", "1.2") is None


def test_handler_of_the_root_logger_has_its_old_name():
    handler = importlib.import_module("google.appengine.api.app_logging").AppLogsHandler

    assert issubclass(handler, logging.StreamHandler)


def test_modules_of_ndb_have_their_old_home():
    from google.appengine.api import datastore_errors

    assert importlib.import_module("google.appengine.ext.ndb.google_imports").datastore_errors is datastore_errors


def test_key_that_cannot_be_read_raises_the_old_exception():
    from google.appengine.ext import ndb

    error = importlib.import_module("google.net.proto.ProtocolBuffer").ProtocolBufferDecodeError
    with pytest.raises(error):
        ndb.Key(urlsafe="garbage")


def test_entity_is_written_to_bytes_and_read_from_them():
    from google.appengine.ext import db

    entity_pb = importlib.import_module("google.appengine.datastore.entity_pb")
    with app_engine():
        written = db.model_to_protobuf(type("Note", (db.Expando,), {})(text="kept")).Encode()

        assert db.model_from_protobuf(entity_pb.EntityProto(written)).text == "kept"
    assert entity_pb.Reference().SerializePartialToString() == b""


def test_sqlite_stub_of_test_suites_is_a_datastore():
    from google.appengine.api import apiproxy_stub_map
    from google.appengine.ext import db

    home = importlib.import_module("google.appengine.datastore.datastore_sqlite_stub")
    with app_engine(application="dev~shop"):
        stub = home.DatastoreSqliteStub("dev~shop", "/dev/null", require_indexes=False, verbose=True)
        apiproxy_stub_map.apiproxy.ReplaceStub("datastore_v3", stub)

        key = type("Note", (db.Model,), {})().put()
        assert db.get(key).key() == key


def test_appstats_passes_the_application_on():
    recording = importlib.import_module("google.appengine.ext.appstats.recording")

    assert recording.appstats_wsgi_middleware(len) is len


def test_logs_can_be_flushed():
    logservice = importlib.import_module("google.appengine.api.logservice")

    assert (logservice.flush(), logservice.autoflush_enabled(), logservice.LOG_LEVEL_ERROR) == (None, False, 3)


def test_quota_counts_megacycles():
    quota = importlib.import_module("google.appengine.api.quota")

    assert quota.get_request_cpu_usage() > 0
    assert quota.get_request_api_cpu_usage() == 0
    assert quota.megacycles_to_cpu_seconds(quota.cpu_seconds_to_megacycles(2)) == 2


@pytest.mark.parametrize(("service", "backend"), [("default", None), ("worker", "worker")])
def test_backend_is_a_service(monkeypatch, service, backend):
    backends = importlib.import_module("google.appengine.api.backends")
    monkeypatch.setattr(backends.modules, "get_current_module_name", lambda: service)

    assert backends.get_backend() == backend


@pytest.mark.parametrize(("given", "number"), [(None, None), ("7", 7), ("a1b", None)])
def test_instance_of_a_backend_is_a_number(monkeypatch, given, number):
    backends = importlib.import_module("google.appengine.api.backends")
    monkeypatch.setattr(backends.modules, "get_current_instance_id", lambda: given)

    assert backends.get_instance() == number


def test_url_of_a_backend_is_that_of_the_service(monkeypatch):
    backends = importlib.import_module("google.appengine.api.backends")
    monkeypatch.setattr(backends.modules, "get_hostname", lambda module, instance: f"{instance}.{module}.example")

    assert backends.get_url("worker", 1) == "http://1.worker.example"
