"""Fixtures that serve an app on Paste from a thread, and talk to it byte by byte."""

import dataclasses
import socket
import threading
from contextlib import closing

import pytest

from webapp2compat.serving.limits import Limits
from webapp2compat.serving.listening import listen
from webapp2compat.serving.paste import Server

QUICK = Limits(workers=2, sweep_seconds=0.02)


@pytest.fixture
def limits():
    """Make limits: ``limits(head_seconds=1)``; the rest is quick."""

    def make(**changes):
        return dataclasses.replace(QUICK, **changes)

    return make


@pytest.fixture
def serving(limits):
    """Serve an app from a thread: ``serving(app, **limits)`` answers with the server."""
    running = []

    def start(app, kills_hung_workers=True, **changes):
        listener = listen("127.0.0.1", 0, 16)
        server = Server(app, listener, limits=limits(**changes), kills_hung_workers=kills_hung_workers)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        running.append((server, thread))
        return server

    yield start
    for server, thread in running:
        server.stop()
        server.stop()
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture
def connect(serving):
    """Open a connection to a server: ``connect(server)``."""
    opened = []

    def connect(server):
        opened.append(socket.create_connection(server.server_address, 10))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture
def read_all():
    """Read until the server closes the connection."""

    def read(connection):
        return b"".join(iter(lambda: connection.recv(65536), b""))

    return read


@pytest.fixture
def ask(connect, read_all):
    """Send bytes to a server and read all that it answers: ``ask(server, b"GET ...")``."""

    def ask(server, data):
        with closing(connect(server)) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            return read_all(connection)

    return ask


@pytest.fixture
def get(ask):
    """Send one GET request to a server; answer with the status line, the header lines and the body."""

    def get(server, path="/", method="GET", version="1.1", headers=""):
        head = f"{method} {path} HTTP/{version}\r\nHost: a\r\nConnection: close\r\n{headers}\r\n"
        head, _, body = ask(server, head.encode("latin-1")).partition(b"\r\n\r\n")
        status, *fields = head.decode("latin-1").split("\r\n")
        return status, fields, body

    return get


@pytest.fixture
def wait_until():
    """Wait for what another thread does: ``wait_until(condition)``."""

    def wait_until(condition):
        clock = threading.Event()
        for _ in range(1000):
            if condition():
                return
            clock.wait(0.01)
        raise AssertionError("It did not happen within ten seconds.")

    return wait_until
