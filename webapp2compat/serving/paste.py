"""Serving on Paste: its server, its thread pool and its WSGI handler, behind a front of our own.

This is the only module that knows Paste. The front (`front.py`) owns the sockets and hands whole requests over to
Paste's pool; a worker there makes a :class:`Handler`, which builds the environ and lets `answer.py` call the app.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from _thread import get_ident
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeAlias

from paste import httpserver

from ..typing import Environ, WSGIApp
from .answer import Answer, run_app
from .connection import Connection
from .front import Front
from .limits import Limits
from .refusals import SERVER_NAME
from .shutdown import ended_by_signals

#: So many workers that hang are substituted until they are ended.
_HUNG_SUBSTITUTES = 5

Listener: TypeAlias = socket.socket


class Crew:
    """Keeps the wanted number of workers of Paste's pool at hand, whatever some of them are waiting for.

    Paste itself would count a worker that waits for a slow client as a busy one, and later end it as a hung one.
    """

    def __init__(self, pool: Any, limits: Limits) -> None:  # Any: Paste has no types
        self.pool, self.limits = pool, limits
        self.lock = threading.Lock()
        self.away = 0
        #: How many workers are to end, as those whose place they took are back.
        self.surplus = 0
        self.substituted: set[int] = set()

    @contextmanager
    def away_waiting(self) -> Iterator[bool]:
        """Let another worker take this one's place while it waits for its client; give whether one does."""
        worker, tracked = threading.current_thread(), self.pool.worker_tracker.get(get_ident(), [0.0, None])
        tracked[0] = float("inf")
        with self.lock:
            self.away += 1
            has_substitute = self.away <= self.limits.substitutes and worker in self.pool.workers
        if has_substitute:
            # What is not in this list is not ended.
            self.pool.workers.remove(worker)
            self.pool.add_worker_thread(message="Substitute for a worker that waits for its client")
        try:
            yield has_substitute
        finally:
            tracked[0] = time.time()
            if has_substitute:
                self.pool.workers.append(worker)
            with self.lock:
                self.away -= 1
                self.surplus += has_substitute

    def end_if_surplus(self) -> None:
        """Have the current worker end after its task if there are more than wanted."""
        with self.lock:
            is_surplus = self.surplus > 0
            self.surplus -= is_surplus
        if is_surplus:
            # Paste's worker looks here after each task whether it is to end.
            self.pool.dying_threads[get_ident()] = (time.time(), threading.current_thread())

    def tend(self) -> None:
        """Substitute workers that hang, and end those that have hung for too long; the front calls it now and then."""
        now = time.time()
        ages = {ident: now - since for ident, (since, _) in list(self.pool.worker_tracker.items())}
        hung = {ident for ident, age in ages.items() if age > self.limits.hung_seconds}
        for ident in sorted(hung - self.substituted)[: _HUNG_SUBSTITUTES - len(self.substituted)]:
            self.substituted.add(ident)
            self.pool.add_worker_thread(message=f"Substitute for worker {ident}, which hangs")
        back = self.substituted - hung
        self.substituted -= back
        with self.lock:
            self.surplus += len(back)
        limit = self.pool.kill_thread_limit
        if limit and any(age > limit for age in ages.values()):
            self.pool.kill_hung_threads()


class Handler(httpserver.WSGIHandler):
    """One request in one worker; ``self.request`` is the :class:`Connection` it came on."""

    def setup(self) -> None:
        """Do nothing: the front has read the request already."""

    def finish(self) -> None:
        """Do nothing: the front closes the connection when the client has the response."""

    def handle(self) -> None:
        """Answer the request."""
        self.wsgi_execute()

    def wsgi_setup(self, environ: Environ | None = None) -> None:
        """Build the environ, by PEP 3333.

        Paste's own decodes PATH_INFO as text and normalises it, so that most non-ASCII, ``//`` and ``%2F`` paths are
        lost. It also sets ``paste.httpserver.proxy.host``, by which a :class:`webapp2.Request` knows that it has to
        mend PATH_INFO; it is missing here, as nothing is to be mended.
        """
        head, body = self.request.head, self.request.body
        self.wsgi_environ = self.server.base_environ.copy()
        self.wsgi_environ.update(
            {
                "REQUEST_METHOD": head.method,
                "PATH_INFO": head.path,
                "QUERY_STRING": head.query,
                "REQUEST_URI": head.target,
                "SERVER_PROTOCOL": "HTTP/1.1" if head.is_http_1_1 else "HTTP/1.0",
                "REMOTE_ADDR": self.request.remote_address,
                "REMOTE_PORT": str(self.request.remote_port),
                "wsgi.input": self.request.input,
                "wsgi.errors": sys.stderr,
            }
        )
        for name, value in head.fields.items():
            self.wsgi_environ[f"HTTP_{name}"] = value
        content_type = self.wsgi_environ.pop("HTTP_CONTENT_TYPE", None)
        if content_type is not None:
            self.wsgi_environ["CONTENT_TYPE"] = content_type
        self.wsgi_environ.pop("HTTP_CONTENT_LENGTH", None)
        # The front has decoded the chunks: to the app the body is one of a known length.
        self.wsgi_environ.pop("HTTP_TRANSFER_ENCODING", None)
        if body is not None or head.length is not None:
            self.wsgi_environ["CONTENT_LENGTH"] = str(body.size if body is not None else 0)

    def wsgi_execute(self, environ: Environ | None = None) -> None:
        """Call the app."""
        self.wsgi_setup(environ)
        # What the pool says of a worker that hangs.
        self.server.thread_pool.worker_tracker[get_ident()][1] = self.wsgi_environ
        answer = Answer(self.request.head, self.request.outgoing, self.server.keeps_alive)
        self.request.is_kept_alive = False
        self.request.outgoing.waiting = self.server.crew.away_waiting
        run_app(self.server.wsgi_application, self.wsgi_environ, answer)
        self.request.is_kept_alive = answer.keeps_alive


class Server(httpserver.WSGIThreadPoolServer):
    """Paste's thread pool server, fed by a :class:`Front`."""

    socket: Listener
    server_name: str
    server_port: int

    def __init__(
        self, app: WSGIApp, listener: Listener, *, kills_hung_workers: bool = True, limits: Limits | None = None
    ) -> None:
        self.listener, self.limits = listener, limits or Limits()
        options = {
            "max_requests": 0,
            "hung_thread_limit": self.limits.hung_seconds,
            "kill_thread_limit": self.limits.kill_seconds if kills_hung_workers else 0,
            "hung_check_period": 0,
            # The crew sees to it.
            "spawn_if_under": 0,
        }
        super().__init__(
            app,
            listener.getsockname()[:2],
            Handler,
            nworkers=self.limits.workers,
            daemon_threads=True,
            threadpool_options=options,
            request_queue_size=self.limits.backlog,
        )
        self._hand_over_quickly()
        self.crew = Crew(self.thread_pool, self.limits)
        self.front = Front(listener, self.hand_over, self.limits, self.crew.tend)
        self.base_environ: Environ = {
            "SCRIPT_NAME": "",
            "SERVER_NAME": self.server_name,
            "SERVER_PORT": str(self.server_port),
            "SERVER_SOFTWARE": SERVER_NAME,
            "GATEWAY_INTERFACE": "CGI/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "paste.httpserver.thread_pool": self.thread_pool,
        }

    def _hand_over_quickly(self) -> None:
        """Give the pool a queue that is written in C; Paste's, in Python, takes a fourth of the time of a request."""
        slow, self.thread_pool.queue = self.thread_pool.queue, SimpleQueue()
        for _ in range(self.limits.workers):
            # Those that wait at the old one look again.
            slow.put(lambda: None)

    def server_bind(self) -> None:
        """Take the socket that listens already in place of Paste's, without asking the network for its name."""
        if self.socket is not self.listener:
            self.socket.close()
        self.socket = self.listener
        self.server_address = self.listener.getsockname()
        self.server_name, self.server_port = self.server_address[:2]

    def server_activate(self) -> None:
        """Do nothing: the socket listens already."""

    def serve_forever(self) -> None:
        """Serve until :meth:`stop` is called."""
        try:
            self.front.run()
        finally:
            # Paste's shutdown() would replace the workers that are still busy; all of them are daemons.
            for _ in range(len(self.thread_pool.workers)):
                self.thread_pool.queue.put(self.thread_pool.SHUTDOWN)

    def stop(self) -> None:
        """Take no more requests and have :meth:`serve_forever` return when those in flight are answered."""
        self.front.stop()

    def keeps_alive(self) -> bool:
        """Whether another request on a connection will be answered."""
        return not self.front.is_stopping

    def hand_over(self, connection: Connection) -> bool:
        """Queue a request for the workers; ``False`` if too many wait already."""
        if self.thread_pool.queue.qsize() >= self.limits.queued_requests:
            return False
        client = (connection.remote_address, connection.remote_port)
        # Not through add_task(): for every task it ends as many idle workers as there are too many just then.
        self.thread_pool.queue.put(partial(self.process_request_in_thread, connection, client))
        return True

    def close_request(self, request: Connection) -> None:
        """Give a connection back to the front; Paste calls it after each request."""
        self.front.release(request, request.is_kept_alive)
        self.crew.end_if_surplus()


def serve(app: WSGIApp, listener: Listener, on_ready: Callable[[], None], *, debug: bool) -> None:
    """Serve ``app`` on Paste until a signal ends the process; call ``on_ready`` when one does so in good order."""
    # A developer may sit in a debugger inside a request for longer than any request may take otherwise.
    server = Server(app, listener, kills_hung_workers=not debug)
    with ended_by_signals(server.stop):
        on_ready()
        server.serve_forever()
