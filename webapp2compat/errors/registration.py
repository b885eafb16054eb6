"""What an application offers for its errors: handlers, scopes and reporters.

:class:`~webapp2compat.WSGIApplication` is an :class:`ErrorRegistration`; what is registered goes to its
:class:`~webapp2compat.errors.pipeline.Pipeline`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from .pipeline import Pipeline
from .registry import check_key

F = TypeVar("F", bound=Callable[..., Any])


class ErrorRegistration:
    """The methods of an application that register error handlers, scopes and reporters."""

    #: The error handling of the application.
    error_pipeline: Pipeline

    def error_handler(self, *keys: Any, prefix: str | None = None) -> Callable[[F], F]:
        """Decorate a function to answer errors; see :meth:`add_error_handler`.

        :param keys: Status codes and classes of exceptions.
        :param prefix: A path: the function answers only there and below.
        :raises TypeError: If a key is neither a status code nor a class of exceptions, or there is none.

        .. versionadded:: 1.0
        """
        if not keys:
            raise TypeError("error_handler() has no key. Give a status code or a class of exceptions.")

        def register(handler: F) -> F:
            for key in keys:
                self.error_pipeline.registry.add(key, handler, prefix)
            return handler

        for key in keys:
            check_key(key)
        return register

    def add_error_handler(self, key: Any, handler: Any, prefix: str | None = None) -> None:
        """Register a function to answer errors.

        Other than an entry of ``error_handlers`` it gets an empty response that has the status of the error already.

        :param key: A status code or a class of exceptions.
        :param handler: A function ``(request, response, exception)``, or its dotted name. It writes to the response,
            or returns another one.
        :param prefix: A path: the function answers only there and below, at URLs that no route matches, too.
        :raises TypeError: If the key or the handler is none.

        .. versionadded:: 1.0
        """
        self.error_pipeline.registry.add(key, handler, prefix)

    def error_scope(
        self,
        prefix: str,
        *,
        format: Any = None,
        schema: Any = None,
        error_decorator: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
        handlers: Mapping[Any, Any] | None = None,
    ) -> None:
        """Say how errors are shown and handled at a path and below, at URLs that no route matches, too.

        What is left out stays as it is for the application. The scope with the longest prefix wins.

        :param prefix: The path, such as ``"/api"``; it does not take in ``"/apis"``.
        :param format: As ``format`` of the settings.
        :param schema: As ``schema`` of the settings.
        :param error_decorator: As ``error_decorator`` of the settings.
        :param handlers: Status codes and classes of exceptions to handlers, as for :meth:`add_error_handler`.
        :raises ValueError: If the prefix is no path, or a setting has a value that it cannot have.

        .. versionadded:: 1.0
        """
        registry = self.error_pipeline.registry
        registry.scope(prefix, format=format, schema=schema, error_decorator=error_decorator)
        for key, handler in (handlers or {}).items():
            registry.add(key, handler, prefix)

    def add_reporter(self, reporter: Any) -> None:
        """Add a reporter: it gets what goes wrong from now on.

        :param reporter: A :class:`~webapp2compat.errors.Reporter`, or a function that gets fatal reports.

        .. versionadded:: 1.0
        """
        self.error_pipeline.add_reporter(reporter)
