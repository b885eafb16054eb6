import logging

import pytest

from webapp2_extras.securecookie import SecureCookieSerializer

NOW = 1_700_000_000


@pytest.fixture
def serializer():
    """Make a serializer whose clock stands still: ``serializer(key, version=..., now=...)``."""

    def make(key="a key that is long enough", version=1, now=NOW):
        made = SecureCookieSerializer(key, version=version)
        made._get_timestamp = lambda: now
        return made

    return make


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("value", [{"a": [1, None]}, [], "é", 5, False])
@pytest.mark.parametrize("name", ["n", b"n", "né", "a|b"])
def test_what_was_signed_is_read(serializer, version, value, name):
    signed = serializer(version=version).serialize(name, value)

    assert serializer().deserialize(name, signed) == value
    assert serializer(version=2).deserialize(name, signed.decode(), max_age=0) == value


def test_signed_value_is_that_of_webapp2(serializer):
    signed = serializer("secret").serialize("n", {"a": 1})

    assert signed == b"eyJhIjoxfQ==|1700000000|af5ebece729e2b7b42fdbb187b4c898a52292948"


@pytest.mark.parametrize("version", [1, 2])
def test_forged_values_are_refused_with_a_warning(serializer, caplog, version):
    signed = serializer(version=version).serialize("n", {"a": 1})

    assert serializer().deserialize("other", signed) is None
    assert serializer("another key").deserialize("n", signed) is None
    assert caplog.messages == [f"Invalid cookie signature {signed.removeprefix(b'2|')!r}"] * 2


@pytest.mark.parametrize(
    "value", [None, "", "a", "a|b", "a|b|c", "1|a|b|c", "2|a|b|c", "a|b|c|d|e", b"\xff|1|a", "é|1|a", "\ud800|1|a", '"']
)
def test_what_was_never_signed_is_no_value(serializer, value):
    assert serializer().deserialize("n", value) is None


def test_s2_serializer_never_refuses_a_key(serializer):
    assert serializer("").deserialize("n", serializer(b"").serialize("n", 1)) == 1


@pytest.mark.parametrize("key", [None, 5, [], ["a", None]])
def test_a_key_is_text_or_bytes_or_a_list(key):
    with pytest.raises(TypeError, match="Expected"):
        SecureCookieSerializer(key)


@pytest.mark.parametrize("version", [1, 2])
def test_s2_keys_can_be_rotated(serializer, version):
    old = serializer("old", version).serialize("n", 1)
    rotated = serializer(["new", "older", "old"], version)

    assert rotated.deserialize("n", old) == 1
    assert serializer(["new", "older"]).deserialize("n", old) is None
    assert serializer("new").deserialize("n", rotated.serialize("n", 2)) == 2
    assert rotated.secret_key == b"new"


@pytest.mark.parametrize(
    ("age", "max_age", "value"),
    [(10, 10, 1), (11, 10, None), (10**9, None, 1), (-300, 60, 1), (-301, None, None), (-301, 60, None)],
)
def test_s3_values_from_the_past_age_and_those_from_the_future_are_refused(serializer, age, max_age, value):
    signed = serializer(now=NOW - age).serialize("n", 1)

    assert serializer().deserialize("n", signed, max_age) == value


@pytest.mark.parametrize("timestamp", ["abc", "", "1.5", "9" * 5000])
@pytest.mark.parametrize("max_age", [None, 60])
def test_s4_a_signed_timestamp_that_is_no_number_is_refused(serializer, timestamp, max_age):
    signed = serializer(now=timestamp).serialize("n", 1)

    assert serializer().deserialize("n", signed, max_age) is None


@pytest.mark.parametrize("payload", [b"!!!!", b"eyJh", b"/w==", b"abc"])
def test_a_payload_that_cannot_be_decoded_is_logged(serializer, caplog, payload):
    signer = serializer()
    signer._encode = lambda value: payload

    with caplog.at_level(logging.WARNING):
        assert serializer().deserialize("n", signer.serialize("n", None)) is None
    assert caplog.messages == [f"Cookie value failed to be decoded: {payload!r}"]


@pytest.mark.parametrize("quoted", ['"{}"', '"\\{}"'])
def test_values_in_quotes_are_read_as_python_2_wrote_them(serializer, quoted):
    signed = serializer().serialize("n", {"a": 1}).decode()

    assert serializer().deserialize("n", quoted.format(signed.replace("=", "\\075"))) == {"a": 1}


def test_subclasses_override_encoding_and_signature():
    class Reversed(SecureCookieSerializer):
        def _encode(self, value):
            return value[::-1]

        def _decode(self, value):
            return value.decode()[::-1]

        def _get_signature(self, *parts):
            return f"{len(parts)}{self.secret_key.decode()}"

        def _get_timestamp(self):
            return 7

    signed = Reversed(["k", "j"]).serialize("n", "abc")

    assert signed == b"cba|7|3k"
    assert Reversed(["l", "k"]).deserialize("n", signed) == "abc"


def test_signature_takes_text_as_in_webapp2():
    serializer = SecureCookieSerializer("secret")

    assert serializer._get_signature("n", "v", "123") == b"ee548fdb03d277dcff498ed32084cee7a5198e74"


def test_p6_version_2_keeps_parts_and_purposes_apart(serializer):
    signed = serializer(version=2).serialize("a|b", "c")
    version, *parts = signed.split(b"|")

    assert version == b"2"
    assert len(parts[-1]) == 64
    assert serializer()._sign(2, b"a", b"b|c", b"1") != serializer()._sign(2, b"a|b", b"c", b"1")


def test_values_that_json_cannot_hold_are_refused(serializer):
    with pytest.raises(TypeError, match="not JSON serializable"):
        serializer().serialize("n", object())


def test_signatures_are_compared_in_constant_time(serializer, monkeypatch):
    compared = []
    signed = serializer().serialize("n", 1)
    monkeypatch.setattr("hmac.compare_digest", lambda a, b: compared.append((a, b)) or a == b)

    assert serializer().deserialize("n", signed) == 1
    assert len(compared) == 1
