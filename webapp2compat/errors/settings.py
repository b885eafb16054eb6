"""The settings of ``config['webapp2compat.errors']``, checked when the application is made."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from webob.exc import HTTPInternalServerError

from ..header_safety import lowered_token
from .scrub import Scrubber

KEY = "webapp2compat.errors"
#: Either is set where Google runs the process: on App Engine or on Cloud Run.
GOOGLE_VARIABLES = ("GAE_ENV", "K_SERVICE")
FORMATS = ("auto", "html", "json", "text")
SCHEMAS = ("problem", "webob", "pico", "pymacaron", "sanic")


def service_name() -> str:
    """Return the name of the service that App Engine or Cloud Run runs, or ``"app"``."""
    return os.environ.get("GAE_SERVICE") or os.environ.get("K_SERVICE") or "app"


def service_version() -> str | None:
    """Return the version of the service that App Engine or Cloud Run runs, or ``None``."""
    return os.environ.get("GAE_VERSION") or os.environ.get("K_REVISION")


@dataclass
class ErrorSettings:
    """How errors are shown and reported; each field is a key of ``config['webapp2compat.errors']``.

    .. versionadded:: 1.0
    """

    #: ``None`` for WebOb's pages, ``"auto"``, ``"html"``, ``"json"``, ``"text"``, or a function of an ErrorInfo that
    #: returns a response.
    format: Any = None
    #: The shape of JSON: ``"problem"``, ``"webob"``, ``"pico"``, ``"pymacaron"``, ``"sanic"``, or a function of an
    #: ErrorInfo that returns a dict.
    schema: Any = "problem"
    #: A function that gets the dict of each JSON error and returns the one to send.
    error_decorator: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    #: A function ``(title, json)`` that gets reports.
    error_reporter: Callable[[str, str], Any] | None = None
    #: Reporters, or functions that get a report.
    reporters: tuple[Any, ...] = ()
    #: Calls that take longer than this many milliseconds are reported; ``None`` for no limit.
    report_call_exceeding_ms: float | None = 1000
    #: Whether quiet errors are logged and reported, too.
    noisy: bool = False
    #: Whether unhandled exceptions leave the application.
    propagate: bool = False
    #: Whether HTTP exceptions that have no handler are treated as bugs.
    trap_http_exceptions: bool = False
    #: The name of a response header for the id of the error.
    error_id_header: str | None = None
    #: What clients are told of an unknown exception.
    internal_error_message: str = HTTPInternalServerError.explanation
    #: The regular expression for names of secrets.
    scrub: Any = None
    #: The name of the service in reports.
    name: str = field(default_factory=service_name)

    def __post_init__(self) -> None:
        self.scrubber = Scrubber(self.scrub)


def read_settings(config: Mapping[str, Any]) -> ErrorSettings:
    """Return the settings of an application.

    :param config: The configuration of the application.
    :raises ValueError: If a key is unknown, or a value is none that the key can have.
    """
    values = config.get(KEY) or {}
    known = [item.name for item in fields(ErrorSettings)]
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"config[{KEY!r}] has no key {name!r}. Expected one of: {', '.join(known)}.")
        # Without JSON there is no schema to be wrong.
        if name != "schema" or values.get("format") not in ("html", "text"):
            _check(name, value, f"config[{KEY!r}][{name!r}]")
    return ErrorSettings(**values)


def check_format(value: Any) -> None:
    """Check a value of ``format`` or ``error_format``.

    :raises ValueError: If there is no such format.
    """
    _check("format", value, "The format of errors")


def check_scope(values: Mapping[str, Any]) -> None:
    """Check the settings of a scope; those that it leaves as they are for the application are ``None``.

    :raises ValueError: If a value is none that the setting can have.
    """
    for name, value in values.items():
        if value is not None:
            _check(name, value, f"The {name} of errors")


def _check(name: str, value: Any, whose: str) -> None:
    expected = _EXPECTED[name]
    if not expected[1](value):
        raise ValueError(f"{whose} is {value!r}. Expected {expected[0]}.")


def _is_function_or_none(value: Any) -> bool:
    return value is None or callable(value)


def _is_flag(value: Any) -> bool:
    return isinstance(value, (bool, int))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_limit(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0)


def _is_pattern(value: Any) -> bool:
    try:
        return value is None or isinstance(re.compile(value).pattern, str)
    except (re.error, TypeError):
        return False


_EXPECTED: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "format": (
        "None, 'auto', 'html', 'json', 'text' or a function",
        lambda value: value is None or value in FORMATS or callable(value),
    ),
    "schema": (
        f"{', '.join(map(repr, SCHEMAS))} or a function",
        lambda value: value in SCHEMAS or callable(value),
    ),
    "error_decorator": ("a function from dict to dict, or None", _is_function_or_none),
    "error_reporter": ("a function of a title and a JSON text, or None", _is_function_or_none),
    "reporters": (
        "a list of functions",
        lambda value: isinstance(value, (list, tuple)) and all(callable(item) for item in value),
    ),
    "report_call_exceeding_ms": ("a number of milliseconds, or None", _is_limit),
    "noisy": ("True or False", _is_flag),
    "propagate": ("True or False", _is_flag),
    "trap_http_exceptions": ("True or False", _is_flag),
    "error_id_header": (
        "the name of a header, or None",
        lambda value: value is None or (isinstance(value, str) and lowered_token(value) != ""),
    ),
    "internal_error_message": ("a text", _is_text),
    "scrub": ("a regular expression, or None", _is_pattern),
    "name": ("a text", _is_text),
}
