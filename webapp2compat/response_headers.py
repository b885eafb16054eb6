"""The headers of a response, as a dictionary that is a view of the header list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import webob
import webob.headers
from webob.response import _content_type_has_charset

from .header_safety import as_text, refuse_unsafe, safe_header
from .settling import Settled


class ResponseHeaders(webob.headers.ResponseHeaders):
    """The headers of a response: case-insensitive, ordered, and able to hold a name more than once.

    .. differs:: A name or value that holds a carriage return, a line feed or another control character is refused
        with a ValueError; webapp2 sent it, and so let a client's text start a header of its own. Bytes become
        text, as byte strings are what Python 2 code has; in webapp2 3 most of them fail.
    """

    # Any object may be a value: it becomes text when it is sent.
    _items: Settled[list[tuple[str, Any]]] = Settled(lambda self: self._response._headerlist)
    # The response that was open when it was asked for its headers, or None: it takes most of them without a list, and
    # is settled when they are read. Set by __new__(): from Python 3.12 on, a default on the class would slow it down.
    _response: Any

    def __new__(cls, *args: Any, **kwargs: Any) -> ResponseHeaders:
        """Make headers that belong to no open response."""
        headers: ResponseHeaders = super().__new__(cls)
        headers._response = None
        return headers

    @classmethod
    def view_list(cls, lst: Any) -> ResponseHeaders:
        """Return a view of a header list.

        :raises TypeError: If ``lst`` is not a list.
        """
        if not isinstance(lst, list):
            raise TypeError(f"{cls.__name__}.view_list(obj) takes only actual list objects, not {lst!r}")
        headers = cls.__new__(cls)
        headers._items = lst
        return headers

    def __setitem__(self, key: str, value: Any) -> None:
        response = self._response
        if response is not None and response._set_while_open(key, value):
            return
        key, value = safe_header(key, value)
        items = self._items
        length, lowered = len(key), key.lower()
        for name, _ in items:
            if len(name) == length and name.lower() == lowered:
                items[:] = [item for item in items if item[0].lower() != lowered]
                break
        items.append((key, value))

    def add(self, key: str, value: Any) -> None:
        """Add a header without touching those of the same name."""
        self._items.append(safe_header(key, value))

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return the header, after setting it if there was none."""
        return super().setdefault(*safe_header(key, default))

    def extend(self, other: Any = None, **kwargs: Any) -> None:
        """Add headers from a dictionary or an iterable of pairs."""
        super().extend([safe_header(key, value) for key, value in _pairs(other)], **kwargs)

    def get_all(self, key: str) -> list[Any]:
        """Return all values of a header, an empty list if there is none."""
        values: list[Any] = self.getall(key)
        return values

    def add_header(self, _name: str, _value: str | None, **params: Any) -> None:
        """Add a header with parameters: ``add_header("Content-Disposition", "attachment", filename="a.txt")``.

        :param _name: The name of the header.
        :param _value: Its value, or ``None`` if it has only parameters.
        :param params: ``_`` in a name becomes ``-``; a value of ``None`` or ``""`` gives the bare name.
        :raises ValueError: If the name, or what its value becomes, is unsafe.

        .. differs:: A parameter outside ASCII is encoded as RFC 8187 says (``filename*=UTF-8''...``); webapp2 left a
            header that no server can send.
        """
        parts = [] if _value is None else [as_text(_value)]
        parts += [_parameter(name.replace("_", "-"), value) for name, value in params.items()]
        self.add(_name, "; ".join(parts))

    def __str__(self) -> str:
        lines = [f"{as_text(name)}: {as_text(value)}" for name, value in self._items]
        return "\r\n".join([*lines, "", ""])


def _pairs(other: Any) -> Iterable[tuple[str, Any]]:
    if other is None:
        return ()
    if hasattr(other, "items"):
        return other.items()  # type: ignore[no-any-return]
    if hasattr(other, "keys"):
        keys = other.keys()  # it may have no other way of naming them
        return [(key, other[key]) for key in keys]
    return other  # type: ignore[no-any-return]


def _parameter(name: str, value: Any) -> str:
    if value is None or len(value) == 0:
        return name
    if isinstance(value, bytes):
        value = value.decode("utf-8")
    if not value.isascii():
        return f"{name}*=UTF-8''{quote(value, safe='')}"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{name}="{escaped}"'


def _guarded(header: str, webobs: Any) -> Any:
    """Return one of WebOb's header properties with a setter that refuses what a header cannot hold."""

    def set_header(response: Any, value: Any) -> None:
        if isinstance(value, bytes):
            _, value = safe_header(header, value)
        for text in value if isinstance(value, list | tuple) else [value]:
            refuse_unsafe(header, text)
        webobs.fset(response, value)

    return webobs.setter(set_header)


def _with_quoted_brackets(cookie: str) -> str:
    # webapp2: brackets are quoted. Today's WebOb writes them as they are, and reads a value up to the first of them.
    name, _, rest = cookie.partition("=")
    value, semicolon, attributes = rest.partition(";")
    if value.startswith('"') or not {"[", "]"} & {*value}:
        return cookie
    quoted = value.replace("[", r"\133").replace("]", r"\135")
    return f'{name}="{quoted}"{semicolon}{attributes}'


def _with_name(kwargs: dict[str, Any]) -> dict[str, Any]:
    return {"name" if key == "key" else key: value for key, value in kwargs.items()}


@lru_cache(maxsize=64)
def with_charset(content_type: str, charset: str | None) -> str:
    """Add the default charset to a Content-Type that takes one, as WebOb does."""
    if charset and "charset=" not in content_type and _content_type_has_charset(content_type):
        return f"{content_type}; charset={charset}"
    return content_type


class GuardedHeaders(webob.Response):
    """The part of :class:`Response` that sets single headers: WebOb's properties, which refuse unsafe values."""

    # The Content-Type from which the application took the charset away: the next text written brings it back.
    _uncharted: str | None = None

    # Applications look into the signature and change its defaults: every argument is named here.
    def set_cookie(
        self,
        key: str | bytes | None = None,
        value: str | bytes | None = "",
        max_age: int | timedelta | None = None,
        path: str = "/",
        domain: str | None = None,
        secure: bool = False,
        httponly: bool = False,
        comment: str | None = None,
        expires: datetime | timedelta | int | None = None,
        overwrite: bool = False,
        samesite: str | bytes | None = None,
        *,
        name: str | bytes | None = None,
    ) -> None:
        """Set a cookie; its name may be given as ``name`` too, as in today's WebOb.

        The other parameters are WebOb's.

        :param key: The name of the cookie.
        :param name: The same.
        :param value: Its value, or ``None`` to delete it at the client.
        :param max_age: The seconds for which it lives, or a span of time; by default until the browser is closed.
        :raises TypeError: If it has no name.
        """
        named = key if name is None else name
        if named is None:
            raise TypeError("set_cookie() was given no name: pass it as the first argument.")
        attributes = (max_age, path, domain, secure, httponly, comment, expires, overwrite, samesite)
        super().set_cookie(named, value, *attributes)
        header, cookie = self.headerlist[-1]
        self.headerlist[-1] = header, _with_quoted_brackets(cookie)

    def delete_cookie(self, *args: Any, **kwargs: Any) -> None:
        """Delete a cookie at the client; its name may be given as ``key`` too."""
        super().delete_cookie(*args, **_with_name(kwargs))

    def unset_cookie(self, *args: Any, **kwargs: Any) -> None:
        """Take back a cookie that was set on this response; its name may be given as ``key`` too.

        With ``strict``, as by default, it is a ``KeyError`` that there is no such cookie.

        .. differs::
            The other cookies stay as they are; in webapp2 they lose ``HttpOnly`` and ``Secure``, and of two with one
            name and different paths the first is lost.
        """
        self._unset_cookie(*args, **_with_name(kwargs))

    def _unset_cookie(self, name: str | bytes, strict: bool = True) -> None:
        named = as_text(name)
        cookies = self.headers.getall("Set-Cookie")
        others = [cookie for cookie in cookies if cookie.partition("=")[0] != named]
        if len(others) < len(cookies):
            del self.headers["Set-Cookie"]
            self.headerlist.extend(("Set-Cookie", cookie) for cookie in others)
        elif strict:
            raise KeyError(f"No cookie has been set with the name {named!r}.")

    accept_ranges = _guarded("Accept-Ranges", webob.Response.accept_ranges)
    allow = _guarded("Allow", webob.Response.allow)
    content_disposition = _guarded("Content-Disposition", webob.Response.content_disposition)
    content_encoding = _guarded("Content-Encoding", webob.Response.content_encoding)
    content_language = _guarded("Content-Language", webob.Response.content_language)
    content_location = _guarded("Content-Location", webob.Response.content_location)
    content_md5 = _guarded("Content-MD5", webob.Response.content_md5)
    etag = _guarded("ETag", webob.Response.etag)
    location = _guarded("Location", webob.Response.location)
    pragma = _guarded("Pragma", webob.Response.pragma)
    server = _guarded("Server", webob.Response.server)
    vary = _guarded("Vary", webob.Response.vary)
    www_authenticate = _guarded("WWW-Authenticate", webob.Response.www_authenticate)

    def _content_type_header(self) -> str | None:
        for name, value in reversed(self._headerlist):
            if name == "Content-Type" or name.lower() == "content-type":
                content_type: str = value
                return content_type
        return None

    def _set_content_type(self, value: Any) -> None:
        if isinstance(value, bytes):
            value = as_text(value)
        if value and isinstance(value, str):
            self.headers["Content-Type"] = with_charset(value, self.default_charset)
        else:
            webob.Response.content_type.fset(self, value)

    content_type = webob.Response.content_type.setter(_set_content_type)

    def _set_charset(self, charset: str | None) -> None:
        webob.Response.charset.fset(self, charset)
        if not charset:
            self._uncharted = self._content_type_header()

    def _del_charset(self) -> None:
        self._set_charset(None)

    charset = webob.Response.charset.setter(_set_charset).deleter(_del_charset)
