"""``google.appengine.ext.vendor``: libraries in a folder of the application."""

from __future__ import annotations

import os
import site
import sys


def add(path: str, index: int = 1) -> None:
    """Put a folder of libraries on ``sys.path``.

    :param path: The folder, as from the current one or absolute; or a virtual environment.
    :param index: Where on ``sys.path`` it comes.
    :raises ValueError: If there is no such folder.
    """
    in_environment = os.path.join(
        path, "lib", f"python{sys.version_info.major}.{sys.version_info.minor}", "site-packages"
    )
    folder = os.path.abspath(in_environment if os.path.isdir(in_environment) else path)
    if not os.path.isdir(folder):
        raise ValueError(f"virtualenv: cannot access {path}: No such virtualenv or site directory")
    before = sys.path[:]
    site.addsitedir(folder)
    added = [entry for entry in sys.path if entry not in before]
    sys.path[:] = [*before[:index], *added, *before[index:]]
