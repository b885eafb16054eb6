import os
import signal
import threading
import time
from urllib.parse import unquote

import pytest

import webapp2
from webapp2compat.serving import paste
from webapp2compat.serving.limits import Limits
from webapp2compat.serving.listening import listen

OK = "HTTP/1.1 200 OK"


def echo(environ, start_response):
    """Answer with the environ, or with the body of a request that has one."""
    body = environ["wsgi.input"].read()
    text = body or repr({name: value for name, value in environ.items() if isinstance(value, str)}).encode("utf-8")
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [text]


@pytest.fixture
def environ(serving, get):
    """Answer with the environ that a request arrives in."""

    def environ(path="/", **request):
        return eval(get(serving(echo), path, **request)[2].decode("utf-8"))

    return environ


def test_the_environ_is_that_of_pep_3333(environ):
    found = environ("/a?b=c", headers="Content-Type: x/y\r\nX-A: 1\r\nContent-Length: 0\r\n")

    assert (found["REQUEST_METHOD"], found["PATH_INFO"], found["QUERY_STRING"]) == ("GET", "/a", "b=c")
    assert (found["SCRIPT_NAME"], found["SERVER_NAME"], found["SERVER_PROTOCOL"]) == ("", "127.0.0.1", "HTTP/1.1")
    assert (found["CONTENT_TYPE"], found["CONTENT_LENGTH"], found["HTTP_X_A"]) == ("x/y", "0", "1")
    assert (found["HTTP_HOST"], found["REMOTE_ADDR"], found["REQUEST_URI"]) == ("a", "127.0.0.1", "/a?b=c")
    assert not {"HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH", "paste.httpserver.proxy.host"} & set(found)


@pytest.mark.parametrize(
    ("path", "path_info"),
    [("/caf%C3%A9", "/café"), ("/%E2%82%AC", "/€"), ("//a//b", "//a//b"), ("/a%2Fb", "/a/b"), ("/a/../b", "/a/../b")],
)
def test_every_path_reaches_the_app_as_sent(serving, get, path, path_info):
    class Path(webapp2.RequestHandler):
        def get(self):
            self.response.write(self.request.path)

    app = webapp2.WSGIApplication([("/.*", Path)])

    assert unquote(get(serving(app), path)[2].decode("utf-8")) == path_info


def test_undecodable_paths_arrive_as_bytes(environ):
    assert environ("/%ff")["PATH_INFO"] == "/\xff"


def test_http_1_0_needs_no_host(serving, ask):
    assert ask(serving(echo), b"GET / HTTP/1.0\r\n\r\n").startswith(OK.encode())


@pytest.mark.parametrize(
    "request_",
    [
        b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
        b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    ],
)
def test_bodies_arrive_whole(serving, ask, request_):
    assert ask(serving(echo), request_).endswith(b"\r\n\r\nhello")


def test_a_chunked_body_has_a_length_in_the_environ(serving, ask):
    def app(environ, start_response):
        start_response("200 OK", [])
        return [environ["CONTENT_LENGTH"].encode(), b" ", str("HTTP_TRANSFER_ENCODING" in environ).encode()]

    head = b"POST / HTTP/1.0\r\nHost: a\r\nConnection: close\r\n"
    head = head.replace(b"1.0", b"1.1") + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    assert b"3" in ask(serving(app), head).split(b"\r\n\r\n", 1)[1]


def test_sys_exit_in_the_app_ends_one_request_only(serving, get, caplog):
    def app(environ, start_response):
        if environ["PATH_INFO"] == "/exit":
            raise SystemExit(3)
        return echo(environ, start_response)

    server = serving(app)

    assert get(server, "/exit")[0] == "HTTP/1.1 500 Internal Server Error"
    assert get(server)[0] == OK


def test_a_full_queue_is_a_503(serving, connect, read_all):
    server = serving(echo, queued_requests=0)
    connection = connect(server)
    connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")

    answer = read_all(connection)

    assert answer.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert b"\r\nRetry-After: 1\r\n" in answer


def test_a_worker_that_hangs_is_ended(serving, get, caplog):
    def app(environ, start_response):
        while environ["PATH_INFO"] == "/hang":
            time.sleep(0.01)
        return echo(environ, start_response)

    server = serving(app, workers=1, hung_seconds=0, kill_seconds=0.5)

    assert get(server, "/hang")[0] == "HTTP/1.1 500 Internal Server Error"
    assert get(server)[0] == OK


def test_workers_that_wait_for_their_clients_are_substituted(serving, connect, get, wait_until):
    def app(environ, start_response):
        start_response("200 OK", [])
        return iter([b"x" * 1_000_000] * (12 if environ["PATH_INFO"] == "/big" else 1))

    server = serving(app, workers=1, substitutes=2)
    slow = [connect(server) for _ in range(2)]
    for connection in slow:
        connection.sendall(b"GET /big HTTP/1.0\r\n\r\n")
    wait_until(lambda: server.crew.away == 2)

    assert get(server)[0] == OK
    assert [since for since, _ in server.thread_pool.worker_tracker.values()].count(float("inf")) == 2
    for connection in slow:
        connection.close()
    wait_until(lambda: server.crew.away == 0)
    get(server)
    wait_until(lambda: [get(server), len(server.thread_pool.workers)][1] == 1)


def test_workers_remain_when_many_slow_readers_read_on(serving, connect, get, wait_until):
    go_on = threading.Event()

    def app(environ, start_response):
        start_response("200 OK", [])
        yield from [b"x" * 1_000_000] * (12 if environ["PATH_INFO"] == "/big" else 1)
        go_on.wait(10 if environ["PATH_INFO"] == "/big" else 0)

    server = serving(app, workers=4)
    slow = [connect(server) for _ in range(4)]
    for connection in slow:
        connection.sendall(b"GET /big HTTP/1.0\r\n\r\n")
    wait_until(lambda: server.crew.away == 4)
    wait_until(lambda: [[each.recv(1_000_000) for each in slow], server.crew.away][1] == 0)

    answers = [get(server)[0] for _ in range(6)]
    go_on.set()

    assert answers == [OK] * 6
    wait_until(lambda: [get(server), len(server.thread_pool.workers)][1] == 4)


def test_a_worker_without_a_substitute_is_not_kept_waiting(serving, connect, get, wait_until):
    def app(environ, start_response):
        start_response("200 OK", [])
        return iter([b"x" * 1_000_000] * (12 if environ["PATH_INFO"] == "/big" else 1))

    server = serving(app, workers=1, substitutes=0)
    for connection in [connect(server) for _ in range(2)]:
        connection.sendall(b"GET /big HTTP/1.0\r\n\r\n")

    assert get(server)[0] == OK
    assert (server.crew.away, server.crew.surplus, len(server.thread_pool.workers)) == (0, 0, 1)


def test_a_worker_that_hangs_is_substituted_until_it_is_back(serving, connect, get, wait_until):
    go_on = threading.Event()

    def app(environ, start_response):
        if environ["PATH_INFO"] == "/hang":
            go_on.wait(10)
        return echo(environ, start_response)

    server = serving(app, workers=1, hung_seconds=0, kill_seconds=60)
    connect(server).sendall(b"GET /hang HTTP/1.0\r\n\r\n")

    assert get(server)[0] == OK
    go_on.set()
    wait_until(lambda: [get(server), len(server.thread_pool.workers)][1] == 1)


def test_no_worker_is_ended_while_debugging(serving):
    assert serving(echo, kills_hung_workers=False).thread_pool.kill_thread_limit == 0


def test_a_signal_ends_serve_as_soon_as_it_is_ready():
    listener = listen("127.0.0.1", 0, 5)

    paste.serve(echo, listener, lambda: os.kill(os.getpid(), signal.SIGTERM), debug=True)

    assert listener.fileno() == -1


def test_the_server_takes_a_socket_that_listens_already(limits):
    with listen("127.0.0.1", 0, 5) as listener:
        server = paste.Server(echo, listener)
        server.server_bind()

        assert (server.socket, server.limits) == (listener, Limits())
        assert (server.server_name, server.server_port) == listener.getsockname()
        server.front.stop()
        server.serve_forever()
