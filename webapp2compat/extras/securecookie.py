"""Signed values for cookies: what they say can be read by anyone, and changed by nobody without the key.

A signed value is ``value|timestamp|signature``, as webapp2 writes it. `sessions.py` makes one
:class:`SecureCookieSerializer` for each request.
"""

from __future__ import annotations

import copy
import functools
import hmac
import logging
import re
import time
from binascii import b2a_hex
from collections.abc import Sequence
from typing import Any

from ..text import utf8
from . import json

#: How far, in seconds, the clock of the machine that signed a value may be ahead of ours.
CLOCK_SKEW = 300

_log = logging.getLogger(__name__)
_ESCAPED = re.compile(rb"\\([0-3][0-7][0-7]|.)", re.DOTALL)
_PURPOSE_2 = b"webapp2compat.extras.securecookie 2"


class SecureCookieSerializer:
    """Sign values, and read them back if the signature is right and not too old.

    :param secret_key: A secret random string. A list rotates keys: the first signs, any of them verifies.
    :param version: The format to write. 1 is webapp2's: HMAC-SHA1 over ``name|value|timestamp``. 2 is HMAC-SHA256 with
        a key derived for this purpose alone, over parts whose length is signed too. Both are read, whichever is
        written.
    :raises TypeError: If a key is neither text nor bytes.

    .. differs::
        ``secret_key`` may be a list, and ``version`` is new.
    """

    #: The key that signs.
    secret_key: bytes

    def __init__(self, secret_key: str | bytes | Sequence[str | bytes], *, version: int = 1) -> None:
        if isinstance(secret_key, (tuple, list)) and secret_key:
            keys = tuple(secret_key)
        elif isinstance(secret_key, (str, bytes)):
            keys = (secret_key,)
        else:
            raise TypeError(f"The secret key is a {type(secret_key).__name__}. Expected text, bytes or a list of them.")
        self.secret_key, self._older_keys = _newest_and_older(keys)
        self._version = version

    # Any: a signed value is whatever JSON can hold.
    def serialize(self, name: str | bytes, value: Any) -> bytes:
        """Return a value, signed.

        :param name: The name of the cookie, the only one under which the signature is right.
        :param value: A value that JSON can hold.
        :raises TypeError: If it cannot.
        """
        timestamp = str(self._get_timestamp()).encode()
        payload = utf8(self._encode(value))
        signature = self._sign(self._version, utf8(name), payload, timestamp)
        signed = b"|".join((payload, timestamp, signature))
        return signed if self._version == 1 else b"2|" + signed

    def deserialize(self, name: str | bytes, value: str | bytes | None, max_age: int | None = None) -> Any:
        """Return the value that was signed, or ``None`` for one that is forged, spoilt or too old.

        :param name: The name of the cookie.
        :param value: What :meth:`serialize` returned, here or in webapp2.
        :param max_age: The greatest age in seconds, or ``None`` for any.

        .. differs::
            A timestamp that is no number, or more than five minutes ahead of the clock, makes the value invalid.
            webapp2 fails on the one, and takes the other for one that never grows old.
        """
        version, parts = _parts(value)
        if not version:
            return None
        payload, timestamp, signature = parts
        signed = (utf8(name), payload, timestamp)
        is_genuine = hmac.compare_digest(signature, self._sign(version, *signed))
        if not is_genuine and not self._is_older_signature(signature, version, *signed):
            _log.warning("Invalid cookie signature %r", b"|".join(parts))
            return None
        if not self._is_timely(timestamp, max_age):
            _log.warning("Expired cookie %r", b"|".join(parts))
            return None
        try:
            return self._decode(payload)
        except Exception:  # what an overridden _decode raises is its own business; a spoilt cookie is no value
            _log.warning("Cookie value failed to be decoded: %r", payload)
            return None

    def _is_older_signature(self, signature: bytes, version: int, *parts: bytes) -> bool:
        older = copy.copy(self)
        for older.secret_key in self._older_keys:
            if hmac.compare_digest(signature, older._sign(version, *parts)):
                return True
        return False

    def _is_timely(self, timestamp: bytes, max_age: int | None) -> bool:
        try:
            signed_at = int(timestamp)
        except ValueError:
            return False
        now = self._get_timestamp()
        return signed_at <= now + CLOCK_SKEW and (max_age is None or signed_at >= now - max_age)

    def _sign(self, version: int, *parts: bytes) -> bytes:
        if version == 1:
            signature = self._get_signature(*parts)
            return signature if type(signature) is bytes else utf8(signature)
        key = hmac.digest(self.secret_key, _PURPOSE_2, "sha256")
        message = b"".join([b"%d:%b" % (len(part), part) for part in parts])
        return b2a_hex(hmac.digest(key, message, "sha256"))

    def _encode(self, value: Any) -> bytes:
        return json.b64encode(value)

    def _decode(self, value: bytes) -> Any:
        return json.b64decode(value)

    def _get_timestamp(self) -> int:
        return int(time.time())

    def _get_signature(self, *parts: str | bytes) -> bytes:
        try:
            message = b"|".join(parts)  # type: ignore[arg-type]
        except TypeError:  # legacy code hands in text
            message = b"|".join(map(utf8, parts))
        maker = _keyed_maker(self.secret_key).copy()
        maker.update(message)
        return maker.hexdigest().encode()


@functools.lru_cache(maxsize=32)
def _newest_and_older(keys: tuple[str | bytes, ...]) -> tuple[bytes, tuple[bytes, ...]]:
    newest, *older = [utf8(key) for key in keys]
    return newest, tuple(older)


@functools.lru_cache(maxsize=32)
def _keyed_maker(key: bytes) -> hmac.HMAC:
    """Return what starts a signature: to copy it costs less than to start with the key."""
    return hmac.new(key, digestmod="sha1")


def _parts(value: str | bytes | None) -> tuple[int, list[bytes]]:
    """Return the version of a signed value, and its payload, timestamp and signature; version 0 for anything else."""
    try:
        signed = utf8(value or b"")
    except UnicodeEncodeError:  # half a surrogate pair: nothing that was ever signed
        return 0, []
    parts = (_unquoted(signed) if signed[:1] == b'"' else signed).split(b"|")
    if len(parts) == 3:
        return 1, parts
    if len(parts) == 4 and parts[0] == b"2":
        return 2, parts[1:]
    return 0, []


def _unquoted(value: bytes) -> bytes:
    r"""Undo the quoting of a whole cookie value, ``"...\075"``, as the WebOb of Python 2 wrote it."""
    if len(value) < 2 or value[-1:] != b'"':
        return value
    return _ESCAPED.sub(_unescaped, value[1:-1])


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes([int(code, 8)]) if len(code) == 3 else code
