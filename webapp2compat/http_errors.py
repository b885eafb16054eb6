"""What ``abort()`` raises: WebOb's HTTP exceptions, made lean and safe, with webapp2's reason phrases.

``status_map`` holds one class for each of WebOb's, a subclass of it with the same name; each is an attribute of this
module too. The application answers with :func:`presented`, so that the exceptions of ``webob.exc`` itself, which
``webapp2.exc`` still is, show the same phrases and the same pages.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import lru_cache
from string import Template
from typing import Any, NoReturn

import webob
import webob.headers
from webob import exc
from webob.response import EmptyResponse

from .error_pages import CONTENT_TYPES, html_page, json_page, page_format, text_page
from .header_safety import (
    Header,
    as_text,
    header_fault,
    is_bodiless,
    plain_name,
    refuse_unsafe_status,
    split_unsafe,
    without_body_headers,
    without_repeats,
)
from .settling import Settled
from .status import _webapp_status_reasons, status_reasons
from .typing import Environ, StartResponse
from .url_safety import own_location, sent_location

logger = logging.getLogger(__name__)


# The classes of other codes keep WebOb's titles.
_PHRASES = {
    f"{code} {exc.status_map[code].title}": f"{code} {phrase}"
    for code, phrase in _webapp_status_reasons.items()
    if code in exc.status_map
}


class LeanError(exc.WSGIHTTPException):
    """Mixed into each class of WebOb's: builds no headers and no body before they are needed, and sends safe ones.

    .. differs:: Headers that would end early and start another (CR, LF, NUL) are left out with a warning in the log, as
        the reason of such a status is.
        A 204 or 304 carries no headers that describe a body, and none is sent twice.
    """

    _status: str
    _headers: Any = None
    conditional_response = False
    #: More about the error, which stands in a comment of the HTML page.
    comment: Any = None
    _headerlist: Settled[list[Header]] = Settled(lambda self: self._blank_headers())
    _app_iter: Settled[Iterable[bytes]] = Settled(lambda self: [b""])

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        status = f"{cls.code} {cls.title}"
        cls._status = _PHRASES.get(status, status)
        cls.title = cls._status.partition(" ")[2]

    def __init__(
        self,
        detail: Any = None,
        headers: Any = None,
        comment: Any = None,
        body_template: str | None = None,
        json_formatter: Any = None,
        **kw: Any,
    ) -> None:
        if kw:
            super().__init__(detail, None, comment, body_template, json_formatter, **kw)
        else:
            self.args = (detail,)
            self.detail = detail
            if comment is not None:
                self.comment = comment
            if body_template is not None:
                self.body_template = body_template
                self.body_template_obj = Template(body_template)
            if json_formatter is not None:
                self.json_formatter = json_formatter
        if headers:
            self._headerlist.extend(_without_unsafe(headers))

    def _blank_headers(self) -> list[Header]:
        """Return the headers that WebOb's constructor sets."""
        if self.empty_body:
            return []
        return [
            ("Content-Type", f"{self.default_content_type}; charset={self.default_charset}"),
            ("Content-Length", "0"),
        ]

    def _set_status(self, status: Any) -> None:
        refuse_unsafe_status(as_text(status))
        exc.WSGIHTTPException.status.fset(self, status)

    status = property(exc.WSGIHTTPException.status.fget, _set_status)

    def __str__(self) -> str:
        # webapp2: a detail may be any object; str() then takes the text of it.
        return str(self.detail or self.explanation)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request with this error: the body that was set on it, or the default page."""
        if environ["REQUEST_METHOD"] == "HEAD" or self.empty_body or self._is_written():
            return self._answer_as_is(environ, start_response)
        return self.generate_response(environ, start_response)

    def _is_written(self) -> bool:
        return "_app_iter" in self.__dict__ and bool(self.has_body)

    def _answer_as_is(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        headers = self._headers_to_send(environ)
        is_empty = environ["REQUEST_METHOD"] == "HEAD"
        if is_bodiless(self.status):
            headers, is_empty = without_body_headers(headers), True
        elif not any(name.lower() == "content-type" for name, _ in headers):
            # 205 has no body but is not exempt from naming a type.
            headers += [("Content-Type", CONTENT_TYPES["html"]), ("Content-Length", "0")]
        start_response(self.status, without_repeats(headers))
        if is_empty:
            body: Iterable[bytes] = EmptyResponse(self._app_iter)
        else:
            body = self._app_iter
        return body

    def generate_response(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request with the default page, in the format that its Accept header asks for."""
        page = page_format(environ)
        if page == "html":
            text = self.html_body(environ)
        elif page == "json":
            text = self.json_body(environ)
        else:
            text = self.plain_body(environ)
        body = text.encode("utf-8", "backslashreplace")
        headers: list[Header] = []
        if "_headerlist" in self.__dict__:
            headers = self._extra_headers(environ)
        headers += [("Content-Length", str(len(body))), ("Content-Type", CONTENT_TYPES[page])]
        start_response(self._status, headers)
        return [body]

    def _extra_headers(self, environ: Environ) -> list[Header]:
        headers: list[Header] = []
        for header in self._headerlist:
            lowered = plain_name(*header)
            if not lowered or lowered == "location":
                return without_repeats(without_body_headers(self._headers_to_send(environ)))
            if lowered not in ("content-type", "content-length"):
                headers.append(header)
        return headers

    def _headers_to_send(self, environ: Environ) -> list[Header]:
        return [
            header if header[0].lower() != "location" else (header[0], sent_location(header[1], environ))
            for header in _without_unsafe(self._headerlist)
        ]

    def html_body(self, environ: Environ) -> str:
        """Return the default page in HTML."""
        return html_page(self, environ)

    def plain_body(self, environ: Environ) -> str:
        """Return the default page in plain text."""
        return text_page(self, environ)

    def json_body(self, environ: Environ) -> str:
        """Return the default page as JSON."""
        return json_page(self, environ)


class LeanRedirect(exc._HTTPMove):
    """Mixed into WebOb's classes for redirects, before LeanError: they take a ``location`` instead of keywords."""

    def __init__(
        self,
        detail: Any = None,
        headers: Any = None,
        comment: Any = None,
        body_template: str | None = None,
        location: str | None = None,
        add_slash: bool = False,
    ) -> None:
        super().__init__(detail, headers, comment, body_template)
        if location is not None:
            if "\n" in location or "\r" in location:
                raise ValueError("Control characters are not allowed in location")
            if add_slash:
                raise TypeError("You can only provide one of the arguments location and add_slash")
            self.location = location
        self.add_slash = add_slash

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request with this redirect."""
        # An application may keep the exception and raise it for the next client, who has another URL.
        redirect = copy_of(self)
        if self.add_slash:
            redirect.location = own_location(environ, slash=True)
        elif not self.location:
            logger.warning("%s has no location: it leads to where it came from.", self.status)
            redirect.location = own_location(environ)
        else:
            redirect.location = sent_location(self.location, environ)
        answer: Iterable[bytes] = super(LeanRedirect, redirect).__call__(environ, start_response)
        return answer


def _without_unsafe(headers: Any) -> list[Header]:
    # Servers want tuples; what came out of JSON is lists.
    pairs = [(name, value) for name, value in (headers.items() if hasattr(headers, "items") else headers)]
    if all([plain_name(name, value) for name, value in pairs]):
        return pairs
    safe, faults = split_unsafe(pairs)
    if faults:
        logger.warning("A header was left out of an HTTP exception. %s", " ".join(faults))
    return safe


class HTTPBadRequest(LeanError, exc.HTTPBadRequest):
    """400: the request cannot be understood."""


class HTTPNotFound(LeanError, exc.HTTPNotFound):
    """404: there is nothing here."""


class HTTPMethodNotAllowed(LeanError, exc.HTTPMethodNotAllowed):
    """405: the resource does not support the method; its ``Allow`` header names those that it supports."""


class HTTPRequestEntityTooLarge(LeanError, exc.HTTPRequestEntityTooLarge):
    """413: the body is longer than the application allows."""


class HTTPInternalServerError(LeanError, exc.HTTPInternalServerError):
    """500: the application failed."""


class HTTPNotImplemented(LeanError, exc.HTTPNotImplemented):
    """501: the application does not know the method."""


# What the package itself raises stands above by name; the others differ from WebOb's in nothing but what is mixed in.
_NAMED: dict[Any, type[LeanError]] = {cls.__bases__[1]: cls for cls in LeanError.__subclasses__()}


@lru_cache(maxsize=256)
def _lean(stock: Any) -> type[LeanError]:
    """Return the lean subclass of one of WebOb's exceptions, or of an application's subclass of one."""
    if stock in _NAMED:
        return _NAMED[stock]
    mixins: tuple[Any, ...] = (LeanRedirect, LeanError) if issubclass(stock, exc._HTTPMove) else (LeanError,)
    return type(stock.__name__, (*mixins, stock), {"__doc__": stock.__doc__, "__module__": __name__})


_STOCK = dict(exc.status_map)
status_map: dict[int, type[LeanError]] = {code: _lean(stock) for code, stock in _STOCK.items()}

# All are attributes of this module, so that they can be pickled.
globals().update({error.__name__: error for error in status_map.values()})

# An exception that renders itself in its own way goes on doing so.
_RENDERING = ("__call__", "generate_response", "html_body", "plain_body", "json_body", "_make_body")


def _sent_status(status: str) -> str:
    """Return a status line with a reason that can be sent as a part of one line."""
    fault = header_fault("Status", status)
    if fault is None:
        return status
    logger.warning("The reason of a status was left out of an HTTP exception. %s", fault)
    code = int(status.split()[0])
    return f"{code} {status_reasons.get(code, 'Unknown')}"


def presented(error: Any) -> Any:  # any WSGI application may be given, and is given back
    """Return what to answer with for an HTTP exception: webapp2's phrases, and pages that leak and inject nothing.

    :param error: An exception of ``webob.exc``, of this module, or of a class of the application's.
    """
    if isinstance(error, LeanError) or not isinstance(error, exc.WSGIHTTPException):
        return error
    state = error.__dict__
    state["_status"] = _PHRASES.get(state["_status"]) or _sent_status(state["_status"])
    cls: Any = type(error)
    stock = exc._HTTPMove if isinstance(error, exc._HTTPMove) else exc.WSGIHTTPException
    if any(getattr(cls, name) is not getattr(stock, name) for name in _RENDERING):
        return error
    lean = _lean(cls)
    return _made_of(lean, state, error.args)


def copy_of(error: Any) -> Any:  # the class is the application's, or one of WebOb's
    """Return an HTTP exception with headers of its own, to be changed for one client.

    The instance that was raised may be raised again for another client: applications keep some in their modules.
    """
    headers = list(error.headerlist)
    view = webob.headers.ResponseHeaders.view_list(headers)
    return _made_of(error.__class__, {**error.__dict__, "_headerlist": headers, "_headers": view}, error.args)


def _made_of(cls: Any, attributes: dict[str, Any], args: tuple[Any, ...]) -> Any:
    answer = cls.__new__(cls)
    # Past what the class makes of assignments: that of a frozen dataclass refuses them.
    object.__setattr__(answer, "__dict__", attributes)
    object.__setattr__(answer, "args", args)
    return answer


def carry_cookies(response: Any, error: Any) -> None:  # a response_class may be any WSGI application
    """Copy the cookies that were set on a response to the HTTP exception that is sent in its place.

    What tells caches of them, ``Vary``, comes along.
    """
    if getattr(response, "has_only_defaults", False) or not isinstance(error, webob.Response):
        return
    named = [(header[0].lower(), header) for header in getattr(response, "headerlist", ())]
    cookies = [header for name, header in named if name == "set-cookie"]
    varies = [header for name, header in named if name == "vary"] if cookies else []
    present = error.headerlist
    present += [header for header in cookies + varies if header not in present]


def abort(code: int, *args: Any, **kwargs: Any) -> NoReturn:
    """Raise the HTTP exception for a status code.

    :param code: A status code that WebOb has an exception for, such as 404.
    :param args: ``detail``, ``headers``, ``comment`` and ``body_template``, in this order.
    :param kwargs: The same by name, ``json_formatter``, and attributes of the response such as ``explanation``.
    :raises KeyError: If there is no exception for ``code``.

    .. differs:: Cookies that were set on the response of the request travel with the exception; webapp2 loses them, and
        with them what a handler wrote to its session.
    """
    raise error_class(code)(*args, **kwargs)


def error_class(code: int) -> type[Any]:  # Any: an application may have classes of its own
    """Return the class of what :func:`abort` raises for a status code.

    :raises KeyError: If there is no exception for ``code``.
    """
    registered = exc.status_map.get(code)
    if registered is None:
        raise KeyError(f"No exception is defined for code {code!r}.")
    # webapp2: what an application has put into WebOb's map, for 429 as an example, is raised as it is.
    return status_map[code] if registered is _STOCK.get(code) else registered
