"""The files of an application: its services, and ``dispatch.yaml``, ``cron.yaml``, ``queue.yaml`` and ``index.yaml``.

:func:`load_application` finds them all from what the command line names; `local.py` opens what it answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .app_yaml import ConfigurationError, Service, line_with, load_service
from .companion_yaml import Companions, load_companions

DISPATCH = "dispatch.yaml"
_NAMES = ("app.yaml", "app.yml", DISPATCH)


@dataclass
class Application:
    """The services of an application, and what the other files say.

    ``root`` is the folder of those; the first of ``services`` is the one that was named first.
    """

    root: Path
    services: list[Service]
    companions: Companions


def load_application(*paths: Path) -> Application:
    """Read an application.

    :param paths: The files of its services, and ``dispatch.yaml`` if it lies elsewhere; or the folder with ``app.yaml``
        or ``dispatch.yaml``. Services whose files lie beside the first, or one folder down, belong to it too.
    :raises ConfigurationError: If a file is wrong, two services have one name, or ``dispatch.yaml`` names a service
        that has no file.
    """
    files = [_file_of(path) for path in paths]
    root = next((path.parent for path in files if path.name == DISPATCH), files[0].parent)
    services = _named(path for path in files if path.name != DISPATCH)
    for path in [*sorted(root.glob("*.yaml")), *sorted(root.glob("*/*.yaml"))]:
        # Editors lock a file by a link beside it that leads nowhere: .#app.yaml.
        if path.is_file() and (name := _service_name(path)) and name not in services:
            services[name] = load_service(path)
    companions = load_companions(root)
    _check(root / DISPATCH, services, companions)
    return Application(root, list(services.values()), companions)


def _file_of(path: Path) -> Path:
    if not path.is_dir():
        return path
    return next((path / name for name in _NAMES if (path / name).is_file()), path / _NAMES[0])


def _named(paths: Iterable[Path]) -> dict[str, Service]:
    services: dict[str, Service] = {}
    for path in paths:
        service = load_service(path)
        if service.name in services:
            raise ConfigurationError(path, None, f"{services[service.name].path} is the service {service.name!r} too.")
        services[service.name] = service
    return services


def _service_name(path: Path) -> str:
    """The name that a file gives its service in Python; empty if it is another kind of file."""
    lines = [line.partition(":") for line in path.read_text("utf-8", "replace").splitlines()]
    values = {key: value.partition("#")[0].strip().strip("'\"") for key, _, value in lines}
    return (values.get("service") or values.get("module") or "") if values.get("runtime", "")[:6] == "python" else ""


def _check(dispatch: Path, services: dict[str, Service], companions: Companions) -> None:
    for rule in companions.dispatch:
        if rule.service not in (*services, "default"):
            reason = (
                f"It names the service {rule.service!r}, and no .yaml file here or one folder down is that service's."
            )
            raise ConfigurationError(dispatch, line_with(dispatch, rule.service), reason)
    if not services:
        raise ConfigurationError(dispatch, None, "No .yaml file here or one folder down is that of a service.")
