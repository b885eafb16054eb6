import socket
import time

import pytest

from webapp2compat.serving.connection import Connection, State
from webapp2compat.serving.limits import Limits

LIMITS = Limits(head_seconds=5, body_seconds=20, body_rate=1, idle_seconds=10, linger_seconds=2, io_seconds=7)
HEAD = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"


@pytest.fixture
def connection(monkeypatch):
    """A connection that was opened at time 0."""
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)
    server, client = socket.socketpair()
    server.setblocking(False)
    connection = Connection(server, ("10.0.0.1", 5), lambda connection: None, LIMITS)
    yield connection
    connection.outgoing.abandon()
    server.close()
    client.close()


def test_a_request_is_complete_with_its_body(connection):
    assert [connection.feed(HEAD), connection.feed(b"abc"), connection.feed(b"deGET")] == [False, False, True]
    assert (connection.input.read(), connection.buffer) == (b"abcde", b"GET")


def test_a_request_without_a_body_has_an_empty_input(connection):
    assert connection.feed(b"GET / HTTP/1.0\r\n\r\n")
    assert connection.input.read() == b""


@pytest.mark.parametrize(
    ("received", "deadline"),
    [(b"", 5), (b"\r\n", 5), (b"POST /", 5), (HEAD, 20), (HEAD + b"abc", 23), (HEAD + b"abcde", 25)],
)
def test_what_is_awaited_has_a_deadline(connection, received, deadline):
    connection.feed(received)

    assert connection.deadline() == deadline


def test_a_kept_connection_may_idle_until_the_next_request_begins(connection, monkeypatch):
    connection.is_kept_alive = True
    idle = connection.deadline()
    monkeypatch.setattr(time, "monotonic", lambda: 9.0)
    connection.feed(b"G")

    assert (idle, connection.deadline()) == (10, 14)


def test_blank_lines_do_not_prolong_the_wait(connection, monkeypatch):
    connection.feed(b"\r\n")
    monkeypatch.setattr(time, "monotonic", lambda: 4.0)
    connection.feed(b"\r\n")

    assert connection.deadline() == 5


def test_a_worker_has_no_deadline_here(connection):
    connection.state = State.WORKING

    assert connection.deadline() == float("inf")


def test_a_lingering_client_has_a_deadline(connection):
    connection.state = State.LINGERING

    assert connection.deadline() == 2


def test_a_reader_has_to_read_on(connection, monkeypatch):
    monkeypatch.setattr(time, "monotonic", lambda: 3.0)
    connection.state = State.WORKING
    connection.outgoing.send(b"x" * 1_000_000)

    assert connection.deadline() == 10
