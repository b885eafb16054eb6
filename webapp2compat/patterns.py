r"""The regular expressions behind routes: compiling them, and telling what paths they can match.

A route compiles with :func:`anchored` when it is first a candidate (`route.py`). Which routes are candidates for a path
the routing index finds by their :class:`Shape` (`index.py`), which is read from the template without compiling it: most
templates are text between slashes with here and there a ``(\d+)`` or a ``<name>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

#: What a variable of a template without a regex of its own matches: one segment of the path.
SEGMENT = "[^/]+"

_SET = r"\[(?:\^(?:\]|\\.|[^\]\\])|\]|\\.|[^\]\\^])(?:\\.|[^\]\\])*\]"

# The syntax that is understood here. All the rest makes a piece "strange": the pattern is compiled at once, and asked
# for every path, or for those that begin with the pieces before. What is read as one token must be one token wherever
# it stands.
_TOKEN = re.compile(
    r"""
    (?: (?P<text>  [^\\.^$*+?{}()\[\]|/]+ (?![*+?{]) | [^\\.^$*+?{}()\[\]|/] | \\[^\w\s/] )
      | (?P<set>   \\[dDwWsS] | \. | \\?/
                 | @SET@ )
      | (?P<close> \) )
    )
    (?P<repeat> (?: [*+?] | \{\d+(?:,\d*)?\} ) \?? (?![*+?{]) )?
    | (?P<open> \( (?: \?: | \?P<\w+> | (?!\?) ) )
    | (?P<bar>  \| )
    """.replace("@SET@", _SET),
    re.VERBOSE | re.DOTALL,
)
_PLAIN_TEXT = re.compile(r"[\w\-~!@%&=:;,]*")

# Escapes and sets are read first, so that what looks like a flag or a slash in them is left alone.
_GLOBAL_FLAGS = re.compile(rf"\\.|{_SET}|\(\?([aiLmsux]+)\)", re.DOTALL)
_ESCAPE_OR_SET = re.compile(rf"\\.|{_SET}", re.DOTALL)
_MARK = "\0"
# A comment is like a flag: what repeats after it repeats what stands before it.
_ANY_FLAGS = re.compile(r"\(\?[aiLmsux\-#]")
_END_ANCHOR = re.compile(r"(?<!\\)(?:\\\\)*\$\Z")
_UNBOUNDED = re.compile(r"[*+]|,\}")
_REPEATED_REPEAT = re.compile(rf"\((?:\?:|\?P<\w+>)?(?:\\.|{_SET}|[^\\\[\]()|])[*+]\)(?:[*+]|\{{\d*,\d*\}})", re.DOTALL)


class RouteError(Exception):
    """What is wrong with a route. Each kind of it is also a subclass of what webapp2 raised."""


class RouteTypeError(RouteError, TypeError):
    """A part of a route is of the wrong type."""


class RouteTemplateError(RouteError, re.error):
    """A template cannot be read: a malformed regular expression, or two variables with one name.

    :param template: The template.
    :param reason: What is wrong with it.
    """

    def __init__(self, template: str, reason: str) -> None:
        super().__init__(reason)
        self.template, self.reason = template, reason

    def __reduce__(self) -> tuple[type[RouteTemplateError], tuple[str, str]]:
        return type(self), (self.template, self.reason)

    def __str__(self) -> str:
        return f"The route template {self.template!r} is malformed: {self.reason}."


class Shape(NamedTuple):
    """What paths a pattern can match: a condition that each of them meets.

    :param segments: The text between the slashes from the start of the path, ``None`` where it varies.
    :param is_open: Whether more segments follow, any number of them.
    """

    segments: tuple[str | None, ...]
    is_open: bool


class Reading(NamedTuple):
    """What is known of a pattern without compiling it.

    :param shapes: A path that the pattern matches has one of these shapes.
    :param is_sound: Whether it is sure to compile.
    """

    shapes: tuple[Shape, ...]
    is_sound: bool


#: The shape of a pattern about which nothing is known.
ANY_PATH = Shape((), True)


class _Piece(NamedTuple):
    """What is known of a regular expression, or of the part of one that stands between two slashes."""

    text: str | None  # what it matches, if that is one text only
    is_flat: bool  # whether it matches no slash
    has_bar: bool  # whether it has alternatives outside of groups
    is_sound: bool  # whether it is sure to compile, by itself and in any place


_STRANGE = _Piece(None, is_flat=False, has_bar=True, is_sound=False)


def anchored(pattern: str, template: str) -> re.Pattern[str]:
    """Compile a regular expression so that it matches whole strings only.

    :param pattern: The regular expression. Global flags, such as ``(?i)``, may stand anywhere in it.
    :param template: The template that it comes from, for the error message.
    :raises RouteTemplateError: If it is malformed.
    """
    flags = ""
    if "(?" in pattern:
        pattern, flags = _without_global_flags(pattern)
    # In verbose mode a comment at the end of the pattern would take the anchor with it.
    end = "\n" if "x" in flags else ""
    if ")" in pattern and _closes_too_much(pattern):
        # It would close the group that holds the anchors together.
        raise RouteTemplateError(template, "unbalanced parenthesis")
    try:
        return re.compile(f"{flags}^(?:{pattern}{end})\\Z")
    except (re.error, OverflowError) as error:
        raise RouteTemplateError(template, str(_own_error(pattern) or error)) from error


def _own_error(pattern: str) -> Exception | None:
    """Return what is wrong with a pattern by itself: anchors shift positions, and end a set that does not end."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError) as error:
        return error
    return None


def _without_global_flags(pattern: str) -> tuple[str, str]:
    """Return a pattern without its global flags, and the flags: Python 3.11 wants them at the start."""
    letters: set[str] = set()

    def collect(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        letters.update(found[1])
        return ""

    pattern = _GLOBAL_FLAGS.sub(collect, pattern)
    return pattern, f"(?{''.join(sorted(letters))})" if letters else ""


def _closes_too_much(pattern: str) -> bool:
    depth = 0
    for character in _ESCAPE_OR_SET.sub("", pattern):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return True
    return False


def can_explode(pattern: str) -> bool:
    """Tell whether a pattern repeats a repeat, such as ``([a-z]+)*``: a miss can take for ever."""
    return _REPEATED_REPEAT.search(pattern) is not None


def is_quadratic(pattern: str) -> bool:
    """Tell whether a pattern has more than one unbounded repeat, so that long paths can take long to miss."""
    return len(_UNBOUNDED.findall(pattern)) > 1


def read_regex(pattern: str) -> Reading:
    """Read a regular expression for whole paths."""
    pieces = _split(pattern.removeprefix("^"))
    if _END_ANCHOR.search(pieces[-1]):
        pieces[-1] = pieces[-1][:-1]
    if len(pieces) == 1 or pieces[-1] != "?":
        return _read_pieces(pieces)
    # The slash at the end is optional.
    with_slash = _read_pieces([*pieces[:-1], ""])
    without_slash = [Shape(shape.segments[:-1], False) for shape in with_slash.shapes if not shape.is_open]
    return Reading((*with_slash.shapes, *without_slash), with_slash.is_sound)


def _read_pieces(pieces: list[str]) -> Reading:
    segments: list[str | None] = []
    is_sound = True
    for number, piece in enumerate(pieces):
        if _PLAIN_TEXT.fullmatch(piece):
            segments.append(piece)
            continue
        known = _read_piece(piece)
        is_sound = is_sound and known.is_sound
        if known.has_bar or not known.is_flat:
            return _open_from(number, segments, pieces, is_sound)
        segments.append(known.text)
    return Reading((Shape(tuple(segments), False),), is_sound)


def _split(pattern: str) -> list[str]:
    """Return the parts of a pattern between its slashes; a slash in a set is none of them."""
    if "[" not in pattern and "\\" not in pattern:
        return pattern.split("/")
    hidden = _ESCAPE_OR_SET.sub(_hide_slash, pattern)
    return [piece.replace(_MARK, "/") for piece in hidden.split("/")]


def _hide_slash(found: re.Match[str]) -> str:
    return "/" if found[0] == "\\/" else found[0].replace("/", _MARK)


def _open_from(number: int, segments: list[str | None], pieces: list[str], is_sound: bool) -> Reading:
    """Return what is known of a pattern if all from a piece on may match anything."""
    rest = "/".join(pieces[number:])
    is_sound = is_sound and all(_read_piece(piece).is_sound for piece in pieces[number:])
    # An alternative or a flag in the rest changes what stands before it, too.
    if "|" in rest or _ANY_FLAGS.search(rest):
        return Reading((ANY_PATH,), is_sound)
    if rest[:1] in {"?", "*", "+", "{"}:
        # What is repeated, or optional, is the slash before it.
        segments = segments[:-1]
    return Reading((Shape(tuple(segments), True),), is_sound)


def read_template(texts: list[str], regexes: list[str]) -> Reading:
    """Read a template.

    :param texts: The text before each of its variables, and after the last.
    :param regexes: The regexes of the variables.
    """
    if regexes.count(SEGMENT) == len(regexes):
        return Reading((Shape(_segments_of(texts), False),), True)
    return _read_variables(texts, regexes)


def _read_variables(texts: list[str], regexes: list[str]) -> Reading:
    known = [_read_piece(regex) for regex in regexes]
    is_sound = all([piece.is_sound for piece in known])
    if all([piece.is_flat for piece in known]):
        return Reading((Shape(_segments_of(texts), False),), is_sound)
    if any(_ANY_FLAGS.search(regex) for regex in regexes):
        return Reading((ANY_PATH,), is_sound)
    # What varies and may hold slashes is no segment by itself.
    first = next(number for number, piece in enumerate(known) if not piece.is_flat)
    return Reading((Shape(_segments_of([*texts[: first + 1], ""])[:-1], True),), is_sound)


def _segments_of(texts: list[str]) -> tuple[str | None, ...]:
    """Return the segments of texts with something that varies between them."""
    # If a text holds the very mark, the segment is taken for one that varies, which is true of less.
    return tuple([None if _MARK in segment else segment for segment in _MARK.join(texts).split("/")])


@lru_cache(maxsize=4096)
def _read_piece(piece: str) -> _Piece:
    """Read a regular expression, or the part of one that stands between two slashes."""
    tokens = list(_tokens(piece)) if _compiles(piece) else [None]
    understood = [found for found in tokens if found is not None]
    if len(understood) < len(tokens):
        return _STRANGE
    return _Piece(
        text=_text_of(understood),
        is_flat=not any(map(_matches_slash, understood)),
        has_bar=_has_outer_bar(understood),
        # Two groups with one name in different pieces are found by compiling the whole.
        is_sound="(?P<" not in piece,
    )


def _compiles(piece: str) -> bool:
    # Global flags reach beyond the piece, and Python warns of them where they do not stand first.
    if _ANY_FLAGS.search(piece):
        return False
    try:
        re.compile(piece)
    except (re.error, OverflowError):
        return False
    return True


def _text_of(tokens: Iterable[re.Match[str]]) -> str | None:
    """Return the text that tokens match, if it is always the same."""
    text = ""
    for found in tokens:
        if not found["text"] or found["repeat"]:
            return None
        text += found["text"].removeprefix("\\") or "\\"
    return text


def _tokens(piece: str) -> Iterator[re.Match[str] | None]:
    """Yield the tokens of a piece, and ``None`` where it is not understood."""
    position = 0
    while position < len(piece):
        found = _TOKEN.match(piece, position)
        yield found
        if found is None:
            return
        position = found.end()


def _matches_slash(token: re.Match[str]) -> bool:
    return token["set"] is not None and re.fullmatch(token["set"], "/") is not None


def _has_outer_bar(tokens: Iterable[re.Match[str]]) -> bool:
    depth = 0
    for found in tokens:
        if found["bar"] and not depth:
            return True
        depth += bool(found["open"]) - bool(found["close"])
    return False
