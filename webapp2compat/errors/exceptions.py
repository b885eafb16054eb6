"""The exceptions that an application raises to stop with an error: what the client is told, and what only we know.

An :class:`AppError` is an HTTP exception of WebOb's, so that everything webapp2 does with those works on it. The
pipeline (`pipeline.py`) finds its handler, reports it and renders it.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from webob.exc import HTTPException
from webob.util import status_generic_reasons

from ..header_safety import refuse_unsafe_status
from ..http_errors import LeanError, status_map
from ..status import status_reasons
from .scrub import CAUGHT

_log = logging.getLogger("webapp2compat.errors")

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_MARKS = ("error", "error_description", "title", "type", "name", "description", "message", "detail")


def _checked_status(code: Any, whose: str) -> int:
    if not isinstance(code, int) or isinstance(code, bool):
        raise TypeError(
            f"{whose} has the status {code!r}. Expected an integer from 400 to 599; "
            f"an identifier for programs goes into error={code!r}."
        )
    if not 400 <= code <= 599:
        raise ValueError(f"{whose} has the status {code}. Expected one from 400 to 599.")
    return int(code)  # an IntEnum such as http.HTTPStatus prints its name


def _is_error_model(obj: Any) -> bool:
    get: Callable[[str], Any] = obj.get if isinstance(obj, Mapping) else lambda name: getattr(obj, name, None)
    # WebOb's schema says "404 Not Found".
    number = str(get("status") or get("code") or "")[:3]
    return number.isdecimal() and int(number) >= 400 and any(get(mark) is not None for mark in _MARKS)


def _phrases(code: int) -> tuple[str, str]:
    """Return the title and the explanation of a status."""
    known = status_map.get(code)
    return status_reasons.get(code) or status_generic_reasons[code // 100], known.explanation if known else ""


class AppError(LeanError):
    """An error that the application chose: raise it, or a subclass, and the client gets its status and message.

    Every parameter but ``message`` and ``status_code`` is keyword-only, and each one that stands in the class body
    too is the default for the instances. A subclass may give its status as ``status_code`` or as ``code``.

    :param message: What the client may read; an exception or other object is shown by its ``str()``.
    :param status_code: A status from 400 to 599, whether or not it has a name.
    :param error: An identifier for programs, such as ``"INVALID_USER"``.
    :param user_message: A message for people, beside the one for developers.
    :param headers: Headers of the response; they replace those of the class.
    :param context: Data for the client.
    :param extra: Data that never reaches a client in production.
    :param quiet: Whether it is neither logged nor reported as fatal.
    :param type: The URI of a problem type (:rfc:`9457`).
    :param comment: An HTML comment, as in WebOb.
    :param body_template: A template of the HTML page, as in WebOb.
    :param kw: Attributes of the response, such as ``explanation``.
    :raises TypeError: If the status is not an integer.
    :raises ValueError: If the status is not one from 400 to 599.

    .. versionadded:: 1.0
    """

    code = status_code = 500
    title, explanation = _phrases(500)
    #: An identifier for programs.
    error: str | None = None
    #: What the client may read; in a subclass a string, or a property that uses ``self.extra`` and ``self.context``.
    message: Any = None
    #: A message for people.
    user_message: str | None = None
    #: Whether it is neither logged nor reported as fatal.
    quiet = False
    #: The URI of a problem type.
    type: str | None = None
    #: Data for the client.
    context: Any = _NOTHING
    #: Data that never reaches a client in production.
    extra: Any = _NOTHING
    # A class body says ``headers``, but the headers of an instance are a property of WebOb's.
    _class_headers: Any = ()
    # What the constructor sets, for subclasses that have one and leave this one out.
    _given: Any = None
    _message_has_failed = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        body = dict(cls.__dict__)
        if "status" in body and not isinstance(body["status"], property):
            raise TypeError(f"{cls.__name__}.status is {body['status']!r}. Give the status as status_code.")
        code = body.get("status_code", body.get("code"))
        if code is not None:
            cls.code = cls.status_code = _checked_status(code, cls.__name__)
            title, explanation = _phrases(code)
            cls.title = body.get("title", title)
            cls.explanation = body.get("explanation", explanation)
        refuse_unsafe_status(f"{cls.code} {cls.title}")
        if "headers" in body:
            cls._class_headers = body["headers"]
            del cls.headers
        if "description" in body and "message" not in body:
            cls.message = body["description"]
        super().__init_subclass__(**kwargs)  # puts code and title together

    def __init__(
        self,
        message: Any = None,
        status_code: int | None = None,
        *,
        error: str | None = None,
        user_message: str | None = None,
        headers: Any = None,
        context: Any = None,
        extra: Any = None,
        quiet: bool | None = None,
        type: str | None = None,
        comment: str | None = None,
        body_template: str | None = None,
        **kw: Any,
    ) -> None:
        if status_code is not None and status_code != self.code:
            self.code = self.status_code = _checked_status(status_code, "The status")
            self.title, self.explanation = _phrases(status_code)
            self._status = f"{status_code} {self.title}"
        given = {"error": error, "user_message": user_message, "quiet": quiet, "type": type}
        given.update(context=context, extra=extra)
        self.__dict__.update({name: value for name, value in given.items() if value is not None})
        self._given = message
        headers = self._class_headers if headers is None else headers
        super().__init__(headers=headers, comment=comment, body_template=body_template, **kw)
        # Any: what exceptions are pickled with.
        arguments: Any = () if message is None else (message,)
        self.args = arguments
        if message is not None and not hasattr(self.__class__.message, "__set__"):
            self.message = message

    @property
    def detail(self) -> str | None:
        """The message as text: what WebOb's own pages show as the detail."""
        try:
            message = self.message if self._given is None else self._given
            return None if message is None else str(message)
        except CAUGHT:
            if not self._message_has_failed:
                # First: the traceback in the log ends with this exception, and asks for its message.
                self.__dict__["_message_has_failed"] = True
                _log.warning("The message of %s failed.", type(self).__name__, exc_info=True)
            return None

    @detail.setter
    def detail(self, value: Any) -> None:
        # WebOb's constructor assigns None.
        if value is not None:
            self._given = value

    def __str__(self) -> str:
        return self.detail or self.explanation or self.title


class BadRequest(AppError):
    """The request cannot be understood: 400."""

    status_code = 400
    quiet = True


class Unauthorized(AppError):
    """The client must sign in first: 401. Give a ``WWW-Authenticate`` header for HTTP authentication."""

    status_code = 401
    quiet = True


class Forbidden(AppError):
    """The client may not do this: 403."""

    status_code = 403
    quiet = True


class NotFound(AppError):
    """There is nothing here: 404."""

    status_code = 404
    quiet = True


class MethodNotAllowed(AppError):
    """The resource does not support the method: 405.

    :param allow: The methods that it supports, for the ``Allow`` header (:rfc:`9110`).
    """

    status_code = 405
    quiet = True

    def __init__(self, message: Any = None, *, allow: Iterable[str] = (), headers: Any = None, **kwargs: Any) -> None:
        super().__init__(message, headers={"Allow": ", ".join(allow), **dict(headers or ())}, **kwargs)


class ServerError(AppError):
    """Something failed on this side: 500, logged with its traceback."""

    status_code = 500


class ServiceUnavailable(AppError):
    """The service is down for the moment: 503."""

    status_code = 503
    quiet = True


def add_error(name: str, code: str, status: int, **attrs: Any) -> type[AppError]:
    """Return a new subclass of :class:`AppError`, for defining many at once.

    :param name: The name of the class.
    :param code: Its identifier for programs: the attribute ``error``.
    :param status: Its status.
    :param attrs: More attributes of the class, such as ``message``.
    :raises TypeError: If ``code`` is not a string or ``status`` not an integer.

    .. versionadded:: 1.0
    """
    if not isinstance(code, str):
        raise TypeError(f"The code of {name} is {code!r}. Expected an identifier such as 'INVALID_USER'.")
    caller = sys._getframe(1).f_globals.get("__name__", __name__)  # where pickle looks for the class
    return type(name, (AppError,), {"__module__": caller, "error": code, "status_code": status, **attrs})


def is_error(obj: Any) -> bool:
    """Say whether an object is an error: an exception or a class of them, or what has a status from 400 on.

    :param obj: Anything: a response, or a decoded body, which may be a dict or an object with attributes, in any of the
        schemas of this package.

    .. versionadded:: 1.0
    """
    kind = obj if isinstance(obj, type) else type(obj)
    if issubclass(kind, BaseException):
        code = getattr(obj, "code", None)
        return not issubclass(kind, HTTPException) or not isinstance(code, int) or code >= 400
    status = getattr(obj, "status_int", None)
    return status >= 400 if isinstance(status, int) else _is_error_model(obj)
