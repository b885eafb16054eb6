"""What a locale identifier may be: it comes from requests, and becomes a folder name.

The store (`store.py`) asks here which locale to use for an identifier; formats (`date_formats.py`,
`number_formats.py`) ask for the Babel locale of it.
"""

from __future__ import annotations

import functools
import os
import re
from typing import TYPE_CHECKING

from .babel_modules import babel

if TYPE_CHECKING:
    from babel import Locale

# No separator of folders, no dot: what is left after Babel has taken a charset off would not be what opens a file.
_IDENTIFIER = re.compile(r"[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8}){0,4}(?:@[A-Za-z0-9]{1,8})?")


def is_safe(identifier: str) -> bool:
    """Tell whether an identifier has the form of one, and so cannot lead out of the folder of translations."""
    return _IDENTIFIER.fullmatch(identifier) is not None


def babel_locale(identifier: object) -> Locale | None:
    """Return Babel's data of a locale, or ``None`` if it has none."""
    text = str(identifier).replace("-", "_")
    return _parsed(text) if is_safe(text) else None


@functools.lru_cache(maxsize=256)
def _parsed(identifier: str) -> Locale | None:
    try:
        locale: Locale = babel().Locale.parse(identifier)
    except (ValueError, babel("core").UnknownLocaleError):
        return None
    finally:
        # Babel keeps every name that it has looked for, and requests make names up. Its old versions keep none.
        getattr(babel("localedata").exists, "cache_clear", dict)()
    return locale


def folders(path: str) -> dict[str, str]:
    """Return the locales that have a folder of translations: identifiers to the names of the folders.

    The identifiers are in lower case and have no hyphens, which the names may have.
    """
    try:
        names = sorted(os.listdir(path))
    except OSError:
        return {}  # webapp2: an application without translations has no such folder
    return {name.replace("-", "_").lower(): name for name in names if is_safe(name)}
