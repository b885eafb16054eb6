"""Packages that only an extra of webapp2compat installs: imported at first use, with a hint if they are missing.

Modules that need one call :func:`import_extra` where they need it, so that they can be imported without it.
"""

from __future__ import annotations

import importlib
from typing import Any


class MissingExtraError(ImportError):
    """A package is missing that an extra of webapp2compat would have installed.

    :param module: The name of the module that could not be imported.
    :param extra: The extra that brings it, such as ``"i18n"``.

    .. versionadded:: 1.0
    """

    #: The extra to install.
    extra: str

    def __init__(self, module: str, extra: str) -> None:
        self.extra = extra
        super().__init__(
            f"The module {module!r} is not installed. Install it with: pip install 'webapp2compat[{extra}]'",
            name=module,
        )

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str | None, str]]:
        return type(self), (self.name, self.extra)


def import_extra(module: str, extra: str) -> Any:  # Any: a module of a package that may not be there for type checkers
    """Import a module of an optional package.

    :param module: The full name of the module.
    :param extra: The extra of webapp2compat that installs it.
    :raises MissingExtraError: If the module or a package above it is not installed.

    .. versionadded:: 1.0
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if not f"{module}.".startswith(f"{error.name}."):
            raise  # something that the installed package itself needs is missing
        raise MissingExtraError(module, extra) from error
