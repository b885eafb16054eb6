"""Legacy import names: ``webapp2``, ``webapp2_extras`` and ``google.appengine.ext.webapp``.

Each is a package on disk whose files hold a few lines that call :func:`alias`. That puts the module which the name
stands for into ``sys.modules``; a finder on ``sys.meta_path`` then answers imports of its submodules with the same
objects, so that identity checks, pickles and ``mock.patch`` work under either name.

Submodules have files too. They serve a thread that imports ``webapp2_extras.sessions`` in the instant in which another
one has created ``webapp2_extras`` and not yet run its first line; and they carry the ``.pyi`` that editors read.
"""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import CodeType, ModuleType
from typing import Any

HOMES = {
    "webapp2": "webapp2compat",
    "webapp2_extras": "webapp2compat.extras",
    "google.appengine.ext.webapp": "webapp2compat.webapp",
}


class AliasLoader:
    """Answer the import of a legacy name with the module that it stands for."""

    def __init__(self, home: ModuleSpec) -> None:
        self.home = home

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Import the home module, before anything is visible under the legacy name."""
        module = importlib.import_module(self.home.name)
        self.home = module.__spec__ or self.home
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Give the module its own spec back, which the import system has just replaced by the alias's."""
        module.__spec__ = self.home

    def is_package(self, fullname: str) -> bool:
        """Tell whether the home is a package, as ``python -m`` asks."""
        return self.home.submodule_search_locations is not None

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the code of the home, which ``python -m`` runs."""
        loader: Any = self.home.loader  # The protocol that typeshed gives to loaders has no get_code.
        code: CodeType | None = loader.get_code(self.home.name)
        return code

    def get_source(self, fullname: str) -> str | None:
        """Return the source of the home."""
        loader: Any = self.home.loader  # As in get_code.
        source: str | None = loader.get_source(self.home.name)
        return source


class AliasSpec(ModuleSpec):
    """The spec of a legacy name, which the home module carries for a moment while the name is imported.

    Its parent is the home's, or a relative import that another thread runs in the home at that moment would warn.
    """

    def __init__(self, name: str, home: ModuleSpec) -> None:
        # No base class of importlib.abc, which takes a millisecond to import.
        super().__init__(name, AliasLoader(home), origin=home.origin)  # type: ignore[arg-type]
        self.submodule_search_locations = home.submodule_search_locations
        self.home = home

    @property
    def parent(self) -> str | None:
        """The package against which the home module resolves relative imports."""
        return self.home.parent


class AliasFinder:
    """Find the legacy names and everything below them."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of a legacy name, or None for any other and while the name belongs to somebody else."""
        home = home_of(fullname)
        if home is None or _is_foreign(fullname):
            return None
        spec = find_spec(home)
        return AliasSpec(fullname, spec) if spec else None


def _is_foreign(fullname: str) -> bool:
    """Tell whether a name is left to an old webapp2, which is imported or stands before this package on the path."""
    name = next(name for name in HOMES if fullname == name or fullname.startswith(f"{name}."))
    if fullname == name:
        return name not in sys.modules
    return sys.modules.get(name) is not sys.modules.get(HOMES[name])


def home_of(fullname: str) -> str | None:
    """Return the name of the module that a legacy name stands for, or None for any other name."""
    for name, home in HOMES.items():
        if fullname == name or fullname.startswith(f"{name}."):
            return home + fullname[len(name) :]
    return None


def alias(shell: dict[str, Any]) -> None:
    """Make a legacy name stand for its home module.

    :param shell: The globals of the file on disk that carries the legacy name.
    """
    name = shell["__name__"]
    home = home_of(name)
    while home:
        # The parents too: another thread may have taken theirs out and not put the home in yet.
        sys.modules[name] = importlib.import_module(home)
        name = name.rpartition(".")[0]
        home = home_of(name)
    module = sys.modules[shell["__name__"]]
    # A thread that got hold of the shell in the instant before it left sys.modules finds everything in it.
    shell.update(vars(module))


def warn_of_old_webapp2() -> None:
    """Say what to do when the distribution ``webapp2`` is installed as well: the two own the same files."""
    for metadata in _find_old_webapp2():
        warnings.warn(
            f"The old webapp2 is installed beside webapp2compat ({metadata}), and both own the names webapp2 and "
            "webapp2_extras. Run: pip uninstall webapp2. Then, since that deletes files of webapp2compat too: "
            "pip install --force-reinstall --no-deps webapp2compat.",
            stacklevel=2,
        )
        return


def _find_old_webapp2() -> Iterator[str]:
    # Listing these folders takes a fraction of a millisecond; importlib.metadata would cost tens of them.
    for folder in filter(_holds_packages, dict.fromkeys(sys.path)):
        for name in os.listdir(folder or os.curdir):
            if name.startswith("webapp2-") and name.endswith((".dist-info", ".egg-info")):
                yield os.path.join(folder, name)


def _holds_packages(folder: str) -> bool:
    is_named_so = folder.endswith(("site-packages", "dist-packages")) and os.path.isdir(folder)
    return is_named_so or os.path.isfile(os.path.join(folder, "webapp2.py"))


sys.meta_path.insert(0, AliasFinder())
warn_of_old_webapp2()
