import socket
import threading

import pytest

from webapp2compat.serving.limits import Limits
from webapp2compat.serving.outgoing import ClientGone, Outgoing, Spool

LIMITS = Limits(memory_bytes=1000, spool_bytes=500_000)


@pytest.fixture
def pair():
    """Two connected sockets: the server's, which does not block, and the client's."""
    server, client = socket.socketpair()
    server.setblocking(False)
    yield server, client
    server.close()
    client.close()


@pytest.fixture
def flushes():
    """The list that counts how often a flush was asked for."""
    return []


@pytest.fixture
def outgoing(pair, flushes):
    """The sending side of the pair."""
    outgoing = Outgoing(pair[0], lambda: flushes.append(1), LIMITS)
    yield outgoing
    outgoing.abandon()


@pytest.fixture
def drain(pair, outgoing):
    """Read the given number of bytes as the client, flushing as the front does."""

    def drain(count):
        received = b""
        while len(received) < count:
            outgoing.flush()
            received += pair[1].recv(min(65536, count - len(received)))
        return received

    return drain


def test_what_the_socket_takes_is_sent_at_once(pair, outgoing, flushes):
    outgoing.send(b"abc")

    assert pair[1].recv(10) == b"abc"
    assert (outgoing.is_pending, flushes) == (False, [])


def test_a_slow_client_gets_everything_in_order(outgoing, flushes, drain):
    parts = [bytes([65 + number]) * 100_000 for number in range(5)]

    for part in parts:
        outgoing.send(part)

    assert (outgoing.is_pending, flushes) == (True, [1])
    assert drain(500_000) == b"".join(parts)
    assert not outgoing.is_pending


def test_a_worker_waits_for_a_client_that_is_far_behind(outgoing, drain):
    outgoing.send(b"x" * 800_000)
    worker = threading.Thread(target=outgoing.send, args=[b"y"])
    worker.start()

    assert drain(800_001).endswith(b"xy")
    worker.join(5)


def test_a_waiting_worker_is_told_that_the_client_is_gone(outgoing):
    outgoing.send(b"x" * 800_000)
    timer = threading.Timer(0.05, outgoing.abandon)
    timer.start()

    with pytest.raises(ClientGone):
        outgoing.send(b"y")
    timer.join()


def test_a_client_that_closed_is_noticed(pair, outgoing, flushes):
    pair[1].close()

    outgoing.send(b"lost")

    assert (outgoing.is_gone, outgoing.is_pending, flushes) == (True, False, [])
    with pytest.raises(ClientGone):
        outgoing.send(b"more")


def test_a_client_that_closes_loses_what_is_spooled(pair, outgoing):
    outgoing.send(b"x" * 400_000)
    pair[1].close()

    outgoing.flush()

    assert (outgoing.is_gone, outgoing.is_pending) == (True, False)


def test_a_spool_keeps_order_through_memory_file_and_memory():
    spool = Spool(4)
    taken = []

    spool.append(b"ab")
    spool.append(b"cdef")
    spool.append(b"g")
    taken.append(bytes(spool.peek()))
    spool.drop(2)
    taken.append(bytes(spool.peek()))
    spool.drop(5)
    spool.append(b"hi")
    taken.append(bytes(spool.peek()))

    assert (taken, len(spool)) == ([b"ab", b"cdefg", b"hi"], 2)
    spool.close()
    assert (len(spool), spool.peek()) == (0, b"")
