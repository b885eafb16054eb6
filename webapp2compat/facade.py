"""Patching a name of ``webapp2``, as tests do: the modules of this package that use the name see it too.

webapp2 is one module, where a name that is set anew is what all of it uses from then on. ``__init__.py`` is made a
:class:`Facade` here, and that of ``extras/i18n`` there.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_NOTHING = object()


class Facade(ModuleType):
    """A package that stands for one module of webapp2's."""

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a name here, and wherever a module of the package has what it stood for under the same name."""
        # A submodule that has just been imported replaces nothing.
        replaced = self.__dict__.get(name, _NOTHING)
        super().__setattr__(name, value)
        for home, module in list(sys.modules.items()):
            # An import that tests forbid leaves None there.
            if home.startswith(f"{self.__name__}.") and module is not None and vars(module).get(name, self) is replaced:
                vars(module)[name] = value


sys.modules[__name__.rpartition(".")[0]].__class__ = Facade
