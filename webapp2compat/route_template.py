"""Reading the templates of routes: text with variables such as ``<name>`` and ``<name:regex>``.

A :class:`Route` compiles its template when it is first a candidate, or when a URL is built from it; before that it is
only read, which costs much less (`patterns.py`).
"""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from .patterns import SEGMENT, Reading, RouteTemplateError, anchored, read_template
from .urls import quote_path

# Any: variables are text when they come from a URL, and whatever the application passes when it builds one.
Args: TypeAlias = tuple[Any, ...]
Kwargs: TypeAlias = dict[str, Any]

_route_re = re.compile(
    r"""
    \<               # The exact character "<"
    ([a-zA-Z_]\w*)?  # The optional variable name
    (?:\:([^\>]*))?  # The optional :regex part
    \>               # The exact character ">"
    """,
    re.VERBOSE,
)


# A variable with a name, without a regex. Two underscores may stand for a position.
_WHOLE_SEGMENT = re.compile(r"<((?!__)[a-zA-Z_]\w*)>")


def _parse_route_template(
    template: str, default_sufix: str = ""
) -> tuple[re.Pattern[str], str, int, int, dict[str, re.Pattern[str]]]:
    """Read a template such as ``/blog/<year:\\d{4}>/<:\\w+>``.

    :param template: Text with variables: ``<name>``, ``<name:regex>`` or ``<:regex>``.
    :param default_sufix: The regex of variables that have none.
    :returns: ``(regex, reverse_template, args_count, kwargs_count, variables)``: the compiled regex, a template for the
        ``%`` operator, how many variables have no name and how many have one, and the compiled regex of each. Variables
        without a name are called ``__0__``, ``__1__`` and so on.
    :raises RouteTemplateError: If a regex is malformed or a name occurs twice.

    .. differs::
        Literal ``%`` can be built. A trailing newline does not match. Alternatives (``<x:a|b>``) are matched whole when
        building.
    """
    variables: dict[str, re.Pattern[str]] = {}
    pattern = reverse_template = ""
    args_count = end = 0
    for found in _route_re.finditer(template):
        name, regex = found[1], found[2] or default_sufix
        if not name:
            name = f"__{args_count}__"
            args_count += 1
        if name in variables:
            raise RouteTemplateError(template, f"the variable {name!r} occurs twice")
        variables[name] = anchored(regex, template)
        literal, end = template[end : found.start()], found.end()
        pattern += f"{re.escape(literal)}(?P<{name}>{regex})"
        reverse_template += f"{literal.replace('%', '%%')}%({name})s"
    pattern += re.escape(template[end:])
    reverse_template += template[end:].replace("%", "%%")
    return anchored(pattern, template), reverse_template, args_count, len(variables) - args_count, variables


def _get_route_variables(match: re.Match[str], default_kwargs: Kwargs | None = None) -> tuple[Args, Kwargs]:
    """Return the ``(args, kwargs)`` that a regex match stands for.

    :param match: A match of the regex of a template.
    :param default_kwargs: Values of variables that the match lacks. The dict is updated.
    """
    kwargs = {} if default_kwargs is None else default_kwargs
    kwargs.update(match.groupdict())
    return without_positional(kwargs)


def without_positional(kwargs: Kwargs) -> tuple[Args, Kwargs]:
    """Take the positional arguments out of keyword arguments: those named ``__0__``, in the order of the numbers."""
    names = [name for name in kwargs if name[:2] == name[-2:] == "__" and name[2:-2].isdigit()]
    return tuple(kwargs.pop(name) for name in sorted(names, key=_number)), kwargs


def _number(name: str) -> int:
    return int(name[2:-2])


def parts_of(template: str) -> tuple[list[str], list[str | None], list[str]]:
    """Return the texts before the variables of a template and after the last, and the names and regexes of these."""
    parts = _route_re.split(template)
    return parts[::3], parts[1::3], [regex or SEGMENT for regex in parts[2::3]]


def whole_segments(template: str) -> list[tuple[str, int]]:
    """Return the variables of a template and the segments that they are, if each is one and matches any text.

    :returns: ``(name, number of the segment)`` of each; nothing if there is a variable of another kind, one without a
        name, or if the template does not begin with a slash.
    """
    first, *segments = template.split("/")
    found = [(number, _WHOLE_SEGMENT.fullmatch(segment)) for number, segment in enumerate(segments, 1)]
    places = [(variable[1], number) for number, variable in found if variable]
    is_all = len(places) == len(dict(places)) == template.count("<") and not first
    return places if is_all else []


class PathBuilder:
    """Builds the paths of one template from values that need no care: text and numbers.

    :param template: The template.
    :param variables: Its variables, as :func:`_parse_route_template` returns them.
    """

    def __init__(self, template: str, variables: dict[str, re.Pattern[str]]) -> None:
        texts, _, regexes = parts_of(template)
        *befores, self._end = map(quote_path, texts)
        # The text before each variable, its name, whether any segment matches it, and what tells that a value does.
        self._parts = [
            (before, name, regex == SEGMENT, _is_segment if regex == SEGMENT else variable.match)
            for before, regex, (name, variable) in zip(befores, regexes, variables.items(), strict=True)
        ]
        #: How many variables there are.
        self.count = len(variables)

    def path_of(self, values: Kwargs) -> str | None:
        """Return the escaped path, or ``None`` if a value is missing, of another kind, or does not match."""
        path = ""
        for text, name, is_segment, match in self._parts:
            value = values.get(name)
            if value.__class__ is not str:
                if value.__class__ is not int:
                    return None
                value = str(value)
            if is_segment and value.isalnum() and value.isascii():
                path += text + value
            elif match(value):
                path += text + quote_path(value)
            else:
                return None
        return path + self._end


def _is_segment(value: str) -> bool:
    return "/" not in value and value != ""


def read_route_template(template: str) -> Reading:
    """Tell what paths a template can match, without compiling it."""
    texts, names, regexes = parts_of(template)
    reading = read_template(texts, regexes)
    named = [name for name in names if name]
    # Two variables with one name, perhaps that of one without a name: compiling reports them.
    is_clear = len(named) == len(set(named)) and "__" not in template
    return reading if is_clear else reading._replace(is_sound=False)
