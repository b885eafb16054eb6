import pytest

from webapp2compat.serving.limits import Limits
from webapp2compat.serving.parse import Refusal, parse_head

LIMITS = Limits(target_bytes=50, header_count=3, body_bytes=100)


@pytest.fixture
def parse():
    """Parse a head from its lines."""

    def parse(*lines):
        return parse_head("\r\n".join(lines).encode("latin-1"), LIMITS)

    return parse


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        ("/", "/", ""),
        ("/a?b=c?d", "/a", "b=c?d"),
        ("/caf%C3%A9", "/caf\xc3\xa9", ""),
        ("/caf\xc3\xa9", "/caf\xc3\xa9", ""),
        ("//a//%2Fb/../c", "//a///b/../c", ""),
        ("/%ff%zz%", "/\xff%zz%", ""),
        ("http://b.example/c?d", "/c", "d"),
        ("HTTP://b.example?d", "/", "d"),
    ],
)
def test_paths_arrive_as_pep_3333_says(parse, target, path, query):
    head = parse(f"GET {target} HTTP/1.1", "Host: a")

    assert (head.path, head.query, head.target) == (path, query, target)


def test_an_absolute_target_replaces_the_host(parse):
    assert parse("GET http://b.example:81/ HTTP/1.1", "Host: a").fields["HOST"] == "b.example:81"


@pytest.mark.parametrize("host", ["a", "a.example:80", "127.0.0.1:8080", "[::1]:80", "my_host", "a:"])
def test_valid_hosts_are_taken(parse, host):
    assert parse("GET / HTTP/1.1", f"Host: {host}").fields["HOST"] == host


def test_fields_are_named_as_in_an_environ_and_joined(parse):
    head = parse("GET / HTTP/1.0", "Accept-Language: de \t", "cookie: a=b", "Cookie: c=d")

    assert head.fields == {"ACCEPT_LANGUAGE": "de", "COOKIE": "a=b; c=d"}
    assert parse("GET / HTTP/1.0", "X-A: 1", "x-a: 2").fields == {"X_A": "1,2"}


def test_fields_that_would_pass_as_others_are_dropped(parse):
    assert parse("GET / HTTP/1.0", "X_Forwarded_For: spoof", "Proxy: http://evil").fields == {}


@pytest.mark.parametrize(
    ("version", "connection", "keeps_alive"),
    [
        ("1.1", "", True),
        ("1.1", "TE, Close", False),
        ("1.0", "", False),
        ("1.0", "Keep-Alive", True),
    ],
)
def test_keep_alive_is_the_choice_of_the_client(parse, version, connection, keeps_alive):
    assert parse(f"GET / HTTP/{version}", "Host: a", f"Connection: {connection}").keeps_alive is keeps_alive


@pytest.mark.parametrize(
    ("version", "fields", "expects_continue"),
    [("1.1", ["Expect: 100-Continue"], True), ("1.1", [], False), ("1.0", ["Expect: 100-Continue"], False)],
)
def test_only_clients_of_today_are_told_to_continue(parse, version, fields, expects_continue):
    assert parse(f"POST / HTTP/{version}", "Host: a", *fields).expects_continue is expects_continue


@pytest.mark.parametrize(
    ("field", "length", "is_chunked"),
    [
        ("X: y", None, False),
        ("Content-Length: 0", 0, False),
        ("Content-Length: 0042 ", 42, False),
        ("Transfer-Encoding: CHUNKED", None, True),
    ],
)
def test_framing_is_read(parse, field, length, is_chunked):
    head = parse("POST / HTTP/1.1", "Host: a", field)

    assert (head.length, head.is_chunked) == (length, is_chunked)


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        (400, ["GET /"]),
        (400, ["GET / HTTP/1.1.1"]),
        (400, ["GET / http/1.1"]),
        (400, ["GET /a b HTTP/1.1"]),
        (400, ["G@T / HTTP/1.1"]),
        (400, ["GET /\x00 HTTP/1.1"]),
        (400, ["GET /#a HTTP/1.1"]),
        (400, ["GET a HTTP/1.1"]),
        (400, ["OPTIONS * HTTP/1.1"]),
        (400, ["GET http://[::1/ HTTP/1.1"]),
        (400, ["GET http://user@b/ HTTP/1.1"]),
        (414, [f"GET /{'a' * 50} HTTP/1.1"]),
        (501, ["CONNECT b:80 HTTP/1.1"]),
        (505, ["GET / HTTP/2.0"]),
        (400, ["GET / HTTP/1.1"]),
        (400, ["GET / HTTP/1.1", "Host:"]),
        (400, ["GET / HTTP/1.1", "Host: a/b"]),
        (400, ["GET / HTTP/1.1", "Host: a", "Host: a"]),
        (400, ["POST / HTTP/1.1", "Host: a", "Content-Type: a/b", "Content-Type: c/d"]),
        (400, ["GET / HTTP/1.1", "Host: a", "X-A"]),
        (400, ["GET / HTTP/1.1", "Host: a", ": b"]),
        (400, ["GET / HTTP/1.1", "Host: a", "X A: b"]),
        (400, ["GET / HTTP/1.1", "Host: a", "X-A : b"]),
        (400, ["GET / HTTP/1.1", "Host: a", "X-A: b", " folded"]),
        (400, ["GET / HTTP/1.1", "Host: a\nX: b"]),
        (400, ["GET / HTTP/1.1", "Host: a\rX: b"]),
        (400, ["GET / HTTP/1.1", "Host: a", "X-A: \x0b"]),
        (431, ["GET / HTTP/1.1", "Host: a", "A: 1", "B: 2", "C: 3"]),
        (417, ["POST / HTTP/1.1", "Host: a", "Expect: banana"]),
        (413, ["POST / HTTP/1.1", "Host: a", "Content-Length: 101"]),
        (501, ["POST / HTTP/1.1", "Host: a", "Transfer-Encoding: gzip, chunked"]),
        (400, ["POST / HTTP/1.0", "Transfer-Encoding: chunked"]),
        (400, ["POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "Content-Length: 1"]),
        (400, ["POST / HTTP/1.1", "Host: a", "Content-Length: 1", "Content-Length: 1"]),
    ],
)
def test_malformed_heads_are_refused(parse, code, lines):
    with pytest.raises(Refusal) as raised:
        parse(*lines)

    assert raised.value.code == code


@pytest.mark.parametrize("length", ["", "-1", "+1", "1_0", "0x1", "1e2", "1, 1", "1;", "\xb2", "9" * 16])
def test_content_length_is_nothing_but_digits(parse, length):
    with pytest.raises(Refusal, match="Content-Length"):
        parse("POST / HTTP/1.1", "Host: a", f"Content-Length: {length}")
