"""The request that a handler reads.

The request context makes one for each request; that does no work. The properties read the WSGI environ when they are
asked, and raise a 400 (:class:`MalformedRequest`) for what cannot be read; ``forms.py`` splits queries and forms.
"""
from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterable
from typing import Any, ClassVar

import webob
from webob.compat import cgi_FieldStorage
from webob.cookies import RequestCookies, parse_cookie
from webob.multidict import GetDict, MultiDict, NoVars
from webob.request import DisconnectionError, LimitedLengthFile

from .forms import Fields, MalformedRequest, check_charset, form_fields, multipart_fields, query_fields
from .http_errors import HTTPRequestEntityTooLarge
from .profile import setting
from .typing import Environ
from .url_safety import is_host

# Noted in the environ once its path is tunnelled as PEP 3333 says: a request made of it again leaves it alone.
PATH_IS_TUNNELLED = "webapp2compat.path_is_tunnelled"
_PASTE = "paste.httpserver.proxy.host"

_QUERY_CACHE = "webob._parsed_query_vars"
_FORM_CACHE = "webob._parsed_post_vars"
_SEEKABLE = "webob.is_body_seekable"
_IN_MEMORY = 64 * 1024
_URLENCODED = "application/x-www-form-urlencoded"
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_.~!$&'()*+,;=:@/-]*")
_BEYOND_LATIN_1 = re.compile(r"[^\x00-\xff]")


class _Registry:
    """A dict for each request, made when it is first asked for; ``None`` on the class, as in webapp2."""

    def __get__(self, request: Request | None, owner: type | None = None) -> dict[str, Any] | None:
        if request is None:
            return None
        registry: dict[str, Any] = {}
        request.__dict__["registry"] = registry
        return registry


class Cookies(RequestCookies):
    """The cookies of a request.

    .. differs:: A cookie that cannot be decoded is left out by itself; webapp2 failed on all of them, so that one
        cookie of a neighbouring site took every page away from that visitor.
    """

    @property
    def _cache(self) -> dict[str, str]:
        header = self._environ.get("HTTP_COOKIE", "")
        cookies, parsed = self._environ.get(self._cache_key, ({}, None))
        if parsed != header:
            cookies = dict(_decodable(header))
            self._environ[self._cache_key] = (cookies, header)
        return cookies  # type: ignore[no-any-return]


def _decodable(header: str) -> Iterable[tuple[str, str]]:
    for name, value in parse_cookie(_BEYOND_LATIN_1.sub("\xff", header)):
        try:
            yield name.decode("utf-8"), value.decode("utf-8")
        except UnicodeDecodeError:
            continue


class _Body(LimitedLengthFile):
    """The request body as a file that answers 400 where it ends too early."""

    def readinto(self, buffer: Any) -> int:
        try:
            return super().readinto(buffer)  # type: ignore[no-any-return]
        except DisconnectionError as error:
            raise _cut_short() from error


def _cut_short() -> MalformedRequest:
    return MalformedRequest("The request body is shorter than its Content-Length.")


class Request(webob.Request):
    """What the client asked.

    .. differs:: Data that cannot be decoded, a Host header that is not a host, and a body shorter than announced
        raise a 400; webapp2 answered 500. A form is decoded with the charset that it declares; webapp2 failed on
        every charset but UTF-8.
    """

    app: Any = None  # WSGIApplication, which is a layer above
    response: Any = None  # what the application's response_class makes
    route: Any = None
    route_args: Any = None
    route_kwargs: Any = None
    registry: Any = _Registry()
    request_body_tempfile_limit = 0
    ResponseClass: ClassVar[Any] = None

    def __init__(self, environ: Environ, *args: Any, **kwargs: Any) -> None:
        if args or kwargs or type(environ) is not dict:
            # webapp2: the charset is UTF-8, whatever is given.
            kwargs["charset"] = "utf-8"
            super().__init__(environ, *args, **kwargs)
        else:
            self.__dict__["environ"] = environ
        if _PASTE in environ:
            _tunnel_path(environ)

    @classmethod
    def blank(
        cls, path: str, environ: Environ | None = None, base_url: str | None = None, headers: Any = None, **kwargs: Any
    ) -> Request:
        """Make a request for tests; ``POST=`` makes it a form that is posted."""
        request: Request = super().blank(path, environ=environ, base_url=base_url, headers=headers, **kwargs)
        return request

    def __repr__(self) -> str:
        try:
            text: str = super().__repr__()
        except MalformedRequest:
            text = f"<{type(self).__name__} at 0x{id(self):x} (malformed) {self.method}>"
        return text

    # Parameters

    def __getitem__(self, name: str) -> Any:
        return self.get(name)

    def get(self, argument_name: str, default_value: Any = "", allow_multiple: bool = False) -> Any:
        """Return the first value of a parameter, of the query string first and then of the form.

        :param default_value: What to return if there is no such parameter.
        :param allow_multiple: Deprecated; return a list of all values. Use :meth:`get_all`.
        """
        if allow_multiple:
            logging.warning("allow_multiple is a deprecated param. Please use the Request.get_all() method instead.")
            return self.get_all(argument_name) or default_value or []
        for name, value in self.GET._items:
            if name == argument_name:
                return value
        for name, value in self.POST.items():
            if name == argument_name:
                return value if value.__class__ is str else _content(value)
        return default_value

    def get_all(self, argument_name: str, default_value: Any = None) -> Any:
        """Return all values of a parameter, those of the query string first; a file's value is its content.

        :param default_value: What to return if there is none; an empty list by default.
        """
        values = [_content(value) for value in self.params.getall(argument_name)]
        if values or default_value is None:
            return values
        return default_value

    def arguments(self) -> list[str]:
        """Return the names of all parameters, each once, in the order of their first appearance."""
        return list(dict.fromkeys(self.params))

    def get_range(
        self, name: str, min_value: int | None = None, max_value: int | None = None, default: int | None = 0
    ) -> int | None:
        """Return a parameter as a number within bounds.

        :param default: The number if the parameter is missing or is none; it is held within the bounds too.
        """
        value: Any = self.get(name, default)
        if value is None:
            return None
        try:
            number: int | None = int(value)
        except (ValueError, TypeError):
            number = default
        if number is None:
            return None
        if max_value is not None:
            number = min(number, max_value)
        if min_value is not None:
            number = max(number, min_value)
        return number

    @property
    def GET(self) -> Any:  # a GetDict; WebOb's name
        """The parameters of the query string."""
        environ = self.environ
        source = environ.get("QUERY_STRING", "")
        if _QUERY_CACHE in environ:
            fields, parsed = environ[_QUERY_CACHE]
            if parsed == source:
                return fields
        fields = GetDict(query_fields(source, self.charset) if source else [], environ)
        environ[_QUERY_CACHE] = (fields, source)
        return fields

    @property
    def POST(self) -> Any:  # a MultiDict or NoVars; WebOb's name
        """The fields of the form in the body; no fields if the body is not a form."""
        environ = self.environ
        if _FORM_CACHE in environ:
            fields, body_file = environ[_FORM_CACHE]
            if body_file is environ["wsgi.input"]:
                return fields
        content_type = self.content_type
        is_form = content_type in (_URLENCODED, "multipart/form-data") or (
            not content_type and self.method == "POST"
        )
        if not is_form:
            return NoVars(f"Not an HTML form submission (Content-Type: {content_type})")
        fields = MultiDict(self._form_fields(content_type))
        environ[_FORM_CACHE] = (fields, environ["wsgi.input"])
        return fields

    def _form_fields(self, content_type: str) -> Fields:
        # FieldStorage, which WebOb reads forms with, takes the fields of a GET from the query alone.
        self.make_body_seekable()
        if self.method in ("GET", "HEAD") or not (content_type or "CONTENT_TYPE" not in self.environ):
            return []
        max_memory = setting(self.app, "max_form_memory")
        max_parts = setting(self.app, "max_form_parts")
        if content_type == "multipart/form-data":
            return multipart_fields(
                self.body_file_raw, self.environ, self.charset, max_parts=max_parts, max_memory=max_memory
            )
        if max_memory is not None and (self.content_length or 0) > max_memory:
            raise HTTPRequestEntityTooLarge(f"The form holds more than {max_memory} bytes.")
        return form_fields(self.body, self.charset, max_parts)

    @property
    def cookies(self) -> Any:  # WebOb's setter takes any mapping
        """The cookies of the request."""
        return Cookies(self.environ)

    @cookies.setter
    def cookies(self, value: Any) -> None:
        self.environ.pop("HTTP_COOKIE", None)
        Cookies(self.environ).update(value)

    # Body

    @property
    def body_file(self) -> Any:  # any file object a server chose
        """The body as a file."""
        self._refuse_long()
        stream = webob.Request.body_file.fget(self)
        if isinstance(stream, io.BufferedReader) and type(stream.raw) is LimitedLengthFile:
            raw = self.body_file_raw
            stream = io.BufferedReader(_Body(raw, self.content_length))
            self.environ["webob._body_file"] = stream, raw
        return stream

    @body_file.setter
    def body_file(self, value: Any) -> None:
        webob.Request.body_file.fset(self, value)

    @body_file.deleter
    def body_file(self) -> None:
        self.body = b""

    def _refuse_long(self) -> None:
        length = self.content_length
        if length is not None and length < 0:
            raise MalformedRequest("The Content-Length is negative.")
        limit = setting(self.app, "max_content_length")
        if limit is not None and length is not None and length > limit:
            raise HTTPRequestEntityTooLarge(f"The request body holds more than {limit} bytes.")

    def copy_body(self) -> None:
        """Read the body into memory, or into a temporary file if it is long."""
        length = self.content_length
        if length is None or length > max(_IN_MEMORY, self.request_body_tempfile_limit):
            super().copy_body()
            return
        self.environ[_SEEKABLE] = bool(self.environ.get(_SEEKABLE))
        self.body = self.body_file.read(length)

    @property
    def body(self) -> bytes:
        """The body as bytes."""
        return webob.Request.body.fget(self)  # type: ignore[no-any-return]

    @body.setter
    def body(self, value: bytes) -> None:
        webob.Request.body.fset(self, value)

    @body.deleter
    def body(self) -> None:
        self.body = b""

    @property
    def text(self) -> str:
        """The body as text, decoded with the charset that the request declares."""
        check_charset(self.charset)
        try:
            return self.body.decode(self.charset)
        except ValueError as error:
            raise MalformedRequest(f"The body is not valid {self.charset[:40]}.") from error

    # URL

    def encget(self, key: str, *args: Any, **kwargs: Any) -> Any:
        """Return a decoded value of the environ, such as the path."""
        try:
            return super().encget(key, *args, **kwargs)
        except UnicodeError as error:
            raise MalformedRequest("The path is not valid UTF-8.") from error

    @property
    def path(self) -> str:
        """The path of the request, percent-encoded, ``SCRIPT_NAME`` included."""
        environ = self.environ
        path = environ["PATH_INFO"]
        if not environ.get("SCRIPT_NAME") and _PLAIN_PATH.fullmatch(path):
            return path  # type: ignore[no-any-return]
        return webob.Request.path.fget(self)  # type: ignore[no-any-return]

    @property
    def host_url(self) -> str:
        """The URL up to the path."""
        self._refuse_bad_host()
        return webob.Request.host_url.fget(self)  # type: ignore[no-any-return]

    def _get_host(self) -> str:
        self._refuse_bad_host()
        return webob.Request.host.fget(self)  # type: ignore[no-any-return]

    host = property(_get_host, webob.Request.host.fset, webob.Request.host.fdel, doc="The host, with its port.")

    def _refuse_bad_host(self) -> None:
        host = self.environ.get("HTTP_HOST")
        if host is None:
            return
        if not is_host(host):
            raise MalformedRequest("The Host header is not a host.")
        trusted = setting(self.app, "trusted_hosts")
        if trusted is not None and not _is_trusted(host, trusted):
            raise MalformedRequest("The Host header names a host that is not served here.")

    uri = property(lambda self: self.url, doc="The URL of the request: webapp's name for ``url``.")
    query = property(
        lambda self: self.query_string,
        lambda self, value: setattr(self, "query_string", value),
        doc="The query string: webapp's name for ``query_string``.",
    )


def _is_trusted(host: str, trusted: Iterable[str]) -> bool:
    """Compare a host without its port; ``.example.com`` trusts the domain and all below it."""
    name = re.sub(r":[0-9]*\Z", "", host).lower()
    return any(name == item or (item.startswith(".") and ("." + name).endswith(item)) for item in trusted)


def _content(value: Any) -> Any:
    """Return the content of an uploaded file, and other values as they are."""
    return value.value if isinstance(value, cgi_FieldStorage) else value


def _tunnel_path(environ: Environ) -> None:
    """Turn the path that Paste has decoded to text back into latin-1 text that stands for bytes."""
    if PATH_IS_TUNNELLED not in environ:
        environ[PATH_IS_TUNNELLED] = True
        for key in ("SCRIPT_NAME", "PATH_INFO"):
            environ[key] = environ.get(key, "").encode("utf-8", "surrogatepass").decode("latin-1")
