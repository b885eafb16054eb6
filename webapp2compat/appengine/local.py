"""Opening a tree with ``app.yaml``: its services, its files and, on a developer's machine, App Engine's services.

:func:`open_tree` is what ``webapp2compat serve path/to/app.yaml`` calls; closing it puts the process back.
"""

from __future__ import annotations

import importlib
import logging
import os
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from ..typing import Environ, StartResponse
from . import gaps
from .app_yaml import ConfigurationError, Service, load_service
from .blobs import answer_with_blob
from .companion_yaml import load_companions
from .environ import isolated_environ
from .internal_request import ask, internal_environ
from .legacy_attributes import legacy_attributes
from .libraries import missing_requirements
from .pages import local_pages
from .scripts import working_in
from .storage import MEMORY
from .stubs import GOOGLE_VARIABLES, LocalServices
from .tree import Tree

logger = logging.getLogger(__name__)

STATE_FOLDER = ".webapp2compat"


class ConfigFailed(RuntimeError):
    """Raised when the application's ``appengine_config.py`` cannot be imported; its own exception is the cause.

    .. versionadded:: 1.0
    """

    def __str__(self) -> str:
        return f"appengine_config.py could not be imported: {type(self.__cause__).__name__}: {self.__cause__}"


class OpenTree:
    """A tree that is being served: a WSGI application with an end. Use it as a context manager or call ``close``.

    :param path: ``app.yaml``, or the folder that holds it.
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
    """

    def __init__(
        self, path: str | Path, *, storage: str | None = None, as_production: bool = False, services: str = "auto"
    ) -> None:
        loaded = load_services(Path(path).resolve())
        default = loaded[0]
        is_google = any(os.environ.get(variable) for variable in GOOGLE_VARIABLES)
        self.tree = Tree(
            loaded,
            load_companions(default.root),
            as_production=as_production,
            trusts_front_end=bool(os.environ.get("GAE_ENV")),
        )
        folder = _state_folder(default, storage)
        self.services: LocalServices | None = None
        gaps.install()
        with ExitStack() as exits:
            exits.enter_context(working_in(default.root))
            exits.enter_context(isolated_environ())
            exits.enter_context(legacy_attributes())
            if services == "local" or (services == "auto" and not is_google):
                self.services = exits.enter_context(self._local_services(loaded, folder))
            _import_config()
            self._exits = exits.pop_all()
        _name_missing_libraries(default)
        if self.services:
            self._start(default, self.services)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if self.services and "HTTP_HOST" in environ:
            self.services.dispatcher.host = environ["HTTP_HOST"]
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

    def _local_services(self, loaded: list[Service], folder: Path | None) -> LocalServices:
        default = loaded[0]
        services = LocalServices(
            self.tree,
            application=f"dev~{default.application}",
            root=default.root,
            versions={service.name: service.version for service in loaded},
            folder=folder,
        )
        self.tree.sign_visitors_in()
        self.tree.pages = local_pages(self.tree, services)
        self.tree.blobs = lambda answer: answer_with_blob(answer, services.blobs)
        return services

    def _start(self, default: Service, services: LocalServices) -> None:
        services.start_tasks()
        if "warmup" in (default.info.inbound_services or []):
            host = services.dispatcher.host
            ask(self.tree, internal_environ("GET", "/_ah/warmup", headers=[], host=host, address="0.1.0.3"))


def open_tree(
    path: str | Path, *, storage: str | None = None, as_production: bool = False, services: str = "auto"
) -> OpenTree:
    """Open a tree with ``app.yaml`` as a WSGI application; see :class:`OpenTree`."""
    return OpenTree(path, storage=storage, as_production=as_production, services=services)


def _state_folder(default: Service, storage: str | None) -> Path | None:
    if storage is None:
        return default.root / STATE_FOLDER / default.application
    # Resolved before the tree's own folder becomes the current one.
    return None if storage == MEMORY else Path(storage).resolve()


def load_services(path: Path) -> list[Service]:
    """Read ``app.yaml`` and the services whose files lie beside it or one folder down; the one named comes first.

    :param path: ``app.yaml``, or the folder that holds it.
    :raises ConfigurationError: If a file is wrong, or ``dispatch.yaml`` names a service that has no file.
    """
    if path.is_dir():
        path = path / ("app.yaml" if not (path / "app.yml").is_file() else "app.yml")
    first = load_service(path)
    found = {first.name: first}
    for other in [*sorted(path.parent.glob("*.yaml")), *sorted(path.parent.glob("*/*.yaml"))]:
        if (name := _service_name(other)) and name not in found:
            found[name] = load_service(other)
    for rule in load_companions(first.root).dispatch:
        if rule.service not in (*found, "default"):
            reason = (
                f"It names the service {rule.service!r}, and no .yaml file here or one folder down is that service's."
            )
            raise ConfigurationError(first.root / "dispatch.yaml", None, reason)
    return list(found.values())


def _service_name(path: Path) -> str:
    """The name that a file gives its service in Python; empty if it is another kind of file."""
    lines = [line.partition(":") for line in path.read_text("utf-8", "replace").splitlines()]
    values = {key: value.partition("#")[0].strip().strip("'\"") for key, _, value in lines}
    return (values.get("service") or values.get("module") or "") if values.get("runtime", "")[:6] == "python" else ""


def _import_config() -> None:
    """Import the application's ``appengine_config``, which App Engine does before any other code of it."""
    try:
        importlib.import_module("appengine_config")
    except Exception as error:
        if getattr(error, "name", None) != "appengine_config":
            raise ConfigFailed from error


def _name_missing_libraries(service: Service) -> None:
    missing = missing_requirements([library.name for library in service.info.libraries or []])
    if missing:
        logger.warning("%s asks for libraries that are not installed: pip install %s", service.path, " ".join(missing))
