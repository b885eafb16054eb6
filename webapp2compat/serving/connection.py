"""One client's connection: from received bytes to a whole request.

The front (`front.py`) feeds a :class:`Connection` what its socket receives; once :meth:`Connection.feed` says that the
request is complete, it goes to a worker, who answers through :attr:`Connection.outgoing`.
"""

from __future__ import annotations

import enum
import io
import socket
import time
from collections.abc import Callable
from typing import IO

from .body import Body, ChunkedBody, LengthBody
from .limits import Limits
from .outgoing import Outgoing
from .parse import ILLEGAL, Head, Refusal, parse_head

_RECEIVE_BYTES = 64 * 1024
_END = b"\r\n\r\n"


class State(enum.Enum):
    """What a connection is waiting for."""

    READING = "the rest of a request"
    WORKING = "a worker"
    FLUSHING = "the client to read the response"
    LINGERING = "the client to close"


class Connection:
    """A socket, what it has received, and what is to be sent."""

    def __init__(
        self, sock: socket.socket, address: tuple[str, int], watch: Callable[[Connection], None], limits: Limits
    ) -> None:
        self.socket, self.limits = sock, limits
        self.remote_address, self.remote_port = address[:2]
        self.outgoing = Outgoing(sock, lambda: watch(self), limits)
        self.state = State.READING
        #: The selector events that the front has asked for.
        self.events = 0
        self.is_kept_alive = False
        self.begin_request()
        self.buffer = bytearray()

    def begin_request(self) -> None:
        """Forget the request that was answered."""
        self.head: Head | None = None
        self.body: Body | None = None
        self.has_begun = False
        self.scanned = 0
        self.since = time.monotonic()

    @property
    def is_idle(self) -> bool:
        """Whether nothing of a request has arrived."""
        return self.state is State.READING and not self.has_begun

    @property
    def is_spare(self) -> bool:
        """Whether the client has its answers and has asked for nothing since, so that it may be closed for another."""
        return self.is_idle and self.is_kept_alive

    def receive(self) -> bytes | None:
        """Take what has arrived; nothing at the end, and ``None`` if nothing is there yet."""
        try:
            return self.socket.recv(_RECEIVE_BYTES)
        except (BlockingIOError, InterruptedError):
            return None
        except OSError:
            return b""

    def feed(self, data: bytes) -> bool:
        """Take received bytes; whether the request is complete now.

        :raises Refusal: If the request cannot be answered by the app.
        """
        self.buffer += data
        if not self.has_begun:
            self._skip_blank_lines()
        if self.head is None:
            self._find_head()
        if self.body is not None and self.buffer:
            received, self.buffer = bytes(self.buffer), bytearray()
            self.buffer += self.body.feed(received)
        return self.head is not None and (self.body is None or self.body.is_complete)

    @property
    def input(self) -> IO[bytes]:
        """The body of a complete request, at its beginning."""
        return io.BytesIO() if self.body is None else self.body.rewound()

    def drop_body(self) -> None:
        """Close the file that may hold the body; nobody asks for it any more."""
        if self.body is not None:
            self.body.file.close()

    def _skip_blank_lines(self) -> None:
        # RFC 9112 2.2: empty lines before a request line are to be ignored. Old clients send one after a body, so that
        # it begins no request that could be late.
        while self.buffer.startswith(b"\r\n"):
            del self.buffer[:2]
        self.has_begun = bool(self.buffer) and self.buffer != b"\r"
        if self.has_begun:
            self.since = time.monotonic()

    def _find_head(self) -> None:
        end = self.buffer.find(_END, max(0, self.scanned - 3))
        if end < 0:
            self._check_unfinished_head()
            return
        self._check_size(end)
        data = bytes(self.buffer[:end])
        del self.buffer[: end + 4]
        self.head = parse_head(data, self.limits)
        if self.head.is_chunked:
            self.body = ChunkedBody(self.limits)
        elif self.head.length:
            self.body = LengthBody(self.head.length, self.limits)
        self.since = time.monotonic()

    def _check_unfinished_head(self) -> None:
        # A client that does not speak HTTP, or ends its lines wrongly, would otherwise wait for the deadline.
        if ILLEGAL.search(self.buffer, max(0, self.scanned - 1)):
            raise Refusal(400, "The request has control characters or incomplete line ends.")
        self._check_size(len(self.buffer))
        self.scanned = len(self.buffer)

    def _check_size(self, size: int) -> None:
        if size > self.limits.target_bytes and self.buffer.find(b"\r\n", 0, self.limits.target_bytes + 300) < 0:
            raise Refusal(414, f"The address is longer than {self.limits.target_bytes} bytes.")
        if size > self.limits.head_bytes:
            raise Refusal(431, f"The head of the request is larger than {self.limits.head_bytes} bytes.")

    def deadline(self) -> float:
        """When the front is to give up what the connection waits for."""
        if self.outgoing.is_pending:
            return self.outgoing.progress_at + self.limits.io_seconds
        if self.state is State.LINGERING:
            return self.since + self.limits.linger_seconds
        if self.state is not State.READING:
            return float("inf")
        if self.is_kept_alive and not self.has_begun:
            return self.since + self.limits.idle_seconds
        if self.body is None:
            return self.since + self.limits.head_seconds
        return self.since + self.limits.body_seconds + self.body.size / self.limits.body_rate
