"""Random strings, password hashes, and comparison that takes the same time for every answer.

A password hash is ``hash$method$salt``. New ones are made with scrypt, whose cost is part of the method:
``...$scrypt:32768:8:1$salt``. Those that webapp2 made, with any method of :mod:`hashlib`, still verify.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import math
import random
import re
import string
from collections.abc import Sequence
from contextvars import ContextVar

from ..text import utf8

HEXADECIMAL_DIGITS = "0123456789abcdef"
DIGITS = string.digits
LOWERCASE_ALPHA = string.ascii_lowercase
UPPERCASE_ALPHA = string.ascii_uppercase
LOWERCASE_ALPHANUMERIC = LOWERCASE_ALPHA + DIGITS
UPPERCASE_ALPHANUMERIC = UPPERCASE_ALPHA + DIGITS
ALPHA = string.ascii_letters
ALPHANUMERIC = ALPHA + DIGITS
PUNCTUATION = string.punctuation
ASCII_PRINTABLE = ALPHANUMERIC + PUNCTUATION
ALL_PRINTABLE = string.printable

_log = logging.getLogger(__name__)
_rng = random.SystemRandom()

# Whether a slow hash has been made in this context since it was set to False: `auth_store.py` makes up for one that was
# not, since the time of an answer tells.
has_hashed_slowly: ContextVar[bool] = ContextVar("webapp2compat.extras.security.has_hashed_slowly", default=False)

# RFC 7914 and the advice of OWASP: 32 MiB and some 100 ms a hash.
_SCRYPT_COST = (2**15, 8, 1)
_PBKDF2_ROUNDS = 600_000
# What a stored hash may ask of this machine at most: 256 MiB, or some seconds.
_SCRYPT_MEMORY = 256 * 1024 * 1024
_SCRYPT_PARALLEL = 16
_PBKDF2_MOST_ROUNDS = 10_000_000
_SLOW_METHOD = re.compile(r"(?:scrypt:(\d{1,8}):(\d{1,3}):(\d{1,3})|pbkdf2:sha256:(\d{1,8}))\Z", re.ASCII)
# Hashes of one round, as webapp2 makes them; those of variable length (shake) never worked.
_FAST_METHODS = frozenset(name for name in hashlib.algorithms_guaranteed if not name.startswith("shake"))


def generate_random_string(
    length: int | None = 0, entropy: float | None = 0, pool: Sequence[str] = ALPHANUMERIC
) -> str:
    """Return a random string, fit for passwords, session ids and tokens.

    :param length: How many symbols it has; or else
    :param entropy: how many bits of chance it holds at least.
    :param pool: The symbols to choose from; repeated ones count once.
    :raises ValueError: If both or none of ``length`` and ``entropy`` are given, or if the pool has a single symbol
        and so holds no entropy.

    .. differs::
        ``entropy`` with a pool of one symbol raises ``ValueError``, not ``ZeroDivisionError``.
    """
    if length and entropy:
        raise ValueError("Use length or entropy, not both.")
    length, entropy = length or 0, entropy or 0
    if max(length, entropy) <= 0:
        raise ValueError("Length or entropy must be greater than 0.")
    symbols = sorted(set(pool))
    length = length or _length_with(entropy, symbols)
    return "".join(_rng.choice(symbols) for _ in range(length))


def generate_password_hash(
    password: str | bytes, method: str = "scrypt", length: int = 22, pepper: str | bytes | None = None
) -> str:
    """Return a hash of a password that is safe to store.

    :param password: The password.
    :param method: ``"scrypt"``, the default; ``"pbkdf2:sha256:<rounds>"``; or one of webapp2's: a name of
        :mod:`hashlib` such as ``"sha1"``, or ``"plain"``.
    :param length: The length of the salt.
    :param pepper: A secret of the application, not stored with the hash, that is needed to verify it.
    :returns: ``hash$method$salt``, for :func:`check_password_hash`.
    :raises TypeError: If the method is unknown.

    .. differs::
        The default is scrypt, or PBKDF2-SHA256 with 600,000 rounds where the standard library has no scrypt. webapp2
        uses one round of SHA-1, which a graphics card guesses billions of times a second; a webapp2 that shares the
        data needs ``method="sha1"`` here.
    """
    method = _with_cost(method)
    salt = "" if method == "plain" else generate_random_string(length)
    digest = hash_password(password, method, salt, pepper)
    if digest is None:
        raise TypeError(f"Invalid method {method!r}.")
    return f"{digest}${method}${salt}"


def check_password_hash(password: str | bytes, pwhash: str | bytes | None, pepper: str | bytes | None = None) -> bool:
    """Return whether a password is the one that a stored hash was made of.

    :param password: The password to check.
    :param pwhash: What :func:`generate_password_hash` returned, here or in webapp2.
    :param pepper: The pepper that the hash was made with.

    .. differs::
        A stored value that is no password hash, ``None`` included, is not the password's: webapp2 raises
        ``AttributeError`` or ``TypeError`` for some. A ``plain`` one is verified with a warning in the log.
    """
    method, salt, stored = _parts(pwhash)
    if method is None:
        return False
    if method == "plain":
        _log.warning("A password is stored in the clear. Make a new hash of it with generate_password_hash().")
    digest = hash_password(password, method, salt, pepper)
    return digest is not None and hmac.compare_digest(utf8(digest), stored.encode("utf-8", "replace"))


def needs_rehash(pwhash: str | bytes | None) -> bool:
    """Return whether a stored hash is weaker than a new one would be.

    It is for all that webapp2 made. Make a new hash when the user signs in next, since only then the password is at
    hand::

        if check_password_hash(password, user.password) and needs_rehash(user.password):
            user.password = generate_password_hash(password)

    .. versionadded:: 1.0
    """
    cost = _SLOW_METHOD.match(_parts(pwhash)[0] or "")
    if cost is None:
        return True
    if cost[4]:
        return int(cost[4]) < _PBKDF2_ROUNDS
    return any(int(got) < wanted for got, wanted in zip(cost.groups(), _SCRYPT_COST, strict=False))


def hash_password(
    password: str | bytes, method: str, salt: str | bytes | None = None, pepper: str | bytes | None = None
) -> str | None:
    """Return the hash of a password in hexadecimal digits, the first part of a stored hash.

    :param password: The password.
    :param method: As for :func:`generate_password_hash`, with its cost: ``"scrypt:32768:8:1"``.
    :param salt: The salt.
    :param pepper: The pepper.
    :returns: The digits; the password itself for ``"plain"``; ``None`` if the method is unknown.

    .. differs::
        A name of :mod:`hashlib` that is no hash function, such as ``"new"``, is unknown; webapp2 calls it and fails.
        ``None`` for a password is a ``TypeError``, as in 2.5.2; 3.x takes it for an empty one.
    """
    if method == "plain":
        return password if isinstance(password, str) else password.decode("utf-8", "replace")
    password, salt = utf8(password), utf8(salt or b"")
    slow = _SLOW_METHOD.match(_with_cost(method))
    if slow is not None:
        digest, pepper_method = _slow_hash(password, salt, slow), "sha256"
    elif method in _FAST_METHODS:
        digest, pepper_method = _fast_hash(password, salt, method), method
    else:
        return None
    if digest is not None and pepper:
        digest = hmac.new(utf8(pepper), digest.encode("ascii"), pepper_method).hexdigest()
    return digest


def compare_hashes(a: str | bytes, b: str | bytes) -> bool:
    """Return whether two strings are the same, in a time that does not tell where they differ.

    .. differs::
        Bytes need not be UTF-8.
    """
    return len(a) == len(b) and hmac.compare_digest(utf8(a), utf8(b))


def _with_cost(method: str) -> str:
    """Return the method; the one that new hashes are made with, if it is ``"scrypt"`` without a cost."""
    if method != "scrypt":
        return method
    if hasattr(hashlib, "scrypt"):  # the standard library has it if its OpenSSL has
        return "scrypt:{}:{}:{}".format(*_SCRYPT_COST)
    return f"pbkdf2:sha256:{_PBKDF2_ROUNDS}"


def _length_with(entropy: float, symbols: list[str]) -> int:
    if len(symbols) < 2:
        raise ValueError(f"The pool {symbols!r} holds no entropy. Expected two different symbols or more.")
    return math.ceil(math.log(2) / math.log(len(symbols)) * entropy)


def _parts(pwhash: str | bytes | None) -> tuple[str | None, str, str]:
    """Return the method, the salt and the hash of a stored hash; without a method if it is none."""
    if isinstance(pwhash, bytes):
        pwhash = pwhash.decode("utf-8", "replace")
    if not isinstance(pwhash, str) or pwhash.count("$") < 2:
        return None, "", ""
    digest, method, salt = pwhash.split("$", 2)
    return method, salt, digest


def _fast_hash(password: bytes, salt: bytes, method: str) -> str:
    if salt:
        return hmac.new(salt, password, method).hexdigest()
    return hashlib.new(method, password).hexdigest()


def _slow_hash(password: bytes, salt: bytes, method: re.Match[str]) -> str | None:
    """Return the hash, or ``None`` for a cost that this machine should not or cannot pay."""
    has_hashed_slowly.set(True)
    if method[4]:
        rounds = int(method[4])
        affordable = 0 < rounds <= _PBKDF2_MOST_ROUNDS
        return hashlib.pbkdf2_hmac("sha256", password, salt, rounds).hex() if affordable else None
    n, r, p = int(method[1]), int(method[2]), int(method[3])
    memory = 128 * r * (n + p + 2)  # what OpenSSL asks for
    if memory > _SCRYPT_MEMORY or p > _SCRYPT_PARALLEL or not hasattr(hashlib, "scrypt"):
        return None
    try:
        return hashlib.scrypt(password, salt=salt, n=n, r=r, p=p, maxmem=memory + 2**20).hex()
    except ValueError:  # a cost that there cannot be, such as n=3
        return None


# The names of webapp2 2.0.
create_token = generate_random_string
create_password_hash = generate_password_hash
