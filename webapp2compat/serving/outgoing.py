"""What a worker has sent and the client has not yet taken.

A worker writes through :meth:`Outgoing.send`, straight into the socket as long as the client keeps up. What the socket
does not take is spooled, and the front (`front.py`) calls :meth:`Outgoing.flush` when the client reads on, so that a
slow reader holds no worker.
"""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import IO

from .limits import Limits

_READ_BYTES = 64 * 1024


class ClientGone(ConnectionError):
    """The client has closed the connection, or was too slow for too long."""


class Spool:
    """A queue of bytes, in memory up to a limit and in an unnamed file beyond it."""

    def __init__(self, memory_bytes: int) -> None:
        self.memory_bytes = memory_bytes
        self.memory = bytearray()
        self.file: IO[bytes] | None = None
        self.read_at = self.write_at = 0

    def __len__(self) -> int:
        return len(self.memory) + self.write_at - self.read_at

    def append(self, data: bytes | memoryview) -> None:
        """Put bytes at the end."""
        if self.read_at == self.write_at and len(self.memory) + len(data) <= self.memory_bytes:
            self.memory += data
            return
        if self.file is None:
            self.file = tempfile.TemporaryFile()  # noqa: SIM115  # it lives as long as the connection
        self.file.seek(self.write_at)
        self.write_at += self.file.write(data)

    def peek(self) -> bytearray:
        """Answer with some bytes from the beginning; none if it is empty."""
        if not self.memory and self.file is not None and self.read_at < self.write_at:
            self.file.seek(self.read_at)
            self.memory += self.file.read(min(_READ_BYTES, self.write_at - self.read_at))
            self.read_at += len(self.memory)
            if self.read_at == self.write_at:
                self.read_at = self.write_at = 0
        return self.memory

    def drop(self, count: int) -> None:
        """Forget the first ``count`` bytes of what :meth:`peek` gave."""
        del self.memory[:count]

    def close(self) -> None:
        """Forget everything."""
        self.memory.clear()
        self.read_at = self.write_at = 0
        if self.file is not None:
            self.file.close()
            self.file = None


class Outgoing:
    """The sending side of one connection; every method may be called from any thread."""

    def __init__(self, sock: socket.socket, ask_for_flush: Callable[[], None], limits: Limits) -> None:
        self.socket, self.ask_for_flush, self.limits = sock, ask_for_flush, limits
        self.changed = threading.Condition()
        self.spool = Spool(limits.memory_bytes)
        #: Entered by a worker while it waits for the client; gives whether another one takes its place meanwhile.
        self.waiting: Callable[[], AbstractContextManager[bool]] = lambda: nullcontext(True)
        self.is_gone = False
        self.progress_at = 0.0

    @property
    def is_pending(self) -> bool:
        """Whether something still waits for the client."""
        return len(self.spool) > 0

    def send(self, data: bytes) -> None:
        """Send, or spool, ``data``; wait only for a client that is further behind than the spool may hold.

        :raises ClientGone: If nobody will ever read it.
        """
        with self.changed:
            self._wait_for_room()
            if self.is_gone:
                raise ClientGone("The client has closed the connection.")
            was_pending = self.is_pending
            self._send_or_spool(data)
            needs_flush = self.is_pending and not was_pending
        if needs_flush:
            self.ask_for_flush()

    def _wait_for_room(self) -> None:
        if self._has_room(self.limits.spool_bytes):
            return
        with self.waiting() as is_substituted:
            room = self.limits.spool_bytes if is_substituted else self.limits.disk_bytes
            self.changed.wait_for(lambda: self._has_room(room))

    def _has_room(self, size: int) -> bool:
        return self.is_gone or len(self.spool) < size

    def _send_or_spool(self, data: bytes) -> None:
        taken = 0
        if not self.is_pending:
            taken = self._push(data)
            self.progress_at = time.monotonic()
        if taken < len(data) and not self.is_gone:
            self.spool.append(memoryview(data)[taken:])

    def flush(self) -> None:
        """Send what the socket takes of the spooled bytes."""
        with self.changed:
            taken = self._push(self.spool.peek())
            self.spool.drop(taken)
            if taken:
                self.progress_at = time.monotonic()
            self.changed.notify_all()

    def abandon(self) -> None:
        """Give the client up; a worker that waits for it is woken with :class:`ClientGone`."""
        with self.changed:
            self.is_gone = True
            self.spool.close()
            self.changed.notify_all()

    def _push(self, data: bytes | bytearray) -> int:
        try:
            return self.socket.send(data) if data else 0
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError:
            # Whoever sends next is told; what is spooled has no reader.
            self.is_gone = True
            self.spool.close()
            return 0
