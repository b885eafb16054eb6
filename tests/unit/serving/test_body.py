import pytest

from webapp2compat.serving.body import Body, ChunkedBody, LengthBody
from webapp2compat.serving.limits import Limits
from webapp2compat.serving.parse import Refusal

LIMITS = Limits(body_bytes=20, memory_bytes=5)


@pytest.fixture
def trickle():
    """Feed a body byte by byte; answer with what it gave back."""

    def trickle(body, data):
        return b"".join(body.feed(bytes([byte])) for byte in data)

    return trickle


def test_a_body_of_a_length_gives_back_the_rest():
    body = LengthBody(3, LIMITS)

    assert (body.feed(b"a"), body.is_complete) == (b"", False)
    assert (body.feed(b"bcd"), body.is_complete) == (b"d", True)
    assert body.rewound().read() == b"abc"


def test_a_body_of_length_zero_is_complete():
    assert LengthBody(0, LIMITS).is_complete


def test_a_large_body_goes_to_a_file():
    body = LengthBody(12, LIMITS)

    body.feed(b"abc")
    body.feed(b"defghijkl")

    assert body.rewound().fileno()
    assert body.file.read() == b"abcdefghijkl"
    body.file.close()


def test_only_subclasses_can_be_fed():
    with pytest.raises(NotImplementedError):
        Body(LIMITS).feed(b"")


@pytest.mark.parametrize(
    "data",
    [
        b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        b"3;ext=1\r\nabc\r\n02 \r\nde\r\n000\r\n\r\n",
        b"3\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\nZ:\r\n\r\n",
    ],
)
def test_chunks_are_decoded_whole_and_byte_by_byte(trickle, data):
    whole, slow = ChunkedBody(LIMITS), ChunkedBody(LIMITS)

    assert (whole.feed(data + b"GET"), trickle(slow, data)) == (b"GET", b"")
    assert (whole.is_complete, slow.is_complete) == (True, True)
    assert (whole.rewound().read(), slow.rewound().read()) == (b"abcde", b"abcde")


@pytest.mark.parametrize(
    "data",
    [
        b"zz\r\n",
        b"0x3\r\nabc\r\n",
        b"-3\r\nabc\r\n",
        b"+3\r\nabc\r\n",
        b"\r\n",
        b"3;a\nb\r\nabc\r\n",
        b"3\nabc\n0\n\n",
        b"ffffffffffffffffff\r\n",
        b"3\r\nabcd\r\n",
        b"3" * 1025,
        b"0\r\nX y\r\n",
        b"0\r\n folded: x\r\n",
        b"0\r\n" + (b"X: " + b"y" * 1000 + b"\r\n") * 17,
        b"0" * 1025 + b"\r\n",
    ],
)
def test_malformed_chunks_are_refused(data):
    with pytest.raises(Refusal) as raised:
        ChunkedBody(LIMITS).feed(data)

    assert raised.value.code == 400


def test_a_body_of_tiny_chunks_is_refused_before_it_costs_much():
    body = ChunkedBody(Limits())

    with pytest.raises(Refusal, match="more framing than body"):
        body.feed(b"1;extension\r\na\r\n" * 2000)
    assert body.size < 2000


def test_chunks_over_the_limit_are_refused():
    with pytest.raises(Refusal) as raised:
        ChunkedBody(LIMITS).feed(b"15\r\n" + b"x" * 21)

    assert raised.value.code == 413


@pytest.mark.parametrize("size", [b"15\r\n", b"fffffffffffffff\r\n", b"3\r\nabc\r\n12\r\n"])
def test_a_chunk_that_would_exceed_the_limit_is_refused_before_it_arrives(size):
    with pytest.raises(Refusal) as raised:
        ChunkedBody(LIMITS).feed(size)

    assert raised.value.code == 413
