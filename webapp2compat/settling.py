"""Attributes that work themselves out when somebody first touches them.

WebOb's Response keeps its state in instance attributes that its constructor fills. Ours leaves them out until they are
read, so that a response that is only written and sent never builds them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Settled(Generic[T]):
    """An attribute whose first reading calls a function and keeps its value on the instance.

    It is not a data descriptor: once the instance has the attribute, set or worked out, this is no longer asked.
    """

    def __init__(self, work_out: Callable[[Any], T]) -> None:
        self._work_out = work_out

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: type | None = None) -> T:
        value = instance.__dict__[self._name] = self._work_out(instance)
        return value
