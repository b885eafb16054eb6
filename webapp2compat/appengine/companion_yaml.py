"""The files beside ``app.yaml``: ``cron.yaml``, ``queue.yaml``, ``index.yaml`` and ``dispatch.yaml``.

:func:`load_companions` reads and checks them all when an application starts; `tree.py` asks :class:`DispatchRule` which
service a request belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..optional import import_extra
from .app_yaml import load_yaml

croninfo = import_extra("google.appengine.api.croninfo", "appengine")
dispatchinfo = import_extra("google.appengine.api.dispatchinfo", "appengine")
queueinfo = import_extra("google.appengine.api.queueinfo", "appengine")
datastore_index = import_extra("google.appengine.datastore.datastore_index", "appengine")


@dataclass
class CronJob:
    """One entry of ``cron.yaml``."""

    url: str
    schedule: str
    description: str
    target: str | None


@dataclass
class DispatchRule:
    """One entry of ``dispatch.yaml``: which hosts and paths go to a service."""

    url: Any  # The SDK's ParsedURL, which has no types.
    service: str

    def matches(self, host: str, path: str) -> bool:
        """Say whether a request to ``host`` and ``path`` belongs to this rule's service."""
        url = self.url
        # App Engine has no ports; a local run always has one.
        host = re.sub(r":\d+\Z", "", host)
        host_fits = host == url.host if url.host_exact else host.endswith(url.host)
        path_fits = path == url.path if url.path_exact else path.startswith(url.path)
        return bool(host_fits and path_fits)


@dataclass
class Companions:
    """What the files beside ``app.yaml`` say; empty where there is no file."""

    cron: list[CronJob] = field(default_factory=list)
    queues: list[str] = field(default_factory=list)
    dispatch: list[DispatchRule] = field(default_factory=list)
    indexes: int = 0

    def service_for(self, host: str, path: str) -> str:
        """Name the service that ``dispatch.yaml`` sends a request to; the first rule that fits wins."""
        for rule in self.dispatch:
            if rule.matches(host, path):
                return rule.service
        return "default"


def load_companions(root: Path) -> Companions:
    """Read the files that lie beside ``app.yaml``.

    :param root: The folder of the application.
    :raises ConfigurationError: If one of them does not hold to App Engine's schema.
    """
    cron = _load(root / "cron.yaml", croninfo.LoadSingleCron)
    queues = _load(root / "queue.yaml", _load_queues)
    dispatch = _load(root / "dispatch.yaml", dispatchinfo.LoadSingleDispatch)
    indexes = _load(root / "index.yaml", datastore_index.ParseIndexDefinitions)
    return Companions(
        cron=[CronJob(job.url, job.schedule, job.description or "", job.target) for job in _entries(cron, "cron")],
        queues=[queue.name for queue in _entries(queues, "queue")],
        dispatch=[
            DispatchRule(dispatchinfo.ParsedURL(rule.url), rule.service or rule.module)
            for rule in _entries(dispatch, "dispatch")
        ],
        indexes=len(_entries(indexes, "indexes")),
    )


def _load(path: Path, load: Callable[[str], Any]) -> Any:
    return load_yaml(path, load) if path.is_file() else None


def _load_queues(text: str) -> Any:
    queues = queueinfo.LoadSingleQueue(text)
    for queue in _entries(queues, "queue"):
        if queue.retry_parameters:
            # Only here the SDK looks at the numbers.
            queueinfo.TranslateRetryParameters(queue.retry_parameters)
    return queues


def _entries(loaded: Any, name: str) -> list[Any]:
    return getattr(loaded, name, None) or []
