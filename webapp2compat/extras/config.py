"""The configuration class that webapp2 had before 2.5: modules bring their defaults along and need not ask for them.

Nothing here uses it; applications that made one of their own still can. :class:`webapp2.Config` is what they have now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..config import _merged
from ..imports import import_string

#: Stands for a default that was not given.
DEFAULT_VALUE = object()
#: Stands for a value that an application has to set.
REQUIRED_VALUE = object()


class Config(dict[str, Any]):
    """The configuration of modules: dicts of values by module name.

    The defaults of a module, its variable ``default_config``, are added when its configuration is read first.

    :param values: The values that are set: a dict of dicts.
    :param defaults: Defaults for modules that bring none along: a dict of dicts.
    :raises AssertionError: If the values of a module are no dict.

    .. differs::
        Defaults are merged at every depth, as in ``webapp2.Config``; webapp2 replaces a nested dict as a whole.
    """

    #: The modules whose defaults have been added, in that order.
    loaded: list[str] = None  # type: ignore[assignment]  # webapp2: None on the class

    def __init__(self, values: Any = None, defaults: Any = None) -> None:
        super().__init__()
        self.loaded = []
        for module, default in _checked(defaults or {}).items():
            self.setdefault(module, default)
            self.loaded.append(module)
        for module, value in _checked(values or {}).items():
            self.update(module, value)

    def __getitem__(self, module: str) -> SubConfig:
        """Return the configuration of a module.

        :raises KeyError: If it has none.
        """
        if module not in self.loaded:
            self.loaded.append(module)
            default = import_string(f"{module}.default_config", silent=True)
            if default:
                self.setdefault(module, default)
        try:
            values: SubConfig = super().__getitem__(module)
        except KeyError:
            raise KeyError(f"Module {module!r} is not configured.") from None
        return values

    def __setitem__(self, module: str, values: Any) -> None:
        """Set the configuration of a module."""
        super().__setitem__(module, SubConfig(module, _checked(values)))

    def get(self, module: str, default: Any = DEFAULT_VALUE) -> Any:
        """Return what is set for a module, without adding its defaults.

        :param module: The name of the module.
        :param default: What to return for a module that is not configured; an empty dict, if not given.
        """
        return super().get(module, {} if default is DEFAULT_VALUE else default)

    def setdefault(self, module: str, values: Any) -> Any:  # type: ignore[override]  # webapp2's signature
        """Set those values of a module that are not set, and return its configuration.

        :raises AssertionError: If ``values`` is no dict.
        """
        merged = _merged(_checked(values), super().get(module, {}))
        self[module] = merged
        return super().__getitem__(module)

    def update(self, module: str, values: Any) -> None:  # type: ignore[override]  # webapp2's signature
        """Set values of a module, leaving its others as they are.

        :raises AssertionError: If ``values`` is no dict.
        """
        self[module] = {**super().get(module, {}), **_checked(values)}

    def get_config(self, module: str, key: str | None = None, default: Any = REQUIRED_VALUE) -> Any:
        """Return the configuration of a module, or one value of it.

        :param module: The name of the module.
        :param key: The name of the value, or ``None`` for all.
        :param default: The value, if none is set.
        :raises KeyError: If the module is not configured, or if the value is required and not set.
        """
        values = self[module]
        if key is None:
            return values
        value = values.get(key, default)
        if value is REQUIRED_VALUE:
            raise KeyError(_required(module, key))
        return value


class SubConfig(dict[str, Any]):
    """The configuration of one module.

    :param module: The name of the module.
    :param values: Its values.
    """

    def __init__(self, module: str, values: Any = None) -> None:
        super().__init__(values or ())
        #: The name of the module.
        self.module = module

    def __getitem__(self, key: str) -> Any:
        """Return a value.

        :raises KeyError: If it is not set.
        """
        try:
            value = super().__getitem__(key)
        except KeyError:
            raise KeyError(f"Module {self.module!r} does not have the config key {key!r}") from None
        if value is REQUIRED_VALUE:
            raise KeyError(_required(self.module, key))
        return value

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value, or ``default`` if it is not set.

        :raises KeyError: If it is required and not set.
        """
        if key not in self:
            return default
        return self[key]


def _checked(values: Any) -> Any:
    if not isinstance(values, Mapping):
        raise AssertionError("Module configuration must be a dict.")
    return values


def _required(module: str, key: str) -> str:
    return f"Module {module!r} requires the config key {key!r} to be set."
