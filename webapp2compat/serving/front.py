"""The front of a server: one thread that holds every connection, so that a worker only ever sees whole requests.

:meth:`Front.run` waits for sockets, lets connections (`connection.py`) collect their requests, hands complete ones over
to a worker pool (`paste.py`), and sends what slow clients have not yet read. It knows nothing of WSGI or of Paste.
"""

from __future__ import annotations

import contextlib
import logging
import selectors
import socket
import time
from collections.abc import Callable
from functools import partial

from .acceptor import Acceptor
from .connection import Connection, State
from .limits import Limits
from .mailbox import Mailbox
from .outgoing import ClientGone
from .parse import Refusal
from .refusals import refusal_page

_log = logging.getLogger("webapp2compat.serving")
_READ, _WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Front:
    """The connections of one listening socket."""

    def __init__(
        self,
        listener: socket.socket,
        hand_over: Callable[[Connection], bool],
        limits: Limits,
        on_sweep: Callable[[], None] = lambda: None,
    ) -> None:
        """``hand_over`` gives a whole request to a worker, or answers ``False`` if the queue is full."""
        self.listener, self.hand_over, self.limits, self.on_sweep = listener, hand_over, limits, on_sweep
        self.connections: set[Connection] = set()
        self.selector = selectors.DefaultSelector()
        self.acceptor = Acceptor(listener, self.selector, self._take_in, self._has_room)
        self.mailbox = Mailbox()
        self.is_stopping = False
        self.swept_at = 0.0
        self.drained_at = float("inf")
        listener.setblocking(False)
        self.selector.register(self.mailbox.reader, _READ, self.mailbox.make_calls)

    # What other threads may call.

    def stop(self) -> None:
        """Take no more requests, finish those in flight, then let :meth:`run` return; called again, do not wait."""
        self.mailbox.post(self._stop)

    def release(self, connection: Connection, keep_alive: bool) -> None:
        """Take a connection back from the worker that has answered its request."""
        self.mailbox.post(partial(self._guard, connection, partial(self._take_back, connection, keep_alive)))

    def watch(self, connection: Connection) -> None:
        """Flush what a worker could not send."""
        self.mailbox.post(partial(self._guard, connection, partial(self._expect, connection, _WRITE)))

    # The loop.

    def run(self) -> None:
        """Serve until :meth:`stop` is called and the requests in flight are answered."""
        self.acceptor.accept_if_possible()
        try:
            while not self._is_done():
                for key, events in self.selector.select(self.limits.sweep_seconds):
                    key.data(events)
                if time.monotonic() - self.swept_at >= self.limits.sweep_seconds:
                    self._sweep()
        finally:
            self._close_all()

    def _is_done(self) -> bool:
        if not self.is_stopping:
            return False
        unfinished = sum(each.state in (State.WORKING, State.FLUSHING) for each in self.connections)
        if unfinished and time.monotonic() >= self.drained_at:
            _log.warning("The server stopped before %d requests were finished.", unfinished)
            return True
        return not unfinished

    def _sweep(self) -> None:
        """End what has taken too long, and accept again after a pause."""
        self.swept_at = time.monotonic()
        for connection in [each for each in self.connections if each.deadline() <= self.swept_at]:
            self._expire(connection)
        self.acceptor.accept_if_possible()
        # A hung worker that was ended just when it was about to wake this thread has not.
        self.mailbox.make_calls()
        self.on_sweep()

    def _expire(self, connection: Connection) -> None:
        if connection.state is State.READING and not connection.is_idle:
            self._refuse(connection, Refusal(408, "The request did not arrive in time."))
        elif connection.state is State.WORKING:
            connection.outgoing.abandon()
            self._expect(connection, 0)
        else:
            self._close(connection)

    # Accepting and closing.

    def _has_room(self) -> bool:
        if self.is_stopping:
            return False
        return len(self.connections) < self.limits.connections or any(each.is_spare for each in self.connections)

    def _take_in(self, sock: socket.socket, address: tuple[str, int]) -> None:
        if len(self.connections) >= self.limits.connections:
            spare = (each for each in self.connections if each.is_spare)
            self._close(min(spare, key=lambda each: each.since))
        sock.setblocking(False)
        with contextlib.suppress(OSError):  # macOS: gone already, as the first read will tell.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(sock, address, self.watch, self.limits)
        self.connections.add(connection)
        self._expect(connection, _READ)

    def _expect(self, connection: Connection, events: int) -> None:
        """Have the selector report ``events`` of a connection from now on."""
        if events == connection.events:
            return
        if connection.events:
            self.selector.unregister(connection.socket)
        if events:
            self.selector.register(connection.socket, events, partial(self._serve_guarded, connection))
        connection.events = events

    def _close(self, connection: Connection) -> None:
        self._expect(connection, 0)
        connection.outgoing.abandon()
        connection.socket.close()
        if connection.state is not State.WORKING:
            connection.drop_body()
        self.connections.discard(connection)
        if not self.acceptor.is_accepting:
            self.acceptor.accept_if_possible()

    def _stop(self) -> None:
        if self.is_stopping:
            self.drained_at = 0.0
            return
        self.is_stopping = True
        self.drained_at = time.monotonic() + self.limits.drain_seconds
        self.acceptor.pause()
        self.listener.close()
        for connection in [each for each in self.connections if each.state is State.READING]:
            self._close(connection)

    def _close_all(self) -> None:
        self.is_stopping = True
        for connection in list(self.connections):
            self._close(connection)
        self.listener.close()
        self.mailbox.close()
        self.selector.close()

    # One connection.

    def _guard(self, connection: Connection, step: Callable[[], None]) -> None:
        """Have a fault cost the one connection that it happens on."""
        try:
            step()
        except Exception:
            _log.exception("A connection was closed because of a fault of the server.")
            self._close(connection)

    def _serve_guarded(self, connection: Connection, events: int) -> None:
        self._guard(connection, partial(self._serve, connection, events))

    def _serve(self, connection: Connection, events: int) -> None:
        # What was ready when select() returned need not be what is waited for by now.
        events &= connection.events
        if not events:
            return
        if events & _WRITE:
            self._flush(connection)
        elif connection.state is State.LINGERING:
            self._linger(connection)
        elif connection.state is State.WORKING:
            # More than the request, or its end: it waits until the answer is out.
            self._expect(connection, 0)
        else:
            self._read(connection)

    def _read(self, connection: Connection) -> None:
        data = connection.receive()
        if data:
            self._feed(connection, data)
        elif data == b"" and connection.is_idle:
            self._close(connection)
        elif data == b"":
            self._refuse(connection, Refusal(400, "The request ends too early."))

    def _feed(self, connection: Connection, data: bytes) -> None:
        had_head = connection.head is not None
        try:
            is_complete = connection.feed(data)
        except Refusal as refusal:
            self._refuse(connection, refusal)
            return
        if is_complete:
            self._dispatch(connection)
        elif connection.head is not None and not had_head and connection.head.expects_continue:
            connection.outgoing.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _dispatch(self, connection: Connection) -> None:
        connection.state = State.WORKING
        if not self.hand_over(connection):
            self._refuse(connection, Refusal(503, "The server is busy."))

    def _refuse(self, connection: Connection, refusal: Refusal) -> None:
        is_head = connection.head is not None and connection.head.method == "HEAD"
        with contextlib.suppress(ClientGone):
            connection.outgoing.send(refusal_page(refusal, with_body=not is_head))
        self._release(connection, keep_alive=False)

    def _take_back(self, connection: Connection, keep_alive: bool) -> None:
        # A worker that is ended at the wrong moment gives its connection back twice.
        if connection.state is State.WORKING:
            self._release(connection, keep_alive)

    def _release(self, connection: Connection, keep_alive: bool) -> None:
        """Go on after a response: flush the rest of it, then wait for the next request or for the client to close."""
        connection.drop_body()
        connection.is_kept_alive = keep_alive and not self.is_stopping
        if connection.outgoing.is_gone:
            self._close(connection)
        elif connection.outgoing.is_pending:
            connection.state = State.FLUSHING
            self._expect(connection, _WRITE)
        elif connection.is_kept_alive:
            self._next_request(connection)
        else:
            self._begin_lingering(connection)

    def _next_request(self, connection: Connection) -> None:
        connection.state = State.READING
        connection.begin_request()
        self._expect(connection, _READ)
        if connection.buffer:
            self._feed(connection, b"")
        if not self.acceptor.is_accepting:
            self.acceptor.accept_if_possible()

    def _flush(self, connection: Connection) -> None:
        connection.outgoing.flush()
        if connection.outgoing.is_pending:
            return
        if connection.state is State.FLUSHING:
            self._release(connection, connection.is_kept_alive)
        else:
            self._expect(connection, 0 if connection.state is State.WORKING else _READ)

    def _begin_lingering(self, connection: Connection) -> None:
        # Closing at once would reset the connection, and with it the response, if the client has sent more than needed.
        connection.state = State.LINGERING
        connection.since = time.monotonic()
        with contextlib.suppress(OSError):  # Gone already, as the next read will tell.
            connection.socket.shutdown(socket.SHUT_WR)
        self._expect(connection, _READ)

    def _linger(self, connection: Connection) -> None:
        if connection.receive() == b"":
            self._close(connection)
