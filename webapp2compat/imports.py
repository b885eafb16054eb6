"""Importing an object by its dotted name, and saying what went wrong when it cannot be had."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

from .text import _to_basestring

_import_string_error = """\
import_string() failed for %r. Possible reasons are:

- missing __init__.py in a package;
- package or module path not included in sys.path;
- duplicated package or module name taking precedence in sys.path;
- missing module, class, function or variable;

Original exception:

%s: %s

Debugged import:

%s"""


class ImportStringError(Exception):
    """What stopped :func:`import_string`, and how far it came.

    .. differs::
        Names that lead through a class, or through a module without a file, get their explanation too; webapp2 fails
        with an ``AttributeError`` of its own. The exception that stopped the import is the ``__cause__``.
    """

    #: The dotted name that could not be imported.
    import_name: str = None  # type: ignore[assignment]  # the constructor sets it
    #: The exception that stopped the import.
    exception: BaseException = None  # type: ignore[assignment]  # the constructor sets it

    def __init__(self, import_name: str, exception: BaseException) -> None:
        self.import_name = import_name
        self.exception = exception
        super().__init__(
            _import_string_error % (import_name, type(exception).__name__, exception, "\n".join(_trace(import_name)))
        )

    def __reduce__(self) -> tuple[type[ImportStringError], tuple[str, BaseException]]:
        return type(self), (self.import_name, self.exception)


def import_string(import_name: str, silent: bool = False) -> Any:
    """Import a module, or an attribute of one, by its dotted name.

    :param import_name: Such as ``"package.module.Class"``.
    :param silent: Whether to return ``None`` instead of raising.
    :returns: The object that has the name.
    :raises ImportStringError: If there is no such module or attribute, or if importing the module fails with an
        ``ImportError`` or ``AttributeError``.

    .. differs::
        An empty name or an empty part in it (``""``, ``".os"``) raises :class:`ImportStringError`, not ``ValueError``.
    """
    name = _to_basestring(import_name)
    try:
        return _import(name)
    except (ImportError, AttributeError) as error:
        if silent:
            return None
        raise ImportStringError(name, error) from error


def _import(name: str) -> Any:
    if not all(name.split(".")):
        raise ImportError("Empty module name")
    parent, _, attribute = name.rpartition(".")
    if not parent:
        return importlib.import_module(name)
    found = _import_if_there(parent)
    if found is None:
        found = _import(parent)  # raises, unless the parent is an attribute of a module, such as a class
    if not hasattr(found, attribute) and isinstance(found, ModuleType):
        submodule = _import_if_there(name)
        if submodule is not None:
            return submodule
    return getattr(found, attribute)


def _import_if_there(name: str) -> ModuleType | None:
    """Import a module; return ``None`` if it does not exist, but raise if something that it imports does not."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            return None
        raise


def _trace(import_name: str) -> list[str]:
    """Say of each leading part of the name where it was found, up to the first that was not."""
    lines: list[str] = []
    parts = import_name.split(".")
    for count in range(1, len(parts) + 1):
        name = ".".join(parts[:count])
        try:
            found = _import(name)
        except (ImportError, AttributeError) as error:
            return [*lines, f"- {name!r} not found. {error}"]
        lines.append(f"- {name!r} found in {getattr(found, '__file__', None) or _home(found)!r}.")
    return lines


def _home(found: object) -> str:
    return str(getattr(found, "__module__", None) or "built-in module")
