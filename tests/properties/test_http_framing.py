"""Whatever bytes a client sends, and however they are cut: an answer that is right, or a refusal."""

from hypothesis import given, strategies as st

from webapp2compat.serving.body import ChunkedBody
from webapp2compat.serving.limits import Limits
from webapp2compat.serving.parse import Refusal, parse_head

LIMITS = Limits()
TOKEN = st.text("abcXYZ09!#$%&'*+-.^|~", min_size=1, max_size=8)
VALUE = st.binary(max_size=20).map(lambda value: bytes(byte for byte in value if byte > 31 and byte != 127).strip())
TARGET = st.binary(min_size=1, max_size=30).map(lambda path: b"/" + bytes(b for b in path if 32 < b != 127 and b != 35))
NOISE = st.lists(
    st.sampled_from([b"GET", b" ", b"/", b"HTTP/1.1", b"\r\n", b"\n", b"\r", b":", b"Host: a", b"Content-Length: 1"])
    | st.binary(max_size=4),
    max_size=20,
).map(b"".join)


def refused(parse):
    """Whether a parser refuses; anything else that it raises is a fault."""
    try:
        parse()
    except Refusal as refusal:
        return 400 <= refusal.code <= 505
    return False


@given(NOISE)
def test_no_bytes_are_more_than_refused(noise):
    assert refused(lambda: parse_head(noise, LIMITS)) in (True, False)


@given(TARGET, TOKEN, VALUE)
def test_valid_heads_are_read(target, name, value):
    head = parse_head(b"PUT %b HTTP/1.1\r\nHost: a\r\nX-%b: %b" % (target, name.encode(), value), LIMITS)

    assert head.target.encode("latin-1") == target
    assert head.fields[f"X-{name}".upper().replace("-", "_")].encode("latin-1") == value


@given(VALUE)
def test_a_length_that_is_read_is_the_one_that_was_meant(value):
    head = b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + value

    assert refused(lambda: parse_head(head, LIMITS)) or parse_head(head, LIMITS).length == int(value)


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=5), st.binary(max_size=10), st.integers(1, 30))
def test_chunks_are_decoded_however_they_are_cut(parts, rest, step):
    body, returned = ChunkedBody(LIMITS), b""
    data = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"

    for start in range(0, len(data), step):
        returned += body.feed(data[start : start + step])
    extra = ChunkedBody(LIMITS).feed(data + rest)

    assert (body.is_complete, returned, extra, body.rewound().read()) == (True, b"", rest, b"".join(parts))


@given(NOISE, st.integers(1, 9))
def test_chunked_noise_is_read_alike_however_it_is_cut(noise, step):
    whole, cut = ChunkedBody(LIMITS), ChunkedBody(LIMITS)
    pieces = [noise[start : start + step] for start in range(0, len(noise), step)]

    outcomes = refused(lambda: whole.feed(noise)), refused(lambda: [cut.feed(piece) for piece in pieces])

    assert outcomes[0] == outcomes[1]
    assert outcomes[0] or whole.rewound().read() == cut.rewound().read()
