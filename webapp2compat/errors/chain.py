"""What an exception tells a developer, as plain data: its causes, groups, notes, frames and their variables.

`info.py` asks for it when a debug page or a debug answer is rendered; nothing here runs in production.
"""

from __future__ import annotations

import builtins
import itertools
import linecache
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, NoReturn

from .scrub import CAUGHT, MASK, MAX_DEPTH, SHORTEST_SECRET, Scrubber, safe_str

MAX_CAUSES = 20
MAX_FRAMES = 60
MAX_GROUP_DEPTH = 8
MAX_MEMBERS = 20
MAX_REPR = 500
CONTEXT_LINES = 5

#: The class of exception groups, which Python 3.10 does not have.
GROUP: Any = getattr(builtins, "BaseExceptionGroup", ())


@dataclass(frozen=True)
class Frame:
    """One frame of a traceback."""

    #: The file of the code.
    file: str
    #: The line that was running.
    line: int
    #: The name of the function.
    name: str
    #: The text of that line.
    src: str
    #: Pairs ``(number, text)`` of the lines around it.
    source: list[tuple[int, str]] = field(repr=False)
    #: Names and ``repr()`` of the local variables, secrets masked.
    locals: dict[str, str] = field(repr=False)
    #: The frame itself, for a console in it.
    frame: FrameType = field(repr=False, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Return what a JSON answer shows of it."""
        return {"file": self.file, "line": self.line, "name": self.name, "src": self.src}

    def as_line(self) -> str:
        """Return it as one line of text."""
        return f"{self.file}:{self.line} in {self.name}: {self.src}"


@dataclass(frozen=True)
class Failure:
    """One exception of a chain, or one member of a group."""

    #: The name of its class.
    type: str
    #: The same with the module.
    qualified_type: str
    #: Its ``str()``.
    message: str
    #: How it led to the next one of the chain: ``"cause"``, ``"context"`` or ``None``.
    leads_by: str | None
    #: Its notes.
    notes: list[str]
    #: Its frames, the outermost first.
    frames: list[Frame]
    #: How many frames are left out in the middle.
    omitted: int
    #: The exceptions of the group that it is.
    members: list[Failure]

    def as_dict(self) -> dict[str, Any]:
        """Return what a JSON answer shows of it."""
        shown: dict[str, Any] = {"type": self.type, "exception": self.message}
        if self.notes:
            shown["notes"] = self.notes
        shown["frames"] = [frame.as_dict() for frame in self.frames]
        if self.members:
            shown["members"] = [member.as_dict() for member in self.members]
        return shown


def leaf_of(error: BaseException) -> BaseException:
    """Return the exception that a group holds alone, however deep; any other exception is its own leaf."""
    while isinstance(error, GROUP) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def causes_of(error: BaseException) -> list[tuple[BaseException, str | None]]:
    """Return a chain of exceptions, the first cause first, each with how it led to the next."""
    chain: list[tuple[BaseException, str | None]] = []
    link: str | None = None
    current: BaseException | None = error
    while current is not None and len(chain) < MAX_CAUSES and all(current is not seen for seen, _ in chain):
        chain.append((current, link))
        link = "cause" if current.__cause__ is not None else "context"
        current = current.__context__ if link == "context" and not current.__suppress_context__ else current.__cause__
    return chain[::-1]


def describe(error: BaseException, scrubber: Scrubber, secrets: Iterable[str], depth: int = 0) -> list[Failure]:
    """Return a chain of exceptions as data, the first cause first.

    :param scrubber: Masks what has a secret name.
    :param secrets: Values to take out wherever they stand.
    """
    clean = _Cleaner(scrubber, secrets)
    chain = causes_of(error)
    # What an exception says may be the password that it did not like, and other frames may know the exception.
    told = clean.knowing(frame for exception, _ in chain for frame, _ in _steps(exception))
    return [_failure(exception, link, clean, told, depth) for exception, link in chain]


class _Cleaner:
    """Text and variables without secrets: :class:`Scrubber` with the values that this error brought along."""

    def __init__(self, scrubber: Scrubber, secrets: Iterable[str]) -> None:
        self.scrubber = scrubber
        self.secrets = list(secrets)

    def text(self, text: str) -> str:
        return self.scrubber.text(text, self.secrets)

    def source(self, text: str) -> str:
        return self.scrubber.source(text, self.secrets)

    def knowing(self, frames: Iterable[FrameType]) -> _Cleaner:
        """Return one that takes out the secrets among the variables of some frames, too."""
        pairs = [pair for frame in frames for pair in frame.f_locals.items()]
        found = [value for name, value in pairs if self.scrubber.is_secret(name) and isinstance(value, (str, bytes))]
        texts = [value if isinstance(value, str) else repr(value)[2:-1] for value in found]
        return _Cleaner(self.scrubber, [*self.secrets, *(text for text in texts if len(text) >= SHORTEST_SECRET)])

    def variables(self, values: dict[str, Any]) -> dict[str, str]:
        return {name: MASK if self.scrubber.is_secret(name) else self.value(value) for name, value in values.items()}

    def value(self, value: Any) -> str:
        if isinstance(value, dict):
            if "wsgi.input" in value:
                return "<WSGI environ>"  # it holds every header
            value = dict(itertools.islice(value.items(), MAX_REPR))
        value = self._beginning(value, itertools.count(), ())
        # What is cut off anyway need not be gone through; a secret on the cut is further on than what is shown.
        text = self.text(safe_str(value, repr)[: 10 * MAX_REPR])
        return text if len(text) <= MAX_REPR else f"{text[:MAX_REPR]}..."

    def _beginning(self, value: Any, count: Iterator[int], outer: tuple[int, ...]) -> Any:
        """Return as much of a collection as can be seen: there may be a million items in it, or in one of them.

        :param count: Counts the items.
        :param outer: The collections that this one is in; it may be in itself.
        """
        if type(value) not in (dict, list, tuple, set, frozenset) or id(value) in outer or len(outer) == MAX_DEPTH:
            return value
        outer = (*outer, id(value))
        if type(value) is dict:
            return dict([self._safe(key, item, count, outer) for key, item in _seen(value.items(), count)])
        return type(value)([self._beginning(item, count, outer) for item in _seen(value, count)])

    def _safe(self, key: Any, value: Any, count: Iterator[int], outer: tuple[int, ...]) -> tuple[Any, Any]:
        return key, MASK if self.scrubber.is_secret(safe_str(key)) else self._beginning(value, count, outer)


def _seen(items: Iterable[Any], count: Iterator[int]) -> Iterable[Any]:
    return itertools.takewhile(lambda _: next(count) < MAX_REPR, items)


def _steps(error: BaseException) -> list[tuple[FrameType, int]]:
    """Return the frames of an exception that are shown, with their lines."""
    steps = list(traceback.walk_tb(error.__traceback__))
    # Without the middle of an endless recursion.
    return steps if len(steps) <= MAX_FRAMES else steps[: MAX_FRAMES // 2] + steps[-MAX_FRAMES // 2 :]


def _failure(error: BaseException, leads_by: str | None, clean: _Cleaner, told: _Cleaner, depth: int) -> Failure:
    steps = _steps(error)
    kind = type(error)
    return Failure(
        type=kind.__name__,
        qualified_type=qualified_name(kind),
        message=told.text(safe_str(error)),
        leads_by=leads_by,
        notes=[told.text(safe_str(note)) for note in _notes(error)],
        frames=[_frame(frame, line, clean, told) for frame, line in steps],
        omitted=sum(1 for _ in traceback.walk_tb(error.__traceback__)) - len(steps),
        members=_members(error, clean, depth) if isinstance(error, GROUP) and depth < MAX_GROUP_DEPTH else [],
    )


def qualified_name(kind: type) -> str:
    """Return the name of a class with its module, unless it is built in."""
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _notes(error: BaseException) -> Sequence[Any]:
    try:
        notes = getattr(error, "__notes__", ())
    except CAUGHT:
        return ()  # the __getattr__() of a proxy raises whatever it likes
    # Python prints what is no list all the same.
    return notes if isinstance(notes, (list, tuple)) else [notes]


def _members(group: Any, clean: _Cleaner, depth: int) -> list[Failure]:
    chains = [describe(member, clean.scrubber, clean.secrets, depth + 1) for member in group.exceptions[:MAX_MEMBERS]]
    return [failure for chain in chains for failure in chain]


def _frame(frame: FrameType, line: int, clean: _Cleaner, told: _Cleaner) -> Frame:
    code = frame.f_code
    clean = clean.knowing([frame])
    linecache.checkcache(code.co_filename)
    lines = linecache.getlines(code.co_filename, frame.f_globals)
    first, last = max(line - CONTEXT_LINES, 1), min(line + CONTEXT_LINES, len(lines))
    text = lines[line - 1].strip() if line <= len(lines) else ""  # generated code has no source
    return Frame(
        file=code.co_filename,
        line=line,
        name=code.co_name,
        src=clean.source(text),
        source=[(number, clean.source(lines[number - 1].rstrip())) for number in range(first, last + 1)],
        locals=told.variables(frame.f_locals),
        frame=frame,
    )


def as_text(failures: Iterable[Failure], indent: str = "") -> str:
    """Return a chain of exceptions as the text of a traceback."""
    joined = {
        "cause": "The above exception was the direct cause of the following exception:",
        "context": "During handling of the above exception, another exception occurred:",
    }
    lines: list[str] = []
    for failure in failures:
        lines.append("Traceback (most recent call last):")
        for frame in failure.frames:
            lines.append(f'  File "{frame.file}", line {frame.line}, in {frame.name}')
            lines.append(f"    {frame.src}")
        lines.append(f"{failure.qualified_type}: {failure.message}")
        lines += failure.notes
        lines += [as_text([member], indent="  | ") for member in failure.members]
        if failure.leads_by:
            lines += ["", joined[failure.leads_by], ""]
    return "\n".join(f"{indent}{line}" for block in lines for line in block.split("\n"))


# Past what the exception makes of assignments: that of a frozen dataclass refuses them.
set_traceback = BaseException.with_traceback
_set_context = vars(BaseException)["__context__"].__set__


def exc_info(error: BaseException) -> Any:  # as logging wants it
    """Return what to log an exception by: by itself one that is false, such as an empty collection, would be none."""
    return type(error), error, error.__traceback__


def raise_alone(error: BaseException) -> NoReturn:
    """Raise an exception, and keep from it the group that it is in, which it would get as its context: a cycle."""
    context = error.__context__
    try:
        raise error
    finally:
        _set_context(error, context)


def forget_frames(error: BaseException | None) -> None:
    """Drop the tracebacks of an answered exception: their frames hold the exception, a cycle for each request."""
    remaining = [error]
    while remaining:
        error = remaining.pop()
        if error is not None and error.__traceback__ is not None:
            set_traceback(error, None)
            remaining += [error.__context__, *(error.exceptions if isinstance(error, GROUP) else ())]
