"""Modules that legacy code imports and that the SDK for Python 3 no longer has.

:func:`install` lets them be imported again: with what works from `lacking/`, else with an error at use that names the
replacement. A module that is really there is never replaced.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from .lacking import gone

_HERE = Path(__file__).with_name("lacking")

#: The modules that work, and the files that hold them.
WORKING = {
    "google.appengine.api.app_logging": "app_logging.py",
    "google.appengine.api.backends": "backends.py",
    "google.appengine.api.labs": "labs.py",
    "google.appengine.api.labs.taskqueue": "taskqueue.py",
    "google.appengine.api.logservice": "logservice.py",
    "google.appengine.api.logservice.logservice": "logservice_module.py",
    "google.appengine.api.quota": "quota.py",
    "google.appengine.datastore.datastore_sqlite_stub": "datastore_sqlite_stub.py",
    "google.appengine.datastore.entity_pb": "entity_pb.py",
    "google.appengine.dist": "dist.py",
    "google.appengine.ext.appstats": "appstats.py",
    "google.appengine.ext.appstats.recording": "recording.py",
    "google.appengine.ext.ereporter": "ereporter.py",
    "google.appengine.ext.ereporter.report_generator": "report_generator.py",
    "google.appengine.ext.ndb.google_imports": "google_imports.py",
    "google.appengine.ext.vendor": "vendor.py",
    "google.net": "net.py",
    "google.net.proto": "net.py",
    "google.net.proto.ProtocolBuffer": "protocol_buffer.py",
}


class GapFinder(MetaPathFinder):
    """Find the modules that nobody else has found."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of a module that the SDK lacks, or ``None``."""
        if fullname in WORKING:
            spec = spec_from_file_location(fullname, _HERE / WORKING[fullname])
            if spec and any(name.startswith(f"{fullname}.") for name in (*WORKING, *gone.REPLACEMENTS)):
                # Empty: what the package holds is found here too, and not in the folder of its file.
                spec.submodule_search_locations = []
            return spec
        if fullname in gone.REPLACEMENTS:
            return ModuleSpec(fullname, GoneLoader(), is_package=True)
        return None


class GoneLoader(Loader):
    """Make a module whose every attribute says that it has ended."""

    def exec_module(self, module: ModuleType) -> None:
        """Fill the module."""
        name = module.__name__
        module.__doc__ = gone.REPLACEMENTS[name]
        attributes: dict[str, Any] = {}

        def attribute_of(attribute: str) -> Any:
            # Once made it stays the same: an exception class is compared by identity.
            if f"{name}.{attribute}" in gone.REPLACEMENTS:
                return importlib.import_module(f"{name}.{attribute}")
            if attribute not in attributes:
                attributes[attribute] = gone.attribute_of(name, attribute)
            return attributes[attribute]

        module.__getattr__ = attribute_of  # type: ignore[method-assign]  # PEP 562


def install() -> None:
    """Let legacy code import the modules; calling it again changes nothing."""
    if not any(isinstance(finder, GapFinder) for finder in sys.meta_path):
        sys.meta_path.append(GapFinder())
