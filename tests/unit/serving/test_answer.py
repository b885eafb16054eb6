import logging

import pytest

from webapp2compat.serving.answer import Answer, run_app
from webapp2compat.serving.limits import Limits
from webapp2compat.serving.outgoing import ClientGone
from webapp2compat.serving.parse import parse_head

TEXT = [("Content-Type", "text/plain")]


class Wire:
    """Takes what is sent, in place of a socket."""

    def __init__(self):
        self.data, self.is_broken = b"", False

    def send(self, data):
        self.data += data

    def abandon(self):
        self.is_broken = True


@pytest.fixture
def answer():
    """Run an app and answer with its :class:`Answer` and the :class:`Wire`."""

    def answer(app, method="GET", version="1.1", keep_alive=True):
        wire = Wire()
        head = parse_head(f"{method} /x HTTP/{version}\r\nHost: a".encode(), Limits())
        result = Answer(head, wire, lambda: keep_alive)
        run_app(app, {"REQUEST_METHOD": method}, result)
        return result, wire

    return answer


@pytest.fixture
def reply(answer):
    """Run an app that calls ``start_response(status, headers)`` and returns ``parts``; answer with head and body."""

    def reply(parts, headers=(), status="200 OK", **request):
        def app(environ, start_response):
            start_response(status, [*TEXT, *headers])
            return parts

        head, _, body = answer(app, **request)[1].data.partition(b"\r\n\r\n")
        return head.decode("latin-1").split("\r\n"), body

    return reply


def test_an_answer_has_the_fields_of_app_and_server(reply):
    fields, body = reply([b"hello"], [("Content-Length", "5"), ("X-A", "caf\xe9")])

    assert fields[:4] == ["HTTP/1.1 200 OK", "Content-Type: text/plain", "Content-Length: 5", "X-A: caf\xe9"]
    assert (fields[4][:5], fields[5:], body) == ("Date:", ["Server: webapp2compat"], b"hello")


def test_a_status_without_a_reason_keeps_its_blank(reply):
    assert reply([b"hello"], status="200")[0][0] == "HTTP/1.1 200 "


def test_the_app_may_name_date_and_server(reply):
    assert reply([b""], [("Date", "now"), ("SERVER", "mine")])[0][2:4] == ["Date: now", "SERVER: mine"]


@pytest.mark.parametrize("parts", [[b"hello"], (b"hello",)])
def test_a_body_of_one_part_gets_its_length(reply, parts):
    fields, body = reply(parts)

    assert ("Content-Length: 5" in fields, body) == (True, b"hello")


def test_a_body_of_unknown_length_is_chunked(reply):
    fields, body = reply(iter([b"hello", b"", b"you"]))

    assert "Transfer-Encoding: chunked" in fields
    assert body == b"5\r\nhello\r\n3\r\nyou\r\n0\r\n\r\n"


def test_a_body_of_unknown_length_ends_with_the_connection_in_http_1_0(reply):
    fields, body = reply(iter([b"hello", b"you"]), version="1.0")

    assert ("Connection: close" in fields, body) == (True, b"helloyou")


@pytest.mark.parametrize(("method", "status"), [("HEAD", "200 OK"), ("GET", "204 No Content"), ("GET", "304 Same")])
def test_some_answers_have_no_body(reply, method, status):
    for_length = reply([b"hello"], [("Content-Length", "5")], method=method, status=status)
    without_length = reply(iter([b"hello", b""]), method=method, status=status)

    assert (for_length[1], without_length[1]) == (b"", b"")
    assert ("Content-Length: 5" in for_length[0]) is not status.startswith("204")


def test_an_overlong_body_is_cut(reply):
    assert reply([b"hel", b"lo", b"more"], [("Content-Length", "4")])[1] == b"hell"


def test_a_short_body_ends_the_connection(answer, caplog):
    def app(environ, start_response):
        start_response("200 OK", [("Content-Length", "9")])
        return [b"short"]

    assert not answer(app)[0].keeps_alive
    assert "ended 4 bytes before" in caplog.text


def test_parts_may_be_written(answer):
    def app(environ, start_response):
        write = start_response("200 OK", [("Content-Length", "4")])
        write(b"ab")
        return [b"cd"]

    assert answer(app)[1].data.endswith(b"\r\n\r\nabcd")


@pytest.mark.parametrize(
    ("version", "headers", "field"),
    [
        ("1.1", [], None),
        ("1.0", [], "Connection: close"),
        ("1.1", [("Connection", "Close")], "Connection: close"),
        ("1.1", [("Connection", "Upgrade"), ("Upgrade", "x"), ("Transfer-Encoding", "gzip")], None),
    ],
)
def test_the_connection_is_the_servers_to_manage(reply, version, headers, field):
    fields, _ = reply([b""], [("Content-Length", "0"), *headers], version=version)

    assert [each for each in fields if each.startswith(("Connection", "Upgrade", "Transfer"))] == [field] * bool(field)


def test_a_stopping_server_closes_the_connection(reply):
    assert "Connection: close" in reply([b""], keep_alive=False)[0]


def test_an_http_1_0_client_is_told_that_the_connection_is_kept():
    wire = Wire()
    answer = Answer(parse_head(b"GET / HTTP/1.0\r\nConnection: keep-alive", Limits()), wire, lambda: True)
    answer.start("200 OK", [("Content-Length", "0")])

    answer.finish()

    assert b"Connection: keep-alive\r\n" in wire.data


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("200 OK\r\nX-Injected: 1", []),
        ("100 Continue", []),
        ("200OK", []),
        (200, []),
        ("200 OK", [("X-A", "a\r\nX-Injected: 1")]),
        ("200 OK", [("X-A", "a\nX-Injected: 1")]),
        ("200 OK", [("X-A", "a\x00")]),
        ("200 OK", [("X-A", "\u20ac")]),
        ("200 OK", [("X-A", 1)]),
        ("200 OK", [("X A", "a")]),
        ("200 OK", [("X-A\r\nX-Injected", "1")]),
        ("200 OK", [("", "a")]),
        ("200 OK", [(b"X", "a")]),
        ("200 OK", [("Content-Length", "-1")]),
        ("200 OK", [("Content-Length", "1"), ("Content-Length", "2")]),
    ],
)
def test_no_app_can_inject_header_fields(answer, status, headers):
    def app(environ, start_response):
        start_response(status, headers)
        return [b""]

    assert answer(app)[1].data.startswith(b"HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain\r\n")


@pytest.mark.parametrize("error", [RuntimeError("SECRET"), SystemExit(3), KeyboardInterrupt()])
def test_an_app_that_raises_is_a_500_and_a_log_entry(answer, caplog, error):
    def app(environ, start_response):
        raise error

    result, wire = answer(app)

    assert wire.data.endswith(b"\r\n\r\nInternal Server Error\n")
    assert caplog.records[0].exc_info[1] is error
    assert not result.keeps_alive


@pytest.mark.parametrize("parts", ["text", ["text"], None, 5])
def test_an_app_that_returns_no_bytes_is_a_500(answer, parts):
    def app(environ, start_response):
        start_response("200 OK", TEXT)
        return parts

    assert answer(app)[1].data.startswith(b"HTTP/1.1 500 ")


def test_an_app_that_never_starts_a_response_is_a_500(answer):
    assert answer(lambda environ, start_response: [b"a"])[1].data.startswith(b"HTTP/1.1 500 ")


def test_an_app_that_fails_in_its_body_breaks_the_connection(answer):
    def app(environ, start_response):
        start_response("200 OK", [("Content-Length", "9")])
        yield b"part"
        raise RuntimeError

    result, wire = answer(app)

    assert (wire.is_broken, wire.data.endswith(b"part"), result.keeps_alive) == (True, True, False)


def test_start_response_twice_needs_exc_info(answer):
    def app(environ, start_response):
        start_response("200 OK", TEXT)
        start_response("404 Not Found", TEXT)

    assert answer(app)[1].data.startswith(b"HTTP/1.1 500 ")


def test_exc_info_replaces_a_response_that_was_not_sent(answer):
    def app(environ, start_response):
        start_response("200 OK", TEXT)
        start_response("404 Not Found", TEXT, (RuntimeError, RuntimeError(), None))
        return [b"gone"]

    assert answer(app)[1].data.startswith(b"HTTP/1.1 404 Not Found\r\n")


def test_exc_info_after_the_response_is_raised(answer, caplog):
    error = RuntimeError("late")

    def app(environ, start_response):
        start_response("200 OK", TEXT)(b"sent")
        start_response("500 Sorry", TEXT, (RuntimeError, error, None))

    assert answer(app)[1].is_broken
    assert caplog.records[0].exc_info[1] is error


def test_close_is_called_once_whatever_happens(answer):
    class Parts(list):
        closed = 0

        def close(self):
            self.closed += 1

    good, bad = Parts([b"a"]), Parts(["text"])

    def app(environ, start_response):
        start_response("200 OK", TEXT)
        return good if environ["REQUEST_METHOD"] == "GET" else bad

    answer(app)
    answer(app, method="POST")
    assert (good.closed, bad.closed) == (1, 1)


@pytest.mark.parametrize("error", [RuntimeError("in close"), SystemExit(3)])
def test_a_failing_close_leaves_a_whole_answer_whole(answer, caplog, error):
    class Parts(list):
        def close(self):
            raise error

    def app(environ, start_response):
        start_response("200 OK", TEXT)
        return Parts([b"whole"])

    result, wire = answer(app)

    assert (wire.data[-9:], wire.is_broken, result.keeps_alive) == (b"\r\n\r\nwhole", False, True)
    assert caplog.records[0].exc_info[1] is error


def test_a_failing_close_after_a_failing_body_breaks_the_connection(answer, caplog):
    class Parts:
        def __iter__(self):
            yield b"part"
            raise RuntimeError("in body")

        def close(self):
            raise RuntimeError("in close")

    def app(environ, start_response):
        start_response("200 OK", [("Content-Length", "9")])
        return Parts()

    assert answer(app)[1].is_broken
    assert "in body" in str(caplog.records[0].exc_info[1].__context__)


def test_a_client_that_is_gone_is_no_error(answer, caplog):
    caplog.set_level(logging.DEBUG)

    def app(environ, start_response):
        raise ClientGone

    result, wire = answer(app)

    assert (wire.data, result.keeps_alive, caplog.records) == (b"", False, [])
