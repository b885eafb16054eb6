"""Which handler answers an error: by status code and by class, in scopes of path prefixes and in the application.

`pipeline.py` asks :meth:`Registry.find`. The application's own ``error_handlers`` dict is looked at each time, because
programs put entries into it, and other dicts in its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from webob.exc import HTTPException

from ..imports import import_string
from .facts import path_of
from .settings import check_scope


class Found(NamedTuple):
    """A handler, and how it is called."""

    #: ``(request, response, exception)``
    handler: Any
    #: Whether it keeps webapp2's contract: the response as it was left, and the status 200 unless it sets one.
    is_raw: bool
    #: Whether it is the handler of the code 500 for an exception that has no code.
    is_fallback: bool


@dataclass
class Scope:
    """What holds for the paths under a prefix."""

    #: A path without a slash at its end.
    prefix: str
    #: Codes and classes to handlers.
    handlers: dict[Any, Any] = field(default_factory=dict)
    #: The format, if it differs from the application's.
    format: Any = None
    #: The schema, if it differs from the application's.
    schema: Any = None
    #: The decorator, if it differs from the application's.
    error_decorator: Any = None

    def owns(self, path: str) -> bool:
        """Say whether a path is the prefix, or lies below it."""
        return path.startswith(self.prefix) and path[len(self.prefix) : len(self.prefix) + 1] in ("", "/")


class Registry:
    """The handlers and scopes that an application has registered."""

    def __init__(self) -> None:
        #: Codes and classes to the handlers that are not bound to a prefix.
        self.handlers: dict[Any, Any] = {}
        #: The scopes, the longest prefix first.
        self.scopes: list[Scope] = []
        #: Whether there is neither.
        self.is_empty = True

    def add(self, key: Any, handler: Any, prefix: str | None = None) -> None:
        """Register a handler; see :meth:`WSGIApplication.add_error_handler`.

        :raises TypeError: If the key or the handler is none.
        :raises ValueError: If the prefix is no path.
        """
        check_key(key)
        if not callable(handler) and not isinstance(handler, str):
            raise TypeError(f"{handler!r} is no error handler. Expected a callable or its dotted name.")
        handlers = self.handlers if prefix is None else self.scope(prefix).handlers
        handlers[key] = handler
        self.is_empty = False

    def scope(self, prefix: str, **settings: Any) -> Scope:
        """Return the scope of a prefix, made if there is none; settings that are ``None`` stay as they are.

        :raises ValueError: If the prefix is no path, or a setting has a value that it cannot have.
        """
        if not isinstance(prefix, str) or not prefix.startswith("/"):
            raise ValueError(f"The prefix is {prefix!r}. Expected a path that starts with '/'.")
        prefix = prefix.rstrip("/")
        check_scope(settings)
        scope = next((scope for scope in self.scopes if scope.prefix == prefix), None)
        if scope is None:
            scope = Scope(prefix)
            self.scopes = sorted([*self.scopes, scope], key=lambda scope: len(scope.prefix), reverse=True)
            self.is_empty = False
        for name, value in settings.items():
            if value is not None:
                setattr(scope, name, value)
        return scope

    def scopes_of(self, environ: Mapping[str, Any]) -> list[Scope]:
        """Return the scopes that own the path of a request, the longest prefix first."""
        if not self.scopes:
            return []
        path = path_of(environ)
        return [scope for scope in self.scopes if scope.owns(path)]

    def find(self, raw: dict[Any, Any], environ: Mapping[str, Any], error: BaseException) -> Found | None:
        """Return the handler for an error, or ``None``.

        An HTTP exception is looked up by its code, in the scopes and then in the application, and then by its class
        likewise, the nearest class first. Other exceptions are looked up by class, and then as code 500.

        :param raw: The ``error_handlers`` of the application: they win over registered ones at the same key.
        """
        places: _Places = [(None, scope.handlers) for scope in self.scopes_of(environ)]
        places.append((raw, self.handlers))
        if isinstance(error, HTTPException):
            return _by_code(places, error.code) or _by_class(places, error)
        return _by_class(places, error) or _by_code(places, 500, is_fallback=True)


def check_key(key: Any) -> None:
    """Check a key of a handler.

    :raises TypeError: If it is neither a status code nor a class of exceptions.
    """
    if isinstance(key, int) and not isinstance(key, bool):
        return
    if not isinstance(key, type) or not issubclass(key, Exception):
        raise TypeError(f"{key!r} is no key of an error handler. Expected a status code or a class of exceptions.")


def legacy_key(raw: dict[Any, Any], error: BaseException) -> tuple[Any, bool]:
    """Return the key of what :meth:`Registry.find` would find where nothing is registered, and if it is no fallback.

    Most applications are like that, and this is what their errors spend here.

    :returns: A key that the dict does not have if there is no handler.
    """
    code: Any = 500
    if issubclass(type(error), HTTPException):
        code = error.code  # type: ignore[attr-defined]  # the exceptions that are raised have one
        if code in raw:
            return code, True
    if len(raw) != (404 in raw) + (500 in raw):  # most applications have these two and none for a class
        for kind in _classes(error):
            if kind in raw:
                return kind, True
    return code, False


_Places = list[tuple[dict[Any, Any] | None, dict[Any, Any]]]


def _by_code(places: _Places, code: int, is_fallback: bool = False) -> Found | None:
    for raw, registered in places:
        if raw and raw.get(code):
            return Found(loaded(raw, code), True, is_fallback)
        if code in registered:
            return Found(loaded(registered, code), False, is_fallback)
    return None


def _by_class(places: _Places, error: BaseException) -> Found | None:
    for raw, registered in places:
        for kind in _classes(error):
            if raw and raw.get(kind):
                return Found(loaded(raw, kind), True, False)
            if kind in registered:
                return Found(loaded(registered, kind), False, False)
    return None


def loaded(handlers: dict[Any, Any], key: Any) -> Any:
    """Return the handler for a key that the dict has, imported if it is a dotted name, or ``None`` if it is empty."""
    handler = handlers[key]
    if isinstance(handler, str) and handler:
        handler = handlers[key] = import_string(handler)
    # webapp2: an entry that is None or empty is as good as none.
    return handler or None


def _classes(error: BaseException) -> Sequence[type]:
    """Return the classes of an error; for a redirect or a success only those that stand for such statuses."""
    classes = type(error).__mro__
    if not isinstance(error, HTTPException):
        return classes
    code = getattr(error, "code", None)
    if not isinstance(code, int) or code >= 400:
        return classes
    return [kind for kind in classes if (getattr(kind, "code", None) or 500) < 400]
