"""The response that a handler writes.

The application makes one with no arguments (``response_of()``), the handler writes text on it, and the application
calls it to send it. On that path no header list is built before it is sent (``response_body.py``). Whoever looks at
anything else settles the response first; from then on it works on the attributes that WebOb's own methods use.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import webob
from webob.response import EmptyResponse

from .header_safety import (
    Header,
    are_unremarkable,
    is_bodiless,
    length_header,
    lowered_names,
    refuse_unsafe,
    wire_headers,
    with_length,
    without_body_headers,
)
from .open_headers import CONTENT_TYPE, NO_CACHE, UTF_8
from .request import Request
from .response_body import ResponseBody, joined
from .response_headers import ResponseHeaders
from .status_line import OK
from .typing import Environ, StartResponse
from .url_safety import sent_location

_new = object.__new__
_HTML = webob.Response.default_content_type
_LONG_AGO = "Fri, 01 Jan 1990 00:00:00 GMT"


class Response(ResponseBody):
    """What goes back to the client: status, headers and body.

    .. differs:: Bytes are written as they are, as on Python 2; webapp2 3 decoded them. A body may be text whatever the
        Content-Type, as native strings were; webapp2 3 fails. Text that is pure ASCII leaves a Content-Type without a
        charset as it is. A header or a status that would start another header is refused with a ValueError. A
        Content-Length other than the length of the body is sent as it should be; clients waited for what webapp2
        announced. A body that is replaced by bytes or a list is closed. A 204 or 304 carries no headers that describe
        a body.
    """

    RequestClass = Request

    _headers: ResponseHeaders | None = None
    _conditional: bool | None = None

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:  # Any: an instance of a subclass
        """Make a response that looks like one that has been looked at, until the constructor knows better."""
        response = _new(cls)
        response._open, response._own = None, None
        response._type, response._status = CONTENT_TYPE, OK
        return response

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if (
            not (args or kwargs or self.default_conditional_response)
            and self.default_charset is UTF_8
            and self.default_content_type is _HTML
        ):
            self._open = []
            return
        super().__init__(*args, **kwargs)
        if kwargs.get("charset", UTF_8) is None:
            self._uncharted = self._content_type_header()
        self.headers["Cache-Control"] = "no-cache"

    @property
    def out(self) -> Response:
        """The response itself: ``response.out.write()`` is ``response.write()``."""
        return self

    # Headers

    def _get_charset(self) -> str | None:
        """The charset of the Content-Type, or ``None``."""
        charset: str | None = webob.Response.charset.fget(self)
        if charset is None and self._open is None and "_app_iter" not in self.__dict__:
            # The constructor of WebOb asks, to encode a text: on Python 2 native strings go with any type.
            charset = UTF_8
        return charset

    charset = ResponseBody.charset.getter(_get_charset)

    def _get_headers(self) -> ResponseHeaders:
        """The headers, as a dictionary that is a view of ``headerlist``."""
        headers: ResponseHeaders | None
        if self._open is not None:
            headers = _new(ResponseHeaders)
            headers._response = self  # and not kept here: the two would be a reference cycle
            return headers
        headers = self._headers
        if headers is None or headers._items is not self._headerlist:
            headers = self._headers = ResponseHeaders.view_list(self._headerlist)
        return headers

    def _set_headers(self, value: Any) -> None:
        if hasattr(value, "items"):
            value = list(value.items())
        elif not isinstance(value, list):
            raise TypeError("Response headers must be a list or dictionary.")
        for name, text in value:
            refuse_unsafe(name, text)
        self.headerlist = value

    headers: Any = property(_get_headers, _set_headers)

    def _set_headerlist(self, value: Any) -> None:
        if self._open is not None:
            self._settle()
        webob.Response.headerlist.fset(self, value)

    headerlist = webob.Response.headerlist.setter(_set_headerlist)

    # Sending

    def _get_conditional(self) -> bool:
        """Whether to honour headers such as ``If-None-Match``."""
        return self.default_conditional_response if self._conditional is None else self._conditional

    def _set_conditional(self, value: bool) -> None:
        if self._open is not None:
            self._settle()
        self._conditional = value

    conditional_response: Any = property(_get_conditional, _set_conditional)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Send the response, as the WSGI application that it is."""
        chunks = self._open
        if not chunks or environ["REQUEST_METHOD"] == "HEAD":
            return self._send_settled(environ, start_response)
        body = "".join(chunks).encode()
        headers = [CONTENT_TYPE, NO_CACHE, length_header(len(body))]
        if self._own is not None:
            headers = self._with_own(headers, chunks, body)
        start_response(self._status, headers)
        return [body]

    def _with_own(self, headers: list[Header], chunks: list[str], body: bytes) -> list[Header]:
        if self._type is not CONTENT_TYPE:
            headers = [NO_CACHE, self._type_to_send(body), headers[-1]]
        return self._with_added(headers, chunks)

    def _send_settled(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            if self._conditional or self.conditional_response:
                answer: Iterable[bytes] = self.conditional_response_app(environ, start_response)
                return answer
            answer, headers = self._app_iter, self._abs_headerlist(environ)
            if environ["REQUEST_METHOD"] == "HEAD" or is_bodiless(self._status):
                answer = EmptyResponse(answer)
            elif answer.__class__ is list:
                answer = joined(answer)
                headers = with_length(headers, len(answer[0]))
            elif not hasattr(answer, "__iter__"):
                raise TypeError(f"app_iter is {answer!r}. Expected an iterable of bytes.")
            start_response(self._status, headers)
        except BaseException:
            self.close()
            raise
        return answer

    def _abs_headerlist(self, environ: Environ) -> list[Header]:
        """Return the headers as they are sent; WebOb's conditional responses ask for them too."""
        if are_unremarkable(self._headerlist) and not is_bodiless(self._status):
            return self._headerlist.copy()
        headers = wire_headers(self._headerlist)
        if is_bodiless(self._status):
            return without_body_headers(headers)
        names = lowered_names(headers)
        if "location" in names:
            position = names.index("location")
            name, value = headers[position]
            headers[position] = (name, sent_location(value, environ))
        return headers

    def wsgi_write(self, start_response: StartResponse) -> None:
        """Send the response through the write callable of a WSGI server; the application does not use this."""
        if self.headers.get("Cache-Control") == "no-cache" and not self.headers.get("Expires"):
            self.headers["Expires"] = _LONG_AGO
            self.headers["Content-Length"] = str(len(self.body))
        write = start_response(self._status, wire_headers(self._headerlist))
        write(self.body)


Request.ResponseClass = Response

_init = Response.__init__


def response_of(app: Any) -> Response:  # Any: the application stands above this module
    """Make the response of an application, without a call of the constructor where it would do next to nothing."""
    response_class = app.response_class
    if (
        response_class is Response
        and Response.__init__ is _init
        and Response.default_content_type is _HTML
        and Response.default_charset is UTF_8
        and not Response.default_conditional_response
    ):
        response = _new(Response)
        response._open, response._own = [], None
        response._type, response._status = CONTENT_TYPE, OK
        return response
    made: Response = response_class()
    return made
