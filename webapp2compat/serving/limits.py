"""How much, and for how long: the limits that a server keeps towards its clients.

One frozen table, read by the front (`front.py`), the parser (`parse.py`), the workers (`paste.py`) and the adapters of
other servers. Sizes are bytes, times are seconds.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The limits of one server; the defaults are what ``serve`` promises."""

    head_bytes: int = 32 * 1024
    target_bytes: int = 16 * 1024
    header_count: int = 100
    body_bytes: int = 32 * 1024 * 1024
    #: A request body or response waiting for its client stays in memory up to this size, then goes to an unnamed file.
    memory_bytes: int = 256 * 1024
    #: A response may be this far ahead of its client before its worker has to wait.
    spool_bytes: int = 1024 * 1024
    #: The same for a worker that has no substitute while it waits.
    disk_bytes: int = 32 * 1024 * 1024

    head_seconds: float = 5
    body_seconds: float = 20
    #: On top of ``body_seconds`` a body may take as long as this many bytes a second need.
    body_rate: int = 64 * 1024
    idle_seconds: float = 10
    io_seconds: float = 10
    linger_seconds: float = 2
    drain_seconds: float = 8
    sweep_seconds: float = 0.5

    backlog: int = 512
    connections: int = 1000
    queued_requests: int = 400
    workers: int = 10
    #: So many workers may wait for their clients, each with a substitute for it.
    substitutes: int = 100
    hung_seconds: int = 30
    kill_seconds: int = 60
