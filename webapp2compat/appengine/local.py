"""Opening a tree with ``app.yaml``: its services, its files and, on a developer's machine, App Engine's services.

:func:`open_tree` is what ``webapp2compat serve path/to/app.yaml`` calls; closing it puts the process back.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from contextlib import ExitStack, closing
from pathlib import Path

from ..errors.settings import GOOGLE_VARIABLES
from ..typing import Environ, StartResponse
from . import gaps
from .app_yaml import Service
from .application import Application, load_application
from .background_threads import background_threads
from .blobs import answer_with_blob
from .environ import isolated_environ, process_environ, process_variables
from .internal_request import ask, internal_environ
from .legacy_attributes import legacy_attributes
from .libraries import missing_requirements
from .loopback import localhost_names
from .pages import local_pages
from .scripts import import_config, without_input, working_in
from .service_process import ServiceProcess
from .storage import MEMORY
from .stubs import LocalServices, local_variables
from .tree import Tree

logger = logging.getLogger(__name__)

STATE_FOLDER = ".webapp2compat"


class OpenTree:
    """A tree that is being served: a WSGI application with an end. Use it as a context manager or call ``close``.

    :param paths: ``app.yaml``, or the folder that holds it, or the files of several services; see
        :func:`~webapp2compat.appengine.application.load_application`. This process runs the service that comes first;
        each other one has a process of its own.
    :param storage: Where local services keep their state: a folder, ``":memory:"``, or ``None`` for
        ``.webapp2compat/<application id>`` beside ``app.yaml``.
    :param as_production: Whether to enforce ``secure``, ``expiration`` and ``redirect_http_response_code``, which App
        Engine's development server does not.
    :param services: ``"local"`` runs App Engine's services on stubs, ``"none"`` does not, and ``"auto"`` does unless
        Google runs the process.
    :raises ConfigurationError: If a configuration file is wrong.
    :raises ConfigFailed: If ``appengine_config.py`` cannot be imported.
    :raises NotLocal: If ``services`` is ``"local"`` where Google runs the process.
    :raises StorageInUse: If another server uses the folder.
    :raises StorageFailed: If the folder cannot be used.
    """

    def __init__(
        self, *paths: str | Path, storage: str | None = None, as_production: bool = False, services: str = "auto"
    ) -> None:
        loaded = load_application(*(Path(path).resolve() for path in paths))
        own = loaded.services[0]
        self.tree = Tree(
            loaded.services,
            loaded.companions,
            as_production=as_production,
            trusts_front_end=bool(os.environ.get("GAE_ENV")),
        )
        folder = _state_folder(loaded, storage)
        self.services: LocalServices | None = None
        gaps.install()
        inherited = process_environ()
        with ExitStack() as exits:
            exits.enter_context(working_in(own.root))
            exits.enter_context(without_input())
            exits.enter_context(isolated_environ())
            exits.enter_context(process_variables(own.env_variables))
            exits.enter_context(legacy_attributes())
            exits.enter_context(localhost_names())
            exits.enter_context(background_threads())
            if _runs_locally(services):
                self.services = exits.enter_context(self._local_services(loaded, folder))
            self._start_others(inherited, exits)
            if self.services:
                # The first to end: tasks need the other services.
                exits.callback(self.services.tasks.Shutdown)
            import_config()
            self._exits = exits.pop_all()
        _name_missing_libraries(loaded.services)
        if self.services:
            self._start(self.services)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if self.services and "HTTP_HOST" in environ:
            self.services.dispatcher.host = self.tree.host_of(environ["HTTP_HOST"])
        return self.tree(environ, start_response)

    @property
    def debug(self) -> bool:
        """Whether a script that cannot be imported, or that raises, is answered with its traceback."""
        return self.tree.debug

    @debug.setter
    def debug(self, debug: bool) -> None:
        self.tree.debug = debug

    def __enter__(self) -> OpenTree:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the local services and put the process back as it was."""
        self._exits.close()

    def _local_services(self, loaded: Application, folder: Path | None) -> LocalServices:
        services = LocalServices(
            self.tree,
            application=f"dev~{loaded.services[0].application}",
            root=loaded.root,
            versions={service.name: service.version for service in loaded.services},
            folder=folder,
        )
        self.tree.sign_visitors_in()
        self.tree.recorded = services.logs.recorded
        self.tree.pages = local_pages(self.tree, services)
        self.tree.blobs = lambda answer: answer_with_blob(answer, services.blobs)
        return services

    def _start_others(self, inherited: dict[str, str], exits: ExitStack) -> None:
        """Give each service but the first a process, which starts when it is needed."""
        local = local_variables(self.services.application) if self.services else {}
        for served in list(self.tree.services.values())[1:]:
            variables = {**served.service.env_variables, **local}
            served.scripts = exits.enter_context(closing(ServiceProcess(served.service, variables, inherited)))

    def _start(self, services: LocalServices) -> None:
        services.start_tasks()
        for name, served in self.tree.services.items():
            if "warmup" in (served.service.info.inbound_services or []):
                host = services.dispatcher.host
                warmup = internal_environ("GET", "/_ah/warmup", headers=[], host=host, address="0.1.0.3", service=name)
                ask(self.tree, warmup)


def open_tree(
    *paths: str | Path, storage: str | None = None, as_production: bool = False, services: str = "auto"
) -> OpenTree:
    """Open a tree with ``app.yaml`` as a WSGI application; see :class:`OpenTree`."""
    return OpenTree(*paths, storage=storage, as_production=as_production, services=services)


def _runs_locally(services: str) -> bool:
    is_google = any(os.environ.get(variable) for variable in GOOGLE_VARIABLES)
    return services == "local" or (services == "auto" and not is_google)


def _state_folder(loaded: Application, storage: str | None) -> Path | None:
    if storage is None:
        return loaded.root / STATE_FOLDER / loaded.services[0].application
    # Resolved before the tree's own folder becomes the current one.
    return None if storage == MEMORY else Path(storage).resolve()


def _name_missing_libraries(services: list[Service]) -> None:
    for service in services:
        missing = missing_requirements([library.name for library in service.info.libraries or []])
        if missing:
            wanted = " ".join(missing)
            logger.warning("%s asks for libraries that are not installed: pip install %s", service.path, wanted)
