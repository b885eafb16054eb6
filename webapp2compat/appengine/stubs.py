"""Every service of App Engine on local stubs, for as long as :class:`LocalServices` runs.

Datastore, blobs, tasks and sent mail go to a :class:`~webapp2compat.appengine.storage.Storage`; memcache and the rest
live in memory. `local.py` starts it under an application.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from ..errors.settings import GOOGLE_VARIABLES
from ..optional import import_extra
from ..typing import WSGIApp
from .blobs import FileBlobs
from .datastore import DurableDatastore
from .dispatcher import Dispatcher, RequestInfo
from .environ import process_variables
from .mail import DurableMail
from .request_log import LogService, RequestLogs
from .storage import Storage
from .task_queue import DurableTaskQueue

api = import_extra("google.appengine.api", "appengine")
apiproxy_stub_map = import_extra("google.appengine.api.apiproxy_stub_map", "appengine")
app_identity_stub = import_extra("google.appengine.api.app_identity.app_identity_stub", "appengine")
blobstore_stub = import_extra("google.appengine.api.blobstore.blobstore_stub", "appengine")
capability_stub = import_extra("google.appengine.api.capabilities.capability_stub", "appengine")
datastore_v4_stub = import_extra("google.appengine.datastore.datastore_v4_stub", "appengine")
images_stub = import_extra("google.appengine.api.images.images_stub", "appengine")
metadata_server = import_extra("google.appengine.api.app_identity._metadata_server", "appengine")
memcache_stub = import_extra("google.appengine.api.memcache.memcache_stub", "appengine")
modules_stub = import_extra("google.appengine.api.modules.modules_stub", "appengine")
simple_search_stub = import_extra("google.appengine.api.search.simple_search_stub", "appengine")
system_stub = import_extra("google.appengine.api.system.system_stub", "appengine")
urlfetch_stub = import_extra("google.appengine.api.urlfetch_stub", "appengine")
user_service_stub = import_extra("google.appengine.api.user_service_stub", "appengine")

LOGIN_URL, LOGOUT_URL = "/_ah/login?continue=%s", "/_ah/logout?continue=%s"


class NotLocal(RuntimeError):
    """Raised when local services are asked for where Google runs the process.

    .. versionadded:: 1.0
    """

    def __init__(self, variable: str) -> None:
        super().__init__(variable)
        self.variable = variable

    def __str__(self) -> str:
        return (
            f"Local services do not start here: {self.variable} is set, so Google runs this process. "
            "Serve with --services none."
        )


class LocalServices:
    """The stubs of one application; use it as a context manager.

    :param app: The application that tasks are sent to.
    :param application: The application id, such as ``dev~guestbook``.
    :param root: The folder that holds ``queue.yaml``.
    :param versions: The version of each service.
    :param folder: Where state is kept; ``None`` keeps it in memory.
    :raises NotLocal: If ``GAE_ENV`` or ``K_SERVICE`` is set.
    :raises StorageInUse: If another process uses the folder.
    :raises StorageFailed: If the folder cannot be used.
    """

    def __init__(
        self, app: WSGIApp, *, application: str, root: Path, versions: dict[str, str], folder: Path | None
    ) -> None:
        # Where Google runs the process the services are real.
        for variable in GOOGLE_VARIABLES:
            if os.environ.get(variable):
                raise NotLocal(variable)
        self.application = application
        self.dispatcher = Dispatcher(app, versions)
        request_data = RequestInfo(self.dispatcher)
        with ExitStack() as exits:
            self.storage = Storage(folder)
            exits.callback(self.storage.close)
            exits.enter_context(process_variables(local_variables(application)))
            exits.enter_context(worthless_tokens())
            self.blobs = FileBlobs(self.storage)
            self.datastore = DurableDatastore(application, self.storage)
            self.mail = DurableMail(self.storage)
            self.logs = RequestLogs()
            exits.enter_context(self.logs.listening())
            self.tasks = DurableTaskQueue(root, request_data, self.storage)
            exits.callback(self.tasks.Shutdown)
            exits.enter_context(registered(self._stubs(request_data)))
            self.datastore.add_tasks()
            self._exits = exits.pop_all()

    def __enter__(self) -> LocalServices:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def start_tasks(self) -> None:
        """Start the thread that runs the tasks that are due, those of an earlier run first."""
        self.tasks.StartBackgroundExecution()

    def close(self) -> None:
        """Stop the task runner, put the process back as it was, and close the storage."""
        self._exits.close()

    def _stubs(self, request_data: Any) -> Any:
        users = user_service_stub.UserServiceStub(LOGIN_URL, LOGOUT_URL, request_data=request_data)
        stubs = {
            "app_identity_service": app_identity_stub.AppIdentityServiceStub(),
            "blobstore": blobstore_stub.BlobstoreServiceStub(self.blobs, request_data=request_data),
            "capability_service": capability_stub.CapabilityServiceStub(),
            "datastore_v3": self.datastore,
            "datastore_v4": datastore_v4_stub.DatastoreV4Stub(self.application),
            "images": _Images(self.dispatcher),
            "logservice": LogService(self.logs),
            "mail": self.mail,
            "memcache": memcache_stub.MemcacheServiceStub(),
            "modules": modules_stub.ModulesServiceStub(request_data),
            "search": simple_search_stub.SearchServiceStub(),
            "system": system_stub.SystemServiceStub(request_data=request_data),
            "taskqueue": self.tasks,
            "urlfetch": urlfetch_stub.URLFetchServiceStub(),
            "user": users,
        }
        found = apiproxy_stub_map.APIProxyStubMap()
        for name, stub in stubs.items():
            found.RegisterStub(name, stub)
        return found


class _Images(images_stub.ImagesServiceStub):  # type: ignore[name-defined]  # The SDK has no types.
    """Makes images, and URLs of them that say where this server is, as App Engine's do."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        super().__init__()
        self.dispatcher = dispatcher

    def _Dynamic_GetUrlBase(self, request: Any, response: Any) -> None:  # The SDK's name.
        super()._Dynamic_GetUrlBase(request, response)
        response.url = f"http://{self.dispatcher.host}{response.url}"


def local_variables(application: str) -> dict[str, str]:
    """The variables that App Engine's libraries need in every thread, inside of a request or not.

    :param application: The application id, such as ``dev~guestbook``.
    """
    return {
        "APPLICATION_ID": application,
        "AUTH_DOMAIN": "gmail.com",
        "GAE_APPLICATION": application,
        "GOOGLE_CLOUD_PROJECT": application.partition("~")[2],
        "SERVER_SOFTWARE": "Development/2.0",
        # App Engine's clocks show UTC everywhere, and legacy code counts on datetime.now().
        "TZ": "UTC",
    }


@contextmanager
def registered(stubs: Any) -> Iterator[None]:
    """Answer the SDK's calls with ``stubs``, and let ``wrap_wsgi_app`` be: what it wraps is set up here already.

    :param stubs: The SDK's ``APIProxyStubMap``.
    """
    before, wrap = apiproxy_stub_map.apiproxy, api.wrap_wsgi_app
    apiproxy_stub_map.apiproxy = stubs
    api.wrap_wsgi_app = _unwrapped
    try:
        yield
    finally:
        apiproxy_stub_map.apiproxy, api.wrap_wsgi_app = before, wrap


@contextmanager
def worthless_tokens() -> Iterator[None]:
    """Let ``app_identity.get_access_token()`` return what opens nothing, until the block ends.

    The SDK asks a server of Google's for it that this machine does not reach, and waits.
    """
    before, metadata_server.get_service_account_token = metadata_server.get_service_account_token, _worthless_token
    try:
        yield
    finally:
        metadata_server.get_service_account_token = before


def _worthless_token(scopes: list[str], service_account: str | None = None) -> tuple[str, float]:
    return f"InvalidToken:{':'.join(scopes)}", time.time() + 1800


def _unwrapped(app: WSGIApp, use_legacy_context_mode: bool = True, use_deferred: bool = False) -> WSGIApp:
    return app
