"""What `sessions.py` sees to around a cookie: the secret keys that sign it, its flags, its size, and the caches.

Nothing here knows what a session is.
"""

from __future__ import annotations

import functools
import logging
import string
from typing import TYPE_CHECKING, Any

from .. import profile
from ..response import Response
from ..text import utf8

if TYPE_CHECKING:
    from ..request import Request

#: The size of a cookie, attributes included, that browsers are bound to keep (:rfc:`6265`).
MAX_COOKIE_SIZE = 4096
#: A secret key with fewer bytes than this can be guessed.
MIN_KEY_SIZE = 16

_log = logging.getLogger(__name__)
_VARY = (("Vary", "Cookie"),)
# What WebOb writes as it stands, without quotes.
_PLAIN = (string.ascii_letters + string.digits + "+/=|").encode()
# Keys that stand in documentations, and so in the word lists of those who forge cookies.
_SAMPLE_KEYS = frozenset(
    {
        b"my-super-secret-key",
        b"something-very, very secret",
        b"something-very-very-secret",
        b"your-super-secret-key",
        b"your-secret-key-goes-here",
        b"my_super_secret_key",
        b"put-your-secret-key-here",
    }
)


@functools.lru_cache(maxsize=128)  # so that a warning is logged once, not for each request
def accepted_keys(keys: tuple[str | bytes, ...], strict: bool) -> tuple[bytes, ...]:
    """Return the secret keys as bytes.

    :param keys: The keys, newest first.
    :param strict: Whether a key that is short or well known is an error instead of a warning.
    :raises ValueError: If there is no key, if one is empty, or if ``strict`` forbids one.
    """
    if not keys:
        raise ValueError("The list of secret keys for sessions is empty. Expected the newest key, then older ones.")
    result = tuple(utf8(key) for key in keys)
    for key in result:
        if not key.strip():
            raise ValueError("A secret key for sessions is empty, so that everyone can forge sessions. " + _ADVICE)
        weakness = _weakness(key)
        if weakness and strict:
            raise ValueError(f"A secret key for sessions {weakness}. {_ADVICE}")
        if weakness:
            _log.warning("A secret key for sessions %s. %s", weakness, _ADVICE)
    return result


_ADVICE = (
    "Set config['webapp2_extras.sessions']['secret_key'] to a random string, such as the one that this prints: "
    "python -c 'import secrets; print(secrets.token_hex(32))'"
)


def _weakness(key: bytes) -> str | None:
    if key in _SAMPLE_KEYS:
        return "is one from a documentation"
    if len(key) < MIN_KEY_SIZE:
        return f"has {len(key)} bytes, which can be guessed; expected {MIN_KEY_SIZE} or more"
    return None


# Any: the arguments of set_cookie have types of their own.
def write_cookie(request: Request, response: Any, name: str, value: bytes, arguments: dict[str, Any]) -> None:
    """Set a signed cookie on a response.

    :param request: The request that is answered.
    :param response: The response.
    :param name: The name of the cookie; ``__Host-`` or ``__Secure-`` in front of it demands the flags that it promises.
    :param value: The signed value.
    :param arguments: Arguments for ``response.set_cookie``.
    :raises ValueError: If the name promises what ``arguments`` deny.
    """
    is_safe = profile.setting(request.app, "secure_cookies")
    if is_safe or name.startswith("__"):
        arguments = _with_flags(request, name, arguments, is_safe)
    if not hasattr(type(response), "headerlist"):
        # A test's mock: webapp2 asks nothing else of it.
        response.set_cookie(name, value, **arguments)
        return
    response_class: Any = type(response)
    value = utf8(value)  # a serializer of the application's own may return text
    attributes = None if value.translate(None, _PLAIN) else _attributes(response_class, name, **arguments)
    if attributes is None:
        response.headers.extend(_vary(response))
        response.set_cookie(name, value, **arguments)
        cookie = response.headers.getall("Set-Cookie")[-1]
    else:
        cookie = f"{name}={value.decode('ascii')}{attributes}"
        response.add_headers(*_vary(response), ("Set-Cookie", cookie))
    if is_safe:
        response.cache_control.public = False
        response.cache_control.private = True
    if len(cookie) > MAX_COOKIE_SIZE:
        _log.error(_TOO_LARGE, name, len(cookie), MAX_COOKIE_SIZE)


_TOO_LARGE = (
    "The cookie %r takes %d bytes, and browsers drop what takes more than %d. Keep less in the session, or keep it in "
    "a back end such as 'redis'."
)


def _with_flags(request: Request, name: str, arguments: dict[str, Any], is_safe: bool) -> dict[str, Any]:
    prefix = name[: name.find("-") + 1].lower()
    if prefix == "__host-" and (arguments.get("domain") or arguments.get("path", "/") != "/"):
        raise ValueError(
            f"The cookie {name!r} cannot have domain={arguments.get('domain')!r} and path={arguments.get('path')!r}: "
            "browsers take a '__Host-' cookie with path='/' and without a domain only."
        )
    if prefix in ("__host-", "__secure-"):
        return {**arguments, "secure": True}
    if is_safe and arguments.get("secure") is None:
        return {**arguments, "secure": request.scheme == "https"}
    return arguments


@functools.lru_cache(maxsize=128)
def _attributes(response_class: Any, cookie_name: str, /, **arguments: Any) -> str | None:
    """Return what WebOb writes after the value of a cookie, or ``None`` if that is not the same each time."""
    if not issubclass(response_class, Response) or response_class.set_cookie is not Response.set_cookie:
        return None
    given = {argument for argument, value in arguments.items() if value is not None}
    if not given <= {"domain", "path", "secure", "httponly", "samesite"}:  # the others are a matter of time
        return None
    response = Response()
    response.set_cookie(cookie_name, b"", **arguments)
    header: str = response.headerlist[-1][1]
    return header.removeprefix(f"{cookie_name}=")


def _vary(response: Any) -> tuple[tuple[str, str], ...]:  # Any: a response_class may be any of WebOb's
    """Keep shared caches from handing one visitor's page to the next; return the header that is still to be added."""
    if getattr(response, "has_only_defaults", False):
        return _VARY
    varying = ", ".join(response.headers.getall("Vary"))
    if not {"cookie", "*"} & {name.strip().lower() for name in varying.split(",")}:
        response.headers["Vary"] = f"{varying}, Cookie" if varying else "Cookie"
    return ()
