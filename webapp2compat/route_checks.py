"""What is wrong with a route, found when it is added to a table and not by the first request (`route.py`)."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from typing import Any

from .patterns import RouteTypeError, can_explode

logger = logging.getLogger(__name__)

# What the parts of a route have to be.
_KINDS: list[tuple[str, Any, str]] = [("methods", Collection, "a list such as ['GET']")]
_KINDS += [("schemes", Collection, "a list such as ['https']"), ("handler_method", str, "the name of a method")]
_KINDS += [("defaults", Mapping, "a dict")]


def check_text(route: Any) -> None:  # Any: a SimpleRoute or a Route
    """Check that the template of a route is text, and warn of one that could take for ever to match.

    :raises RouteTypeError: If it is no text.
    """
    template = route.template
    if not isinstance(template, str):
        raise RouteTypeError(f"The template of {route!r} is {template!r}. Expected text such as '/path/<name>'.")
    if can_explode(template):
        logger.warning(
            "The route template %r repeats a repeat. A path that almost matches can take for ever; "
            "rewrite ([a-z]+)* as [a-z]*.",
            template,
        )


def check_parts(route: Any) -> None:  # Any: a Route
    """Check the methods, schemes, handler method and defaults of a route.

    :raises RouteTypeError: If one of them is of the wrong type.
    """
    for name, kind, expected in _KINDS:
        value = getattr(route, name)
        if value is not None and not isinstance(value, kind):
            raise RouteTypeError(f"The {name} of {route!r} is {value!r}. Expected {expected}.")
