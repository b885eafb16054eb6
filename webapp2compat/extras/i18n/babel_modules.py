"""Babel, imported when it is first needed: translations and formats can be declared without it."""

from __future__ import annotations

import functools
from typing import Any

from ...optional import import_extra


@functools.cache
def babel(module: str = "") -> Any:  # Any: a module
    """Return a module of Babel's, such as ``babel("dates")``, or Babel itself.

    :raises MissingExtraError: If Babel is not installed.
    """
    return import_extra(f"babel.{module}" if module else "babel", "i18n")
