"""The dict that an application sees as its session, which knows whether it was changed.

The factories in `sessions.py` make one from what the cookie or the back end holds, and save it if it is
:attr:`SessionDict.modified`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from .backlinks import Backlink


def _noting(name: str) -> Any:
    """Return the method of a dict, followed by a call of ``on_update``."""
    method = getattr(dict, name)

    def change(self: Any, *args: Any, **kwargs: Any) -> Any:
        result = method(self, *args, **kwargs)
        self.on_update()
        return result

    change.__name__ = name
    change.__doc__ = method.__doc__
    return change


class _UpdateDictMixin:
    """Makes a dict call ``on_update`` after every change."""

    #: Called after a change.
    on_update: Any = None

    __setitem__ = _noting("__setitem__")
    __delitem__ = _noting("__delitem__")
    __ior__ = _noting("__ior__")
    clear = _noting("clear")
    pop = _noting("pop")
    popitem = _noting("popitem")
    setdefault = _noting("setdefault")
    update = _noting("update")


# Any: a session holds whatever its back end can store.
class SessionDict(_UpdateDictMixin, dict[str, Any]):
    """A session: a dict that knows whether it is new and whether it was changed.

    :param container: The factory that made the session and will save it.
    :param data: The stored values.
    :param new: Whether nothing was stored.

    .. differs::
        A change inside a value, such as ``session['cart'].append(item)``, is noticed and saved, and so is
        ``session |= {...}``; webapp2 loses both.
    """

    __slots__ = ("_inner", "_is_modified", "new")

    #: The factory that made the session.
    container: Any = Backlink()  # Any: `sessions.py` stands above this module
    #: Whether nothing was stored under the session's name.
    new: bool

    def __init__(self, container: Any, data: Any = None, new: bool = False) -> None:
        dict.__init__(self, data or ())
        self.container = container
        self.new = new
        self.modified = False

    def __setitem__(self, key: str, value: Any) -> None:
        # The commonest change: it costs a third less without the arguments of any kind that _noting() passes on.
        dict.__setitem__(self, key, value)
        self.on_update()

    def __deepcopy__(self, memo: dict[int, Any]) -> SessionDict:
        # The container leads to the request, and that to streams, which cannot be copied on Python 3.
        copied = type(self)(self.container, copy.deepcopy(dict(self), memo), self.new)
        copied._is_modified = self.modified
        return copied

    @property
    def modified(self) -> bool:
        """Whether the session was changed since it was loaded. Set it to have the session saved, or not."""
        return self._is_modified or any(self._is_changed(key, *kept) for key, kept in self._inner.items())

    @modified.setter
    def modified(self, is_modified: bool) -> None:
        self._is_modified = is_modified
        self._inner = {key: (value, _kept(value)) for key, value in self.items() if type(value) in _COPIERS}

    def pop(self, key: str, *args: Any) -> Any:
        """Remove a key and return its value, or the default given for a key that is not there."""
        if key in self:
            return super().pop(key, *args)
        return dict.pop(self, key, *args)

    def get_flashes(self, key: str = "_flash") -> Any:
        """Return the flash messages, and remove them.

        :param key: The key that holds them.
        :returns: A list of messages with their levels, pairs that come back from a cookie as lists of two.
        """
        return self.pop(key, [])

    def add_flash(self, value: Any, level: str | None = None, key: str = "_flash") -> None:
        """Add a flash message: one for the next page.

        :param value: The message.
        :param level: Its level, such as ``"info"``.
        :param key: The key that holds the messages.
        """
        self.setdefault(key, []).append((value, level))

    def on_update(self) -> None:
        """Note that the session was changed."""
        self._is_modified = True

    def rotate(self) -> None:
        """Give the session a new id, where the back end keeps sessions by id; what it holds stays.

        Call it when a user signs in or gains rights: an id that somebody else planted before is then worth nothing.
        :mod:`webapp2_extras.auth` does.

        .. versionadded:: 1.0
        """
        self.container.rotate()

    def _is_changed(self, key: str, value: Any, kept: Any) -> bool:
        return self.get(key) is value and not _same(value, kept)


def _kept(value: Any) -> Any:
    """Return a copy of the lists, dicts and sets that a value is made of; of other values, themselves."""
    copier = _COPIERS.get(type(value))
    return value if copier is None else copier(value)


def _same(value: Any, kept: Any) -> bool:
    """Return whether a value is still what was kept of it; ``1``, ``1.0`` and ``True`` are different values."""
    if value is kept:
        return True
    if type(value) is not type(kept):
        return False
    compare = _COMPARERS.get(type(value))
    return bool(value == kept) if compare is None else compare(value, kept)


def _same_dicts(value: dict[Any, Any], kept: dict[Any, Any]) -> bool:
    return list(value) == list(kept) and all(map(_same, value.values(), kept.values()))


def _same_sequences(value: Any, kept: Any) -> bool:
    return len(value) == len(kept) and all(map(_same, value, kept))


_COMPARERS: dict[type, Callable[[Any, Any], bool]] = {
    dict: _same_dicts,
    list: _same_sequences,
    tuple: _same_sequences,
}
_COPIERS: dict[type, Callable[[Any], Any]] = {
    dict: lambda value: {key: _kept(item) for key, item in value.items()},
    list: lambda value: [_kept(item) for item in value],
    tuple: lambda value: tuple(map(_kept, value)),
    set: set,
}
