"""A property that is computed once for each object: ``cached_property``."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

_MISSING = object()


class cached_property:  # noqa: N801 - webapp2's name
    """Decorate a method to make it a property whose first value is kept in the object's ``__dict__``.

    Assigning to the attribute, or deleting it, replaces or forgets the kept value. The object needs a ``__dict__``.

    :param func: The method that computes the value.
    :param name: The name under which the value is kept, if not the method's.
    :param doc: The docstring, if not the method's.

    .. differs::
        Threads wait for one another only if they compute the same property of the same object. In webapp2 all
        objects share one lock a property, which makes unrelated requests wait and can deadlock them.
    """

    # Any: a property holds whatever its function returns.
    def __init__(self, func: Callable[[Any], Any], name: str | None = None, doc: str | None = None) -> None:
        self.__name__ = name or func.__name__
        self.__module__ = func.__module__
        self.__doc__ = doc or func.__doc__
        self.func = func
        # id(object) -> the lock of those who compute it. An entry lives while someone computes.
        self._computing: dict[int, Any] = {}

    def __get__(self, obj: Any, type: Any = None) -> Any:
        if obj is None:
            return self
        value = obj.__dict__.get(self.__name__, _MISSING)
        return self._computed(obj) if value is _MISSING else value

    def _computed(self, obj: Any) -> Any:
        values, name, key = obj.__dict__, self.__name__, id(obj)
        while name not in values:
            lock = self._computing.setdefault(key, threading.RLock())
            with lock:
                if self._computing.get(key) is not lock:  # who computed has given it up, with a value or without one
                    continue
                try:
                    # Another thread may have been first, between the look at the values and the lock.
                    values[name] = values[name] if name in values else self.func(obj)
                finally:
                    self._computing.pop(key, None)
        return values[name]
