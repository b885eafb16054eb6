"""The request that a handler reads.

The application makes one for each request (``request_of()``); that does no work. The properties read the WSGI environ
when they are asked, and raise a 400 (:class:`MalformedRequest`) for what cannot be read. ``request_body.py`` reads the
body, ``request_cookies.py`` the cookies, ``forms.py`` splits queries and forms.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Any

import webob
from webob.compat import cgi_FieldStorage
from webob.multidict import GetDict, MultiDict, NoVars

from .forms import Fields, MalformedRequest, form_fields, multipart_fields, query_fields
from .http_errors import HTTPRequestEntityTooLarge
from .profile import setting
from .request_body import RequestBody
from .request_cookies import Cookies
from .settling import Settled
from .typing import Environ
from .url_safety import is_host

# Noted in the environ once its path is tunnelled as PEP 3333 says: a request made of it again leaves it alone.
PATH_IS_TUNNELLED = "webapp2compat.path_is_tunnelled"

_PASTE = "paste.httpserver.proxy.host"
_QUERY_CACHE = "webob._parsed_query_vars"
_FORM_CACHE = "webob._parsed_post_vars"
_URLENCODED = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_.~!$&'()*+,;=:@/-]*")
# The route, args and kwargs of a request that no route has matched yet.
_UNMATCHED: tuple[Any, Any, Any] = (None, None, None)
_PORT = re.compile(r":[0-9]*\Z")


class _Error:
    """What is known about the error that is being answered, put there by the error pipeline; ``None`` without one."""

    def __get__(self, request: Any, owner: type | None = None) -> Any:
        if request is None:
            return None
        known = request.__dict__.get("_error")
        # The pipeline does not say more of an error before somebody asks.
        return known[0].info_of(request) if type(known) is list else known


class _Matched:
    """One of the three things that a route's match tells: assigned together by the router, or one by one."""

    def __init__(self, place: int) -> None:
        self._place = place

    def __get__(self, request: Any, owner: type | None = None) -> Any:
        return None if request is None else request.__dict__.get("_matched", _UNMATCHED)[self._place]

    def __set__(self, request: Any, value: Any) -> None:
        matched = [*request.__dict__.get("_matched", _UNMATCHED)]
        matched[self._place] = value
        request.__dict__["_matched"] = tuple(matched)

    def __delete__(self, request: Any) -> None:
        if self.__get__(request) is None:
            raise AttributeError("No route has matched the request.")
        self.__set__(request, None)


class Query(GetDict):
    """The parameters of a query string."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Query:
        return type(self)(list(self.items()), {**self.env})


class Request(RequestBody):
    """What the client asked.

    .. differs:: Data that cannot be decoded, a Host header that is not a host, and a body shorter than announced
        raise a 400; webapp2 answered 500. A form is decoded with the charset that it declares; webapp2 failed on
        every charset but UTF-8. A request cannot be iterated; webapp2 with ``request[name]`` went on for ever. The
        body can be set to text, as native strings were; webapp2 3 fails.
    """

    response: Any = None  # what the application's response_class makes
    route: Any = _Matched(0)
    route_args: Any = _Matched(1)
    route_kwargs: Any = _Matched(2)
    registry: Any = Settled(lambda request: {})
    error: Any = _Error()
    request_body_tempfile_limit = 0
    ResponseClass: Any = None  # set by response.py, which is a layer above
    _query: tuple[Any, str] = (None, "")

    # Python would iterate with __getitem__(0), (1), ... for ever, as no parameter is missing there.
    __iter__: None = None
    __contains__: None = None

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
            return text
        except MalformedRequest:
            return f"<{type(self).__name__} at 0x{id(self):x} {self.method} (malformed)>"

    def __getattr__(self, name: str) -> Any:
        if name == "environ":
            raise AttributeError("The request has no environ.")  # copy.copy() asks before it has given it one
        if name == "_matched":
            raise AttributeError("No route has matched the request. Send it to an application, or set its route.")
        return super().__getattr__(name)

    def __getitem__(self, name: str) -> Any:
        return self.get(name)

    def get(self, argument_name: str, default_value: Any = "", allow_multiple: bool = False) -> Any:
        """Return the first value of a parameter, of the query string first and then of the form.

        :param argument_name: The name of the parameter.
        :param default_value: What to return if there is no such parameter.
        :param allow_multiple: Deprecated; return a list of all values. Use :meth:`get_all`.
        :raises MalformedRequest: If the query string or the form cannot be decoded.
        """
        if allow_multiple:
            logging.warning("allow_multiple is a deprecated param. Please use the Request.get_all() method instead.")
            return self.get_all(argument_name) or default_value or []
        if type(self) is not Request or (Request.get_all, Request.params) != _STOCK:
            # webapp2: a class may override get_all(), or the params that it reads, and a test patch them.
            return next(iter(self.get_all(argument_name)), default_value)
        for name, value in self.GET.items():
            if name == argument_name:
                return value
        return self._posted(argument_name, default_value)

    def _posted(self, argument_name: str, default_value: Any) -> Any:
        for name, value in self.POST.items():
            if name == argument_name:
                return _content(value)
        return default_value

    def get_all(self, argument_name: str, default_value: Any = None) -> Any:
        """Return all values of a parameter, those of the query string first; a file's value is its content.

        :param argument_name: The name of the parameter.
        :param default_value: What to return if there is none; an empty list by default.
        :raises MalformedRequest: If the query string or the form cannot be decoded.
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

        :param name: The name of the parameter.
        :param min_value: The least number, if there is one.
        :param max_value: The greatest number, if there is one.
        :param default: The number if the parameter is missing or is none; it is held within the bounds too.
        :returns: The number, or ``None`` if that is the default and there is no other.
        :raises MalformedRequest: If the query string or the form cannot be decoded.
        """
        value: Any = self.get(name, default)
        if value is None:
            return None
        number: int | None
        try:
            number = int(value)
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
    def GET(self) -> Any:  # WebOb's name, and its GetDict
        """The parameters of the query string."""
        environ = self.environ
        source = environ.get("QUERY_STRING", "")
        # A GetDict holds the environ. Kept in the environ, where WebOb keeps it, it would be a reference cycle.
        fields, parsed = environ.get(_QUERY_CACHE) or self._query
        if parsed != source or fields is None:
            environ.pop(_QUERY_CACHE, None)
            fields = Query(query_fields(source, self.declared_charset()) if source else [], environ)
            self.__dict__["_query"] = (fields, source)
        return fields

    @property
    def POST(self) -> Any:  # WebOb's name, and its MultiDict or NoVars
        """The fields of the form in the body; no fields if the body is not a form."""
        environ = self.environ
        if _FORM_CACHE in environ:
            fields, stream = environ[_FORM_CACHE]
            if stream is environ["wsgi.input"]:
                return fields
        content_type = self.content_type or ""
        if not (content_type in (_URLENCODED, _MULTIPART) or (not content_type and self.method == "POST")):
            return NoVars(f"Not an HTML form submission (Content-Type: {content_type})")
        self.make_body_seekable()
        fields = MultiDict(self._form_fields(content_type))
        environ[_FORM_CACHE] = (fields, environ["wsgi.input"])
        return fields

    def _form_fields(self, content_type: str) -> Fields:
        # WebOb reads forms with FieldStorage, which looks for the fields of a GET in the query alone, and takes a
        # Content-Type that is there but empty for no form.
        if self.method in ("GET", "HEAD") or (not content_type and "CONTENT_TYPE" in self.environ):
            return []
        max_memory = setting(self.app, "max_form_memory")
        max_parts = setting(self.app, "max_form_parts")
        charset = self.declared_charset()
        if content_type == _MULTIPART:
            return multipart_fields(self.environ, charset, max_parts=max_parts, max_memory=max_memory)
        body = self.body
        if max_memory is not None and len(body) > max_memory:
            raise HTTPRequestEntityTooLarge(f"The form holds more than {max_memory} bytes.")
        return form_fields(body, charset, max_parts)

    def _get_cookies(self) -> Cookies:
        """The cookies of the request."""
        return Cookies(self.environ)

    cookies = webob.Request.cookies.getter(_get_cookies)

    def encget(self, key: str, *args: Any, **kwargs: Any) -> Any:
        """Return a decoded value of the environ, such as the path.

        :raises MalformedRequest: If it is no UTF-8.
        """
        try:
            return super().encget(key, *args, **kwargs)
        except UnicodeError as error:
            raise MalformedRequest("The path is not valid UTF-8.") from error

    @property
    def path(self) -> str:
        """The path of the request, percent-encoded, ``SCRIPT_NAME`` included."""
        environ = self.environ
        path: str = environ["PATH_INFO"]
        if environ.get("SCRIPT_NAME") or not _PLAIN_PATH.fullmatch(path):
            path = webob.Request.path.fget(self)
        return path

    @property
    def host_url(self) -> str:
        """The URL up to the path."""
        environ = self.environ
        host = environ.get("HTTP_HOST")
        if host is not None:
            _refuse_bad(self, host)
        if not host or host.endswith((":80", ":443", ":")):
            url: str = webob.Request.host_url.fget(self)
            return url
        return f"{environ['wsgi.url_scheme']}://{host}"

    def _get_host(self) -> str:
        """The host, with its port."""
        named = self.environ.get("HTTP_HOST")
        if named is not None:
            _refuse_bad(self, named)
        host: str = webob.Request.host.fget(self)
        return host

    host = webob.Request.host.getter(_get_host)

    uri = property(lambda self: self.url, doc="The URL of the request: webapp's name for ``url``.")
    query = webob.Request.query_string


_new = object.__new__
_init = Request.__init__
_STOCK = (Request.get_all, Request.params)


def request_of(app: Any, environ: Environ, response: Any) -> Request:  # Any: they stand above this module
    """Make the request of an application for an environ; it knows the application and the response.

    The constructor, where it is the one above and would do next to nothing, is not called: a call of it costs more than
    finding the route.
    """
    request_class = app.request_class
    if request_class is Request and Request.__init__ is _init and type(environ) is dict and _PASTE not in environ:
        request = _new(Request)
        attributes = request.__dict__
        attributes["environ"] = environ
    else:
        request = request_class(environ)
        attributes = request.__dict__
    # Straight into the dict: WebOb's requests have a __setattr__ that costs more than all the rest.
    attributes["app"], attributes["response"] = app, response
    return request


def _refuse_bad(request: Request, host: str) -> None:
    if not is_host(host):
        raise MalformedRequest("The Host header is not a host.")
    trusted = setting(request.app, "trusted_hosts")
    if trusted is not None and not _is_trusted(host, trusted):
        raise MalformedRequest("The Host header names a host that is not served here.")


def _is_trusted(host: str, trusted: Iterable[str]) -> bool:
    """Compare a host without its port; ``.example.com`` trusts the domain and all below it."""
    name = _PORT.sub("", host).lower()
    return any(name == item or (item.startswith(".") and f".{name}".endswith(item)) for item in trusted)


def _content(value: Any) -> Any:
    """Return the content of an uploaded file, and other values as they are."""
    return value if isinstance(value, str) or not isinstance(value, cgi_FieldStorage) else value.value


def _tunnel_path(environ: Environ) -> None:
    """Turn the path that Paste has decoded to text back into latin-1 text that stands for bytes."""
    if PATH_IS_TUNNELLED not in environ:
        environ[PATH_IS_TUNNELLED] = True
        for key in ("SCRIPT_NAME", "PATH_INFO"):
            environ[key] = environ.get(key, "").encode("utf-8", "surrogatepass").decode("latin-1")
