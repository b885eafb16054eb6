"""Context-local storage: values that each thread, and each context within it, has for itself.

``webapp2_extras.local`` gives these names to applications; `context.py` keeps the current request in a :class:`Local`.
"""

from __future__ import annotations

import contextvars
import copy
import operator
import threading
from collections.abc import Callable, Iterator
from typing import Any

get_ident = threading.get_ident

_NOTHING: dict[str, Any] = {}


class Local:
    """A namespace whose attributes each context has for itself.

    Calling it with a name gives a :class:`LocalProxy` for that attribute.

    .. differs::
        Values belong to the current :mod:`contextvars` context (:pep:`567`) rather than to the thread: asynchronous
        code and nested contexts are told apart as well.
    """

    # Values are replaced as a whole and never changed in place, so that a copied context keeps its own.
    __slots__ = ("__storage__",)
    __storage__: contextvars.ContextVar[dict[str, Any]]

    def __init__(self) -> None:
        object.__setattr__(self, "__storage__", contextvars.ContextVar("webapp2compat.local", default=_NOTHING))

    def __values__(self) -> dict[str, Any]:
        return self.__storage__.get()

    def __iter__(self) -> Iterator[tuple[int, dict[str, Any]]]:
        values = self.__values__()
        return iter([(get_ident(), dict(values))] if values else [])

    def __call__(self, proxy: str) -> LocalProxy:
        """Return a proxy for an attribute."""
        return LocalProxy(self, proxy)

    def __release_local__(self) -> None:
        """Forget all values of the current context."""
        self.__storage__.set(_NOTHING)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__values__()[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self.__storage__.set({**self.__values__(), name: value})

    def __delattr__(self, name: str) -> None:
        values = dict(self.__values__())
        if name not in values:
            raise AttributeError(name)
        del values[name]
        self.__storage__.set(values)


def _forward(function: Callable[..., Any]) -> Any:
    def method(self: LocalProxy, *args: Any, **kwargs: Any) -> Any:
        return function(self._get_current_object(), *args, **kwargs)

    return method


def _reflected(function: Callable[[Any, Any], Any]) -> Any:
    def method(self: LocalProxy, other: Any) -> Any:
        return function(other, self._get_current_object())

    return method


class UnboundError(RuntimeError, AttributeError):
    """There is no object for a proxy to stand for: as on Python 2, ``hasattr()`` of the proxy is false then."""


class LocalProxy:
    """Stand for an object that is looked up anew each time the proxy is used.

    :param local: A :class:`Local`, or a function without parameters that returns the object.
    :param name: The attribute of the :class:`Local`.
    :raises UnboundError: A ``RuntimeError``, when it is used while there is no such object; only ``repr()``,
        ``bool()``, ``dir()``, ``hasattr()`` and ``isinstance()`` answer then.

    .. differs::
        ``str()``, ``with``, ``isinstance()``, ``hash()`` and operators whose right side is the proxy reach the object.
    """

    __slots__ = ("__dict__", "__local", "__weakref__", "__wrapped_name")

    def __init__(self, local: Local | Callable[[], Any], name: str | None = None) -> None:
        object.__setattr__(self, "_LocalProxy__local", local)
        object.__setattr__(self, "_LocalProxy__wrapped_name", name)

    def _get_current_object(self) -> Any:
        """Return the object itself, for where a proxy will not do.

        :raises UnboundError: If there is none now.
        """
        local: Any = object.__getattribute__(self, "_LocalProxy__local")
        name: str | None = object.__getattribute__(self, "_LocalProxy__wrapped_name")
        if not isinstance(local, Local):
            return local()
        try:
            return getattr(local, name or "")
        except AttributeError:
            raise UnboundError(f"no object bound to {name}") from None

    def _is_bound(self) -> bool:
        try:
            self._get_current_object()
        except RuntimeError:
            return False
        return True

    @property  # type: ignore[misc]  # LocalProxy.__setattr__ sets it
    def __class__(self) -> Any:
        return type(self._get_current_object()) if self._is_bound() else LocalProxy

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]  # the object's own
        values: dict[str, Any] = self._get_current_object().__dict__
        return values

    def __repr__(self) -> str:
        return repr(self._get_current_object()) if self._is_bound() else "<LocalProxy unbound>"

    def __bool__(self) -> bool:
        return self._is_bound() and bool(self._get_current_object())

    def __dir__(self) -> list[str]:
        return dir(self._get_current_object()) if self._is_bound() else []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._get_current_object(), name)

    __setattr__ = _forward(setattr)
    __delattr__ = _forward(delattr)
    __str__ = _forward(str)
    __bytes__ = _forward(bytes)
    __format__ = _forward(format)
    __hash__ = _forward(hash)
    __call__ = _forward(lambda obj, *args, **kwargs: obj(*args, **kwargs))
    __len__ = _forward(len)
    __iter__ = _forward(iter)
    __next__ = _forward(next)
    __reversed__ = _forward(reversed)
    __getitem__ = _forward(operator.getitem)
    __setitem__ = _forward(operator.setitem)
    __delitem__ = _forward(operator.delitem)
    __contains__ = _forward(operator.contains)
    __enter__ = _forward(lambda obj: type(obj).__enter__(obj))
    __exit__ = _forward(lambda obj, *error: type(obj).__exit__(obj, *error))
    __copy__ = _forward(copy.copy)
    __deepcopy__ = _forward(copy.deepcopy)


def _forward_operators() -> None:
    unary = ("neg", "pos", "abs", "invert", "index")
    compared = ("lt", "le", "eq", "ne", "gt", "ge")
    arithmetic = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul")
    bitwise = ("lshift", "rshift", "and", "xor", "or")
    for name in (*unary, *compared):
        setattr(LocalProxy, f"__{name}__", _forward(getattr(operator, f"__{name}__")))
    for name in (*arithmetic, *bitwise):
        function = getattr(operator, f"__{name}__")
        setattr(LocalProxy, f"__{name}__", _forward(function))
        setattr(LocalProxy, f"__r{name}__", _reflected(function))
        setattr(LocalProxy, f"__i{name}__", _forward(getattr(operator, f"__i{name}__")))
    for name, convert in (("int", int), ("float", float), ("complex", complex), ("round", round), ("divmod", divmod)):
        setattr(LocalProxy, f"__{name}__", _forward(convert))
    LocalProxy.__rdivmod__ = _reflected(divmod)  # type: ignore[attr-defined]


_forward_operators()
