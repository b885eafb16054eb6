"""``google.appengine.ext.ndb.google_imports``: where ndb had the SDK's modules from, and others with it."""

from google.appengine.api import (
    apiproxy_rpc,
    apiproxy_stub_map,
    datastore,
    datastore_errors,
    datastore_types,
    memcache,
    namespace_manager,
    taskqueue,
    urlfetch,
    users,
)
from google.appengine.datastore import datastore_query, datastore_rpc
from google.appengine.runtime import apiproxy_errors

__all__ = [
    "apiproxy_errors",
    "apiproxy_rpc",
    "apiproxy_stub_map",
    "datastore",
    "datastore_errors",
    "datastore_query",
    "datastore_rpc",
    "datastore_types",
    "memcache",
    "namespace_manager",
    "taskqueue",
    "urlfetch",
    "users",
]
