"""Attributes that work themselves out when somebody first touches them.

WebOb's Response keeps its state in instance attributes that its constructor fills. Ours leaves them out until they are
read, so that a response that is only written and sent never builds them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class Settled(Generic[T]):
    """An attribute whose first reading calls a function and keeps its value on the instance.

    It is not a data descriptor: once the instance has the attribute, set or worked out, this is no longer asked. The
    class has ``None``.
    """

    def __init__(self, work_out: Callable[[Any], T]) -> None:
        self._work_out = work_out

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> None: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> T: ...
    def __get__(self, instance: Any, owner: type | None = None) -> T | None:
        if instance is None:
            return None
        value = instance.__dict__[self._name] = self._work_out(instance)
        return value
