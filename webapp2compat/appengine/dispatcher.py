"""What the SDK's stubs ask about the running application: its services, the current request, and to run a task.

`stubs.py` hands one :class:`RequestInfo` to every stub; its dispatcher sends tasks to the application in process.
"""

from __future__ import annotations

import os
from typing import Any

from ..optional import import_extra
from ..typing import WSGIApp
from .answers import Headers
from .internal_request import ask, internal_environ

request_info = import_extra("google.appengine.api.request_info", "appengine")


class Dispatcher(request_info._LocalFakeDispatcher):  # type: ignore[name-defined]  # The SDK has no types.
    """Sends the stubs' requests to the application.

    :param app: The application.
    :param versions: The version of each service.
    """

    def __init__(self, app: WSGIApp, versions: dict[str, str]) -> None:
        super().__init__(
            list(versions),
            {service: [version] for service, version in versions.items()},
            versions,
            {},
        )
        self.app = app
        self._instances: dict[tuple[str, str], int] = {}
        #: The host that clients use; the application notes it at each request from outside.
        self.host = "localhost:8080"

    def get_hostname(self, module: str, version: str, instance: str | None = None) -> str:
        """Name the host of a service: the default one's own, or the service's name before it."""
        if module not in self.get_module_names():
            raise request_info.ModuleDoesNotExistError
        if module == "default":
            return self.host
        # A name goes before a name, not before an address.
        return f"{module}.{self.host.replace('127.0.0.1', 'localhost')}"

    def get_num_instances(self, module: str, version: str) -> int:
        """Say how many instances the application has asked for; here they are all this process."""
        self._check(module, version)
        return self._instances.get((module, version), 1)

    def set_num_instances(self, module: str, version: str, instances: int) -> None:
        """Note how many instances the application asks for."""
        self._check(module, version)
        self._instances[module, version] = instances

    def start_version(self, module: str, version: str) -> None:
        """Pass if there is such a version: it runs already."""
        self._check(module, version)

    stop_version = start_version

    def _check(self, module: str, version: str) -> None:
        if version not in self.get_versions(module):
            raise request_info.VersionDoesNotExistError

    def add_request(
        self,
        method: str,
        relative_url: str,
        headers: Headers,
        body: bytes | str,
        source_ip: str,
        module_name: str | None = None,
        version: str | None = None,
        instance_id: str | None = None,
    ) -> Any:
        """Run one task: ask the application, and hand back what it answered."""
        environ = internal_environ(
            method,
            relative_url,
            headers=[(name, value) for name, value in headers if value is not None],
            body=body.encode() if isinstance(body, str) else body,
            host=self.host,
            address=source_ip,
            service=module_name or self._service_in(headers),
        )
        answer = ask(self.app, environ)
        return request_info.ResponseTuple(answer.status, answer.headers, b"".join(answer.body))

    def _service_in(self, headers: Headers) -> str | None:
        """The service that a task's ``Host`` header starts with."""
        host = next((value or "" for name, value in headers if name == "host"), "")
        label = host.partition(".")[0]
        return label if label in self.get_module_names() else None


class RequestInfo(request_info._LocalRequestInfo):  # type: ignore[name-defined]
    """Tells the stubs about the request that calls them, from ``os.environ``."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self.dispatcher = dispatcher

    def get_module(self, request_id: str | None) -> str:
        """Name the service that answers the current request."""
        return os.environ.get("CURRENT_MODULE_ID", "default")

    def get_version(self, request_id: str | None) -> str:
        """Name the version of that service."""
        return str(self.dispatcher.get_default_version(self.get_module(request_id)))

    def get_dispatcher(self) -> Dispatcher:
        """Return the dispatcher."""
        return self.dispatcher
