"""``google.appengine.api.background_thread`` on a local run: threads that belong to no request, and outlive it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ..optional import import_extra
from .environ import outside_of_requests

package = import_extra("google.appengine.api.background_thread", "appengine")
module = import_extra("google.appengine.api.background_thread.background_thread", "appengine")


class BackgroundThread(threading.Thread):
    """A thread whose ``os.environ`` is the process's, whatever request starts it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.daemon = True

    def start(self) -> None:
        """Start it."""
        with outside_of_requests():
            super().start()


def start_new_background_thread(
    target: Callable[..., object], args: Sequence[Any], kwargs: Mapping[str, Any] | None = None
) -> int | None:
    """Call ``target`` in a thread of its own.

    :returns: The number of the thread.
    """
    thread = BackgroundThread(target=target, args=args, kwargs=kwargs)
    thread.start()
    return thread.ident


@contextmanager
def background_threads() -> Iterator[None]:
    """Let applications start background threads, until the block ends."""
    names = {"BackgroundThread": BackgroundThread, "start_new_background_thread": start_new_background_thread}
    before = {name: getattr(module, name) for name in names}
    _replace(names)
    try:
        yield
    finally:
        _replace(before)


def _replace(values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(module, name, value)
        setattr(package, name, value)
