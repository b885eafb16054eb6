"""Which handler a matched route leads to: its name in reports, its ``error_format`` and its limit for slow calls."""

from __future__ import annotations

from types import FunctionType
from typing import Any


def handler_of(route: Any) -> Any:
    """Return the handler of a route, imported if it was named by a string; ``None`` if there is none yet."""
    if route is None:
        return None
    handler = getattr(route, "handler", None)
    if isinstance(handler, str):
        # The router adapts a handler when it first calls it.
        handler = getattr(getattr(route, "handler_adapter", None), "handler", None)
    return handler


def format_of(route: Any) -> Any:
    """Return the ``error_format`` of the handler of a route, or ``None``."""
    handler = handler_of(route)
    if isinstance(handler, type):
        return getattr(handler, "error_format", None)
    if isinstance(handler, FunctionType):
        return handler.__dict__.get("error_format")
    # A mock, or a proxy, has an attribute of any name; that one was not given to it.
    own = getattr(handler, "__dict__", {})
    return own.get("error_format", getattr(type(handler), "error_format", None))


def limit_of(route: Any, request_method: str, default: float | None) -> float | None:
    """Return how long a call may take, in milliseconds; ``None`` for no limit, or if there is no handler."""
    method = method_of(route, request_method)
    if method is None:
        return None
    limit: float | None = getattr(method, "__dict__", {}).get("report_slow_ms", default)
    return limit


def method_of(route: Any, request_method: str) -> Any:
    """Return the function that answers: the method of a handler class, or the handler that is a function."""
    handler = handler_of(route)
    if isinstance(handler, type):
        return getattr(handler, _method_name(route, request_method), None)
    return handler


def name_of(route: Any, request_method: str) -> str | None:
    """Return ``module.Class.method`` or ``module.function``; ``None`` if no route matched."""
    handler = handler_of(route)
    if handler is None:
        return None
    named = handler if hasattr(handler, "__name__") else type(handler)
    name = f"{named.__module__}.{named.__name__}"
    return f"{name}.{_method_name(route, request_method)}" if isinstance(handler, type) else name


def _method_name(route: Any, request_method: str) -> str:
    return getattr(route, "handler_method", None) or request_method.lower().replace("-", "_")
