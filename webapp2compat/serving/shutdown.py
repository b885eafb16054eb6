"""Ending a server by Ctrl-C or by SIGTERM, as supervisors and cloud platforms do."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def ended_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Call ``stop`` for each SIGINT and SIGTERM while the block runs.

    Only the main thread may set signal handlers: elsewhere the block simply runs.
    """

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop()

    previous = {}
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            previous[number] = signal.signal(number, on_signal)
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
