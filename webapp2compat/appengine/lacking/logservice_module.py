"""``google.appengine.api.logservice.logservice``: the module that has what its package has."""

from __future__ import annotations

import importlib
from typing import Any


def __getattr__(name: str) -> Any:
    """Return what the package has under a name.

    :raises AttributeError: If it has nothing, and for the names that Python asks every module for.
    """
    if name.startswith("__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module("google.appengine.api.logservice"), name)
