import hashlib
import logging

import pytest

from webapp2_extras import security

# One that was made with the default, so that few tests need to wait for another.
SCRYPT = (
    "faf84ccbae818d9cd1a73f2bb01f0a628a3d57bad19098629522e6c56a7fd8278e56eeeb225f820fc867148002f0e80039430ce8d4a897acfed1"
    "a56167c6ef2f$scrypt:32768:8:1$n8fcycKG6CY4lB8i45yQVC"
)


@pytest.mark.parametrize(
    ("options", "length"),
    [
        ({"length": 5}, 5),
        ({"length": 1000, "entropy": 0}, 1000),
        ({"entropy": 64}, 11),
        ({"entropy": 0.5}, 1),
        ({"length": None, "entropy": 10}, 2),
        ({"length": 3, "entropy": None}, 3),
        ({"length": 3, "pool": "a"}, 3),
        ({"entropy": 128, "pool": security.HEXADECIMAL_DIGITS}, 32),
        ({"entropy": 129, "pool": "00112233445566778899aabbccddeeff"}, 33),
    ],
)
def test_random_string_has_the_length_or_entropy_asked_for(options, length):
    text = security.generate_random_string(**options)

    assert len(text) == length
    assert set(text) <= set(options.get("pool", security.ALPHANUMERIC))


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"length": 5, "entropy": 5},
        {"length": -1},
        {"length": None, "entropy": None},
        {"entropy": -1},
        {"length": -1, "entropy": 5},
    ],
)
def test_random_string_needs_length_or_entropy(options):
    with pytest.raises(ValueError, match="ength or entropy"):
        security.generate_random_string(**options)


@pytest.mark.parametrize("pool", ["", "a", "aaa"])
def test_a_pool_of_one_symbol_holds_no_entropy(pool):
    with pytest.raises(ValueError, match="holds no entropy"):
        security.generate_random_string(entropy=10, pool=pool)


def test_s10_new_password_hashes_are_made_with_scrypt():
    hashed = security.generate_password_hash("secret")

    assert hashed.split("$")[1] == "scrypt:32768:8:1"
    assert security.check_password_hash("secret", hashed)
    assert not security.needs_rehash(hashed)


def test_s10_new_password_hashes_are_made_with_pbkdf2_where_scrypt_is_missing(monkeypatch):
    monkeypatch.delattr(hashlib, "scrypt")
    hashed = security.generate_password_hash("secret")

    assert hashed.split("$")[1] == "pbkdf2:sha256:600000"
    assert security.check_password_hash("secret", hashed)
    assert not security.check_password_hash("secret", SCRYPT)
    assert not security.needs_rehash(hashed)


@pytest.mark.parametrize("method", ["sha1", "sha256", "md5", "sha3_256", "blake2b", "plain", "scrypt:2:8:1"])
@pytest.mark.parametrize("pepper", [None, "pepper"])
def test_methods_that_are_asked_for_are_used(method, pepper):
    hashed = security.generate_password_hash("a", method, 5, pepper)

    assert hashed.split("$")[1] == method
    assert security.check_password_hash(b"a", hashed.encode(), pepper)
    assert security.needs_rehash(hashed)


@pytest.mark.parametrize("method", ["nope", "SHA1", "new", "shake_128", "__name__", "file_digest", "scrypt:3:8:1"])
def test_unknown_methods_are_refused(method):
    assert security.hash_password("a", method, "s") is None
    with pytest.raises(TypeError, match="Invalid method"):
        security.generate_password_hash("a", method)


@pytest.mark.parametrize(
    ("arguments", "digest"),
    [
        (("a", "sha1", "s", "p"), "3da2c263cb0bccee4fbc69000325aed615b44194"),
        (("a", "sha1", "s"), "f645099ae79d791ad850641e664acc2c27987c9d"),
        ((b"a", "sha1"), "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"),
        (("é", "sha1", "é"), "5f8b86502ca047bfecfacc2c486070320ee62471"),
        (("a", "md5", ""), "0cc175b9c0f1b6a831c399e269772661"),
        (("a", "plain", "s", "p"), "a"),
        ((b"a\xff", "plain"), "a\ufffd"),
    ],
)
def test_hash_password_is_that_of_webapp2(arguments, digest):
    assert security.hash_password(*arguments) == digest


@pytest.mark.parametrize("password", [None, 3])
def test_a_password_is_text_or_bytes(password):
    with pytest.raises(TypeError, match="Expected bytes or text"):
        security.hash_password(password, "sha1", "s")


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "",
        "x",
        "a$b",
        "$$",
        5,
        "a$new$y",
        "a$scrypt$y",
        "a$shake_128$y",
        "a$algorithms_available$y",
        "None$nope$y",
        "a$scrypt:1073741824:8:1$y",
        "a$scrypt:2:8:99$y",
        "a$scrypt:0:8:1$y",
        "a$scrypt:2:0:1$y",
        "a$scrypt:3:8:1$y",
        "a$pbkdf2:sha256:99999999$y",
        "a$pbkdf2:sha256:0$y",
        "a$b$plain$",
        b"\xff$sha1$x",
        "é$sha1$c",
        "\ud800$sha1$c",
    ],
)
def test_s11_hostile_stored_hashes_are_not_the_password(stored):
    assert security.check_password_hash("a", stored) is False


def test_wrong_passwords_and_peppers_are_refused():
    assert not security.check_password_hash("wrong", SCRYPT)
    assert not security.check_password_hash("x", SCRYPT, "pepper")


def test_scrypt_hashes_stay_readable():
    assert security.check_password_hash("x", SCRYPT)


@pytest.mark.parametrize(
    ("method", "needs"),
    [
        ("sha1", True),
        ("new", True),
        ("", True),
        ("scrypt:32768:8:1", False),
        ("scrypt:65536:8:2", False),
        ("scrypt:16384:8:1", True),
        ("pbkdf2:sha256:599999", True),
    ],
)
def test_weaker_costs_need_a_new_hash(method, needs):
    assert security.needs_rehash(f"digest${method}$salt") is needs


@pytest.mark.parametrize("stored", [None, "", "x", "a$b"])
def test_what_is_no_hash_needs_one(stored):
    assert security.needs_rehash(stored)


def test_s10_a_plain_password_verifies_and_is_logged(caplog):
    with caplog.at_level(logging.WARNING):
        assert security.check_password_hash("a", "a$plain$")

    assert "in the clear" in caplog.text
    assert "a$plain$" not in caplog.text


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("a", "a", True),
        ("a", "b", False),
        ("a", "ab", False),
        (b"a", "a", True),
        ("é", "é", True),
        (b"\xff", b"\xff", True),
        (b"\xff", b"\xfe", False),
        ("", "", True),
        ("é", b"\xc3\xa9", False),
    ],
)
def test_compare_hashes(first, second, same):
    assert security.compare_hashes(first, second) is same


def test_s11_hashes_are_compared_in_constant_time(monkeypatch):
    compared = []
    monkeypatch.setattr("hmac.compare_digest", lambda a, b: compared.append((a, b)) or a == b)

    assert security.check_password_hash("a", security.generate_password_hash("a", "sha1"))
    assert security.compare_hashes("a", "a")
    assert len(compared) == 2


def test_old_names_are_those_of_webapp2():
    assert security.create_token is security.generate_random_string
    assert security.create_password_hash is security.generate_password_hash
