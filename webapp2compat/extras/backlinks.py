"""Links from what a request owns back to its owner, which stop keeping the owner alive when the work is done.

A request keeps its session store, the store keeps its sessions, and each knows who keeps it. Such circles stay in
memory until Python comes to look for them; `sessions.py` opens them, with :func:`let_go`, when it has saved the
sessions of a request that the application is answering.
"""

from __future__ import annotations

import weakref
from typing import Any


class Backlink:
    """An attribute that holds an object; after :func:`let_go` it finds the object only while something else holds it.

    It is not a data descriptor: as long as the instance has the attribute, this is not asked.
    """

    def __set_name__(self, owner: Any, name: str) -> None:
        owner._backlink = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return instance.__dict__["_let_go"]() if instance is not None and "_let_go" in instance.__dict__ else None


def let_go(thing: Any) -> None:
    """Let a thing that has a :class:`Backlink` know its owner without keeping it alive; leave other things alone."""
    name = getattr(type(thing), "_backlink", None)
    if name is None:
        return
    attributes = thing.__dict__
    owner = attributes.get(name)
    if owner is None:
        return
    try:
        attributes["_let_go"] = weakref.ref(owner)
    except TypeError:  # a stub in the place of the owner
        return
    del attributes[name]
