"""Calls that other threads have a front make (`front.py`), whose own thread may be waiting for sockets meanwhile."""

from __future__ import annotations

import contextlib
import socket
from collections import deque
from collections.abc import Callable


class Mailbox:
    """A queue of calls; :attr:`reader` is a socket that can be read when there are some."""

    def __init__(self) -> None:
        self.reader, self._writer = socket.socketpair()
        self._calls: deque[Callable[[], None]] = deque()
        # Whether the front is going to look, without being woken once more.
        self._is_woken = False
        for sock in (self.reader, self._writer):
            sock.setblocking(False)

    def post(self, call: Callable[[], None]) -> None:
        """Have ``call`` made; any thread may ask for it."""
        self._calls.append(call)
        if self._is_woken:
            return
        self._is_woken = True
        with contextlib.suppress(OSError):  # Closed: nobody is left to wake.
            self._writer.send(b"\0")

    def make_calls(self, events: int = 0) -> None:
        """Make the calls that have been posted."""
        with contextlib.suppress(BlockingIOError):
            self.reader.recv(4096)
        # First, so that what is posted from here on wakes again.
        self._is_woken = False
        while self._calls:
            self._calls.popleft()()

    def close(self) -> None:
        """Wake nobody any more."""
        self.reader.close()
        self._writer.close()
