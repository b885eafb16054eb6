"""Accepting connections, as long as there is room for them."""

from __future__ import annotations

import logging
import selectors
import socket
from collections.abc import Callable
from typing import Any

_log = logging.getLogger("webapp2compat.serving")
_AT_ONCE = 64


class Acceptor:
    """A listening socket in the selector of a front (`front.py`), or out of it while there is no room."""

    def __init__(
        self,
        listener: socket.socket,
        selector: selectors.BaseSelector,
        take_in: Callable[[socket.socket, Any], None],  # Any: the form of an address depends on the family
        has_room: Callable[[], bool],
    ) -> None:
        self.listener, self.selector, self.take_in, self.has_room = listener, selector, take_in, has_room
        self.is_accepting = False

    def accept_if_possible(self) -> None:
        """Begin to accept connections, or pause; the backlog of the socket holds those who come meanwhile."""
        if self.has_room() == self.is_accepting:
            return
        if self.is_accepting:
            self.pause()
        else:
            self.is_accepting = True
            self.selector.register(self.listener, selectors.EVENT_READ, self._accept)

    def pause(self) -> None:
        """Accept no connections until :meth:`accept_if_possible` is called."""
        if self.is_accepting:
            self.is_accepting = False
            self.selector.unregister(self.listener)

    def _accept(self, events: int) -> None:
        for _ in range(_AT_ONCE):
            if not self.has_room():
                break
            try:
                sock, address = self.listener.accept()
            except (BlockingIOError, ConnectionAbortedError):
                break
            except OSError as error:
                # Out of file descriptors: those in use come back, so the front tries again at its next sweep.
                _log.error("A connection could not be accepted: %s.", error)
                self.pause()
                return
            self.take_in(sock, address)
        self.accept_if_possible()
