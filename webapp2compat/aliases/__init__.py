"""Legacy import names: ``webapp2``, ``webapp2_extras`` and ``google.appengine.ext.webapp``.

Each is a package on disk whose ``__init__.py`` calls :func:`alias`, which puts the module that the name stands for
into ``sys.modules``; a finder on ``sys.meta_path`` then answers imports of its submodules with the same objects.
"""
from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from types import ModuleType
from typing import Any

_homes: dict[str, str] = {}


class _Loader(importlib.abc.Loader):
    def __init__(self, home: str) -> None:
        self.home = home

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        module = importlib.import_module(self.home)
        self.own = (module.__spec__, module.__loader__, module.__package__)
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The import system has just overwritten these with the alias's.
        module.__spec__, module.__loader__, module.__package__ = self.own


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        for name, home in _homes.items():
            if fullname.startswith(name + "."):
                module = home + fullname[len(name):]
                if importlib.util.find_spec(module) is not None:
                    return importlib.util.spec_from_loader(fullname, _Loader(module))
        return None


def alias(name: str, home: str) -> None:
    """Make ``name`` and its submodules the same module objects as ``home`` and its submodules."""
    if not _homes:
        sys.meta_path.insert(0, _Finder())
    _homes[name] = home
    sys.modules[name] = importlib.import_module(home)
