"""``google.appengine.dist``: choosing the versions of libraries, which pip does today."""

from __future__ import annotations


def use_library(name: str, version: str) -> None:
    """Do nothing: the library that is installed is the one that is used.

    :param name: The library, such as ``"django"``.
    :param version: The version that App Engine would have chosen.
    """
