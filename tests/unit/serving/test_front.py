import errno
import selectors
import socket
import tempfile
import threading

import pytest

from webapp2compat.serving.connection import State

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"


def hello(environ, start_response):
    start_response("200 OK", [("Content-Length", "5")])
    return [environ["wsgi.input"].read() or b"hello"]


def big(environ, start_response):
    start_response("200 OK", [("Content-Length", "12000000")])
    return iter([b"x" * 1_000_000] * 12)


@pytest.fixture
def read_answer():
    """Read one response with a body of five bytes."""

    def read(connection):
        received = b""
        while not received.partition(b"\r\n\r\n")[2][4:]:
            received += connection.recv(65536)
        return received

    return read


def test_a_connection_serves_many_requests(serving, connect, read_answer):
    connection = connect(serving(hello))

    connection.sendall(GET)
    answers = [read_answer(connection)]
    connection.sendall(GET)
    answers.append(read_answer(connection))

    assert [answer.partition(b"\r\n\r\n")[2] for answer in answers] == [b"hello", b"hello"]


def test_pipelined_requests_are_answered_in_turn(serving, ask):
    assert ask(serving(hello), GET * 3).count(b"HTTP/1.1 200 OK") == 3


def test_a_request_may_come_byte_by_byte(serving, connect, read_answer):
    connection = connect(serving(hello))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    for byte in b"\r\n" + POST + b"\r\nabcde":
        connection.send(bytes([byte]))

    assert read_answer(connection).endswith(b"abcde")


def test_a_client_that_expects_it_is_told_to_continue(serving, connect, read_answer):
    connection = connect(serving(hello))

    connection.sendall(POST + b"Expect: 100-continue\r\n\r\n")
    interim = connection.recv(100)
    connection.sendall(b"abcde")

    assert interim == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert read_answer(connection).endswith(b"abcde")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x16\x03\x01", 400),
        (b"GET / HTTP/1.1\n", 400),
        (b"GET / HTTP/1.1\rHost", 400),
        (b"GET /" + b"a" * 20_000, 414),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 40_000, 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 40_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (POST + b"\r\nabc", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    ],
)
def test_what_is_no_request_is_refused_without_the_app(serving, ask, data, code):
    answer = ask(serving(hello), data)

    assert answer.startswith(b"HTTP/1.1 %d " % code)
    assert b"\r\nConnection: close\r\n" in answer


def test_a_refused_head_request_gets_no_body(serving, ask):
    answer = ask(serving(hello), b"HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\na")

    assert answer.endswith(b"\r\n\r\n")


def test_a_client_that_says_nothing_gets_nothing(serving, ask):
    assert ask(serving(hello), b"") == b""


@pytest.mark.parametrize("data", [b"GET / HT", POST + b"\r\na"])
def test_a_slow_request_is_a_408(serving, connect, read_all, data):
    connection = connect(serving(hello, head_seconds=0.3, body_seconds=0.3))

    connection.sendall(data)

    assert read_all(connection).startswith(b"HTTP/1.1 408 Request Timeout\r\n")


def test_a_blank_line_after_a_body_is_no_request_that_is_late(serving, connect, read_all):
    connection = connect(serving(hello, head_seconds=0.05, idle_seconds=0.05))

    connection.sendall(POST + b"\r\nabcde\r\n")

    assert read_all(connection).endswith(b"\r\n\r\nabcde")


@pytest.mark.parametrize("data", [POST + b"\r\nabcde\r\n", POST + b"\r\nabcde\r"])
def test_a_blank_line_before_the_end_is_no_request_that_ends_too_early(serving, ask, data):
    assert ask(serving(hello), data).endswith(b"\r\n\r\nabcde")


def test_an_idle_connection_is_closed(serving, connect, read_all, read_answer):
    server = serving(hello, head_seconds=0.5, idle_seconds=0.05)
    silent, idle = connect(server), connect(server)

    idle.sendall(GET)

    assert read_answer(idle).endswith(b"hello")
    assert (read_all(idle), read_all(silent)) == (b"", b"")


def test_slow_clients_hold_no_worker(serving, connect, read_answer):
    server = serving(hello, workers=1)
    slow = [connect(server) for _ in range(20)]
    for number, connection in enumerate(slow):
        connection.sendall([b"", b"GET / HTTP/1.1\r\nX: ", POST + b"\r\na"][number % 3])

    quick = connect(server)
    quick.sendall(GET)

    assert read_answer(quick).endswith(b"hello")


def test_slow_readers_hold_no_worker(serving, connect, get):
    server = serving(big, workers=1)
    for connection in [connect(server) for _ in range(3)]:
        connection.sendall(GET)

    assert len(get(server)[2]) == 12_000_000


def test_a_reader_that_comes_late_gets_everything(serving, connect, read_all, wait_until):
    server = serving(big, spool_bytes=32_000_000)
    connection = connect(server)
    connection.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    wait_until(lambda: [each.state for each in server.front.connections] == [State.FLUSHING])

    assert len(read_all(connection).partition(b"\r\n\r\n")[2]) == 12_000_000


def test_a_reader_that_says_more_just_when_it_falls_behind_gets_everything(serving, connect, read_all, wait_until):
    server = serving(big)
    connection = connect(server)
    connection.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    wait_until(lambda: [each.events for each in server.front.connections] == [selectors.EVENT_WRITE])
    [held] = server.front.connections

    # What select() reported in the same turn, before the front began to wait for the client to read.
    server.front.mailbox.post(lambda: server.front.selector.get_key(held.socket).data(selectors.EVENT_READ))

    assert len(read_all(connection).partition(b"\r\n\r\n")[2]) == 12_000_000


def test_a_reader_that_stops_is_given_up(serving, connect):
    closed = threading.Event()

    class Endless:
        def __iter__(self):
            return self

        def __next__(self):
            return b"x" * 1_000_000

        def close(self):
            closed.set()

    def app(environ, start_response):
        start_response("200 OK", [])
        return Endless()

    connect(serving(app, io_seconds=0.1, spool_bytes=2_000_000)).sendall(GET)

    assert closed.wait(10)


def test_a_reader_that_stops_after_the_response_is_given_up(serving, connect, wait_until):
    server = serving(big, io_seconds=0.1)
    connect(server).sendall(GET)
    wait_until(lambda: server.front.connections)

    wait_until(lambda: not server.front.connections)


def test_a_client_that_resets_is_forgotten(serving, connect, wait_until):
    server = serving(big)
    for connection in [connect(server) for _ in range(3)]:
        connection.sendall(GET)
        connection.recv(1000)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        connection.close()

    wait_until(lambda: not server.front.connections)


def test_a_client_that_never_closes_is_not_waited_for_long(serving, connect, read_all, wait_until):
    server = serving(hello, linger_seconds=0.05)
    connection = connect(server)
    connection.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    read_all(connection)
    connection.sendall(b"ignored")

    wait_until(lambda: not server.front.connections)


def test_a_client_that_closes_after_the_answer_is_forgotten_at_once(serving, connect, read_all, wait_until):
    server = serving(hello, linger_seconds=60)
    with connect(server) as connection:
        connection.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        read_all(connection)

    wait_until(lambda: not server.front.connections)


def test_a_malformed_request_ends_a_connection_that_was_kept_alive(serving, connect, read_answer, read_all):
    connection = connect(serving(hello, idle_seconds=60))
    connection.sendall(GET)
    read_answer(connection)

    connection.sendall(b"GET\r\n\r\n")

    assert read_all(connection).startswith(b"HTTP/1.1 400 ")


def test_more_connections_than_allowed_wait_for_room(serving, connect, read_answer):
    server = serving(hello, connections=1)
    first, second = connect(server), connect(server)
    second.sendall(GET)
    first.sendall(GET)

    first_answer = read_answer(first)
    first.close()

    assert (first_answer[-5:], read_answer(second)[-5:]) == (b"hello", b"hello")


def test_clients_that_keep_idle_connections_keep_nobody_out(serving, connect, read_answer, wait_until):
    server = serving(hello, connections=2)
    first, second = connect(server), connect(server)
    first.sendall(GET)
    read_answer(first)
    wait_until(lambda: any(each.is_spare for each in server.front.connections))
    second.sendall(GET)
    read_answer(second)

    third = connect(server)
    third.sendall(GET)

    assert read_answer(third).endswith(b"hello")
    assert first.recv(1) == b""
    second.sendall(GET)
    assert read_answer(second).endswith(b"hello")


def test_a_connection_that_becomes_idle_makes_room_at_once(serving, connect, read_answer):
    server = serving(hello, connections=1, sweep_seconds=60)
    first, second = connect(server), connect(server)
    second.sendall(GET)

    first.sendall(GET)

    assert (read_answer(first)[-5:], read_answer(second)[-5:]) == (b"hello", b"hello")


@pytest.fixture
def files(monkeypatch):
    """The temporary files that are made; none is closed for want of anybody who holds it."""
    made, make = [], tempfile.TemporaryFile
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: made.append(make()) or made[-1])
    return made


def test_the_file_of_a_body_is_closed_when_its_client_goes(serving, connect, files, wait_until):
    connection = connect(serving(hello, memory_bytes=2))
    connection.sendall(POST + b"\r\nabc")
    wait_until(lambda: files)

    connection.close()

    wait_until(lambda: files[0].closed)


def test_the_file_of_a_body_is_closed_when_the_request_is_answered(serving, connect, read_answer, files, wait_until):
    connection = connect(serving(hello, memory_bytes=2))

    connection.sendall(POST + b"\r\nabcde")

    assert read_answer(connection).endswith(b"abcde")
    wait_until(lambda: files[0].closed)


def test_the_file_of_a_body_is_closed_when_the_server_stops(serving, connect, files, wait_until):
    server = serving(hello, memory_bytes=2)
    connect(server).sendall(POST + b"\r\nabc")
    wait_until(lambda: files)

    server.stop()

    wait_until(lambda: files[0].closed)


def test_stopping_finishes_what_is_in_flight(serving, connect, read_all):
    started, go_on = threading.Event(), threading.Event()

    def app(environ, start_response):
        started.set()
        go_on.wait(10)
        return hello(environ, start_response)

    server = serving(app)
    idle, busy = connect(server), connect(server)
    busy.sendall(GET)
    started.wait(10)
    server.stop()

    assert read_all(idle) == b""
    go_on.set()
    answer = read_all(busy)
    assert (answer.endswith(b"hello"), b"\r\nConnection: close\r\n" in answer) == (True, True)


def test_stopping_does_not_wait_for_ever(serving, connect, read_all, caplog):
    started, go_on = threading.Event(), threading.Event()

    def app(environ, start_response):
        started.set()
        go_on.wait(10)
        return hello(environ, start_response)

    server = serving(app, drain_seconds=0.05)
    busy = connect(server)
    busy.sendall(GET)
    started.wait(10)
    server.stop()

    assert read_all(busy) == b""
    go_on.set()
    assert "before 1 requests were finished" in caplog.text


def test_posting_to_a_front_that_has_ended_is_no_error(serving, wait_until):
    server = serving(hello)
    server.stop()
    wait_until(lambda: server.front.mailbox.reader.fileno() == -1)

    server.front.release(None, keep_alive=False)


def test_a_worker_that_ended_before_it_woke_the_front_is_noticed(serving, connect, read_answer):
    server = serving(hello)
    server.front.mailbox._is_woken = True
    connection = connect(server)
    connection.sendall(GET)
    read_answer(connection)

    connection.sendall(GET)

    assert read_answer(connection).endswith(b"hello")


def test_a_fault_costs_one_connection(serving, ask, connect, read_all, monkeypatch, caplog):
    server = serving(hello)
    monkeypatch.setattr(server.front, "hand_over", None)

    assert ask(server, GET) == b""
    assert "fault of the server" in caplog.text
    monkeypatch.undo()
    assert b"200 OK" in ask(server, GET)


def test_a_client_that_goes_while_it_is_accepted_is_no_fault_of_the_server(serving, get, monkeypatch):
    def gone(*_):
        raise OSError(errno.EINVAL, "Invalid argument")  # as on macOS

    server = serving(hello)
    monkeypatch.setattr(socket.socket, "setsockopt", gone)

    assert get(server)[2] == get(server)[2] == b"hello"


def test_a_reset_before_a_request_closes_the_connection(serving, connect, wait_until):
    server = serving(hello)
    connection = connect(server)
    wait_until(lambda: server.front.connections)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    connection.close()

    wait_until(lambda: not server.front.connections)


def test_readiness_without_data_is_ignored(serving, connect, read_answer, wait_until):
    server = serving(hello)
    connection = connect(server)
    wait_until(lambda: server.front.connections)
    [held] = server.front.connections

    done = threading.Event()
    server.front.mailbox.post(
        lambda: server.front.selector.get_key(held.socket).data(selectors.EVENT_READ) or done.set()
    )
    done.wait(10)
    connection.sendall(GET)

    assert read_answer(connection).endswith(b"hello")


def test_stopping_while_there_is_no_room(serving, connect, read_all, wait_until):
    server = serving(hello, connections=1)
    connection = connect(server)
    wait_until(lambda: server.front.connections)

    server.stop()

    assert read_all(connection) == b""


def test_a_connection_that_is_given_back_twice_goes_on(serving, connect, read_answer):
    server = serving(hello)
    connection = connect(server)
    connection.sendall(GET)
    read_answer(connection)
    [held] = server.front.connections

    connection.sendall(GET[:20])
    server.front.release(held, keep_alive=True)
    server.front.release(held, keep_alive=False)
    connection.sendall(GET[20:])

    assert read_answer(connection).endswith(b"hello")
