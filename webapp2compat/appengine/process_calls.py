"""Calls from one process of an application to another: one end answers with functions, the other asks for them by name.

`service_process.py` and `service_worker.py` are the two ends; each answers the other. Both are this machine's, and
prove to one another that they know a key.
"""

from __future__ import annotations

import contextvars
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from typing import Any

BACKLOG = 128
PATIENCE = 5  # seconds


class RemoteError(RuntimeError):
    """Raised where something that was asked of another process has failed there; its text is the traceback.

    .. versionadded:: 1.0
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return f"In the service's own process:\n{self.text}"


class Answering:
    """The end that answers, each thread that asks in a thread of its own.

    :param functions: What can be asked for, by name. Each call has a context of its own.
    :param key: What whoever asks has to know.
    :param passed_on: The exceptions that are raised again at the other end; any other is a :class:`RemoteError` there.
    """

    def __init__(
        self, functions: dict[str, Callable[..., Any]], key: bytes, *passed_on: type[Exception]
    ) -> None:  # Any: whatever a function takes and returns
        self._functions, self._key, self._passed_on = functions, key, passed_on
        self._listener = Listener(backlog=BACKLOG, authkey=key)
        self._is_closed = False
        #: Where to ask.
        self.address = self._listener.address
        self._thread = threading.Thread(target=self._accept, name="process calls", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Answer nobody from now on."""
        self._is_closed = True
        with suppress(OSError):
            # It waits for somebody to come.
            Client(self.address, authkey=self._key).close()
        self._thread.join(PATIENCE)

    def _accept(self) -> None:
        while not self._is_closed:
            # Who does not know the key, or left meanwhile, gets no answer.
            with suppress(AuthenticationError, EOFError, OSError):
                connection = self._listener.accept()
                threading.Thread(target=self._serve, args=[connection], name="process call", daemon=True).start()
        self._listener.close()

    def _serve(self, connection: Connection) -> None:
        # The other thread, or its process, ends at any time.
        with connection, suppress(EOFError, OSError):
            while True:
                name, *values = connection.recv()
                connection.send(contextvars.Context().run(self._outcome, name, values))

    def _outcome(self, name: str, values: list[Any]) -> tuple[bool, Any]:
        try:
            return True, self._functions[name](*values)
        except self._passed_on as error:
            return False, error
        except BaseException:
            # SystemExit and App Engine's DeadlineExceededError too, which are none of Exception: they end this call.
            return False, RemoteError(traceback.format_exc())


class Asking:
    """The end that asks: ``ask("name", value)``, from any thread.

    :param address: The address of the :class:`Answering` end.
    :param key: Its key.
    """

    def __init__(self, address: Any, key: bytes) -> None:  # Any: a path or a host and port, by the system
        self._address, self._key = address, key
        # A connection for each thread; it is closed when the thread ends.
        self._own = threading.local()

    def __call__(self, name: str, *values: Any) -> Any:
        """Ask for a function's answer.

        :raises RemoteError: If it failed there.
        :raises EOFError, OSError: If the other process is gone.
        """
        if not hasattr(self._own, "connection"):
            self._own.connection = Client(self._address, authkey=self._key)
        self._own.connection.send((name, *values))
        is_answer, outcome = self._own.connection.recv()
        if not is_answer:
            raise outcome
        return outcome
