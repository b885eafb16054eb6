"""``google.appengine.api.backends``: backends are services today; ``google.appengine.api.modules`` knows them."""

from __future__ import annotations

from google.appengine.api import modules


class Error(Exception):
    """Base of the errors of this module."""


class InvalidBackendError(Error):
    """There is no backend of the name."""


class InvalidInstanceError(Error):
    """There is no instance of the number."""


def get_backend() -> str | None:
    """Return the name of the service, or ``None`` in the default one."""
    name: str | None = modules.get_current_module_name()
    return None if name in (None, "default") else name


def get_instance() -> int | None:
    """Return the number of the instance, or ``None`` where instances have none."""
    instance = modules.get_current_instance_id()
    return int(instance) if instance and instance.isdigit() else None


def get_hostname(backend: str | None = None, instance: int | None = None) -> str:
    """Return the host of a service."""
    hostname: str = modules.get_hostname(module=backend, instance=instance)
    return hostname


def get_url(backend: str | None = None, instance: int | None = None, protocol: str = "http") -> str:
    """Return the URL of a service."""
    return f"{protocol}://{get_hostname(backend, instance)}"
