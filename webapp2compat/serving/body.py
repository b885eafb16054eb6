"""Reading the body of one HTTP request into memory or a file, before a worker sees the request.

A connection (`connection.py`) feeds what it receives to a :class:`LengthBody` or a :class:`ChunkedBody` until that says
``is_complete``; bytes beyond the end come back, as they belong to the next request.
"""

from __future__ import annotations

import io
import re
import tempfile
from typing import IO

from .limits import Limits
from .parse import ILLEGAL, Refusal

_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?")
_TRAILER = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n]*")
#: The longest line of chunk framing, and how much of it and of trailers there may be on top of the size of the body.
_LINE_BYTES = 1024
_FRAMING_BYTES = 16 * 1024


class Body:
    """Received bytes, in memory while they are few."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.file: IO[bytes] = io.BytesIO()
        self.size = 0
        self.is_complete = False

    def feed(self, data: bytes) -> bytes:
        """Take what belongs to this body; the rest is returned."""
        raise NotImplementedError

    def store(self, data: bytes) -> None:
        """Append decoded bytes."""
        before, self.size = self.size, self.size + len(data)
        if before <= self.limits.memory_bytes < self.size:
            self._move_to_disk()
        self.file.write(data)

    def _move_to_disk(self) -> None:
        memory, self.file = self.file, tempfile.TemporaryFile()  # noqa: SIM115  # it lives as long as the request
        memory.seek(0)
        self.file.write(memory.read())

    def rewound(self) -> IO[bytes]:
        """Answer with the file of the whole body, at its beginning."""
        self.file.seek(0)
        return self.file


class LengthBody(Body):
    """A body whose length the head declared."""

    def __init__(self, length: int, limits: Limits) -> None:
        super().__init__(limits)
        self.left = length
        self.is_complete = length == 0

    def feed(self, data: bytes) -> bytes:
        """Take the declared number of bytes."""
        mine = data[: self.left]
        self.store(mine)
        self.left -= len(mine)
        self.is_complete = self.left == 0
        return data[len(mine) :]


class ChunkedBody(Body):
    """A body that comes in chunks, each with its size before it."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.buffer = b""
        #: How much of the buffer has been decoded.
        self.at = 0
        self.step = self._read_size
        self.chunk_left = 0
        self.framing_bytes = 0

    def feed(self, data: bytes) -> bytes:
        """Decode as many chunks as have arrived."""
        self.buffer, self.at = self.buffer[self.at :] + data, 0
        while not self.is_complete and self.step():
            pass
        if not self.is_complete:
            return b""
        rest, self.buffer = self.buffer[self.at :], b""
        return rest

    def _take_line(self) -> bytes | None:
        end = self.buffer.find(b"\r\n", self.at, self.at + _LINE_BYTES + 2)
        line = self.buffer[self.at : end + 2 if end >= 0 else self.at + _LINE_BYTES + 1]
        if ILLEGAL.search(line) or (end < 0 and len(line) > _LINE_BYTES):
            raise Refusal(400, "The chunked body is malformed.")
        if end < 0:
            return None
        self.at = end + 2
        self.framing_bytes += len(line)
        # Tiny chunks cost more to decode than to send.
        if self.framing_bytes > _FRAMING_BYTES + self.size:
            raise Refusal(400, "The chunked body is more framing than body.")
        return line[:-2]

    def _read_size(self) -> bool:
        line = self._take_line()
        if line is None:
            return False
        match = _CHUNK_SIZE.fullmatch(line)
        if match is None:
            raise Refusal(400, "A chunk of the body has no valid size.")
        self.chunk_left = int(match[1], 16)
        if self.size + self.chunk_left > self.limits.body_bytes:
            raise Refusal(413, f"The body is larger than {self.limits.body_bytes} bytes.")
        self.step = self._read_data if self.chunk_left else self._read_trailer
        return True

    def _read_data(self) -> bool:
        mine = self.buffer[self.at : self.at + self.chunk_left]
        self.store(mine)
        self.at += len(mine)
        self.chunk_left -= len(mine)
        if self.chunk_left == 0:
            self.step = self._read_end_of_data
        return self.at < len(self.buffer)

    def _read_end_of_data(self) -> bool:
        end = self.buffer[self.at : self.at + 2]
        if not b"\r\n".startswith(end):
            raise Refusal(400, "A chunk of the body is longer than its size.")
        if len(end) < 2:
            return False
        self.at += 2
        self.step = self._read_size
        return True

    def _read_trailer(self) -> bool:
        line = self._take_line()
        if line is None:
            return False
        if line and _TRAILER.fullmatch(line) is None:
            raise Refusal(400, "The trailer of the chunked body is malformed.")
        self.is_complete = line == b""
        return True
