"""Fixtures for the App Engine parts: the SDK's local services, which are new for each test."""

import pytest


@pytest.fixture(autouse=True)
def services():
    """The local Datastore, memcache and users; ``services.setup_env(user_email=...)`` signs a user in."""
    testbed = pytest.importorskip("google.appengine.ext.testbed", reason="needs the extra appengine")
    ndb = pytest.importorskip("google.appengine.ext.ndb", reason="needs the extra appengine")
    services = testbed.Testbed()
    services.activate()
    services.init_datastore_v3_stub()
    services.init_memcache_stub()
    services.init_user_stub()
    ndb.get_context().clear_cache()
    yield services
    services.deactivate()
