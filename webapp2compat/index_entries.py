"""How one route of a table answers, for the routing index.

The index (`index.py`) has an entry for each route and asks those whose path could be the right one. What it has
compared already, an entry does not compare again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from .matching import Refused, ask, find, is_refused, is_slow, path_to_match
from .route import Match
from .route_template import Kwargs, whole_segments, without_positional


class Entry:
    """One route in the index, asked by its own ``match()``. The other kinds know more of theirs."""

    __slots__ = ("position", "route")

    #: Whether it answers every request for its path.
    is_final = False

    def __init__(self, route: Any) -> None:
        self.position = 0
        self.route = route

    def answer(self, request: Any, path: str, segments: list[str], refused: Refused) -> Match | None:
        """Return what the route's ``match()`` returns, or would return.

        :param refused: Takes the methods that the route allows, if the request's is not among them.
        """
        answer: Match | None = ask(self.route, request, refused)
        return answer


class GuardedEntry(Entry):
    """A route in a group."""

    __slots__ = ("entry", "guard")

    def __init__(self, entry: Entry, guard: Callable[[Any], Kwargs | None]) -> None:
        super().__init__(entry.route)
        self.entry, self.guard = entry, guard

    def answer(self, request: Any, path: str, segments: list[str], refused: Refused) -> Match | None:
        """Ask the entry of the route, if the condition of the group holds."""
        extra = self.guard(request)
        answer = None if extra is None else self.entry.answer(request, path, segments, refused)
        if not answer or not extra:
            return answer
        route, args, kwargs = answer
        return route, args, {**kwargs, **extra}


class OwnEntry(Entry):
    """A route of a class that matches in its own way.

    :param go_on: Matches a request by what comes after a position.
    """

    __slots__ = ("entry", "go_on")

    def __init__(self, entry: Entry, go_on: Callable[[Any, int, Refused], Match]) -> None:
        super().__init__(entry.route)
        self.entry, self.go_on = entry, go_on

    def answer(self, request: Any, path: str, segments: list[str], refused: Refused) -> Match | None:
        """Ask the entry of the route, and go on anew if the route has rewritten the path."""
        answer = self.entry.answer(request, path, segments, refused)
        if answer or path_to_match(request) == path:
            return answer
        return self.go_on(request, self.position, refused)


class SimpleTextEntry(Entry):
    """A ``SimpleRoute`` that is text only: the index has compared it already."""

    __slots__ = ()

    is_final = True

    def __init__(self, route: Any) -> None:
        super().__init__(route)
        route._show_anchors()

    def answer(self, request: Any, path: str, segments: list[str], refused: Refused) -> Match | None:
        """Answer: there is nothing left to ask."""
        return self.route, (), {}


class TextEntry(Entry):
    """A ``Route`` without variables: the index has compared its path already."""

    __slots__ = ("is_final",)

    def __init__(self, route: Any) -> None:
        super().__init__(route)
        self.is_final = not (route.methods or route.schemes)

    def answer(self, request: Any, path: str, segments: list[str], refused: Refused) -> Match | None:
        """Answer unless the method or the scheme is refused."""
        route = self.route
        if not self.is_final and is_refused(route, request, refused):
            return None
        defaults = route.defaults
        return (route, *without_positional(dict(defaults))) if defaults else (route, (), {})


class SimpleEntry(Entry):
    """A ``SimpleRoute`` whose path could be the right one."""

    __slots__ = ("find",)

    def __init__(self, route: Any) -> None:
        super().__init__(route)
        self.find = self._find_first

    def _find_first(self, path: str) -> Any:
        """Compile the regex, now that it is needed, and match it."""
        route = self.route
        # Which of the two also depends on the template, which can only be edited together with this index.
        self.find = partial(find, route) if is_slow(route) else route.regex.match
        return self.find(path)

    def answer(self, request: Any, path: str, segments: list[str], refused: Refused) -> Match | None:
        """Match the regex."""
        found = self.find(path)
        return (self.route, found.groups(), {}) if found else None


class TemplateEntry(SimpleEntry):
    """A ``Route`` with variables whose path could be the right one."""

    __slots__ = ("has_positional", "is_known", "name", "note_only", "place", "places")

    def __init__(self, route: Any, note_only: Callable[[TemplateEntry, str, int], None]) -> None:
        super().__init__(route)
        # Told of the name and the place of the variable, if there is but one.
        self.note_only = note_only
        # Where the variables stand, if each is a whole segment; that is found out by the first request for the route.
        self.is_known = False
        self.places: list[tuple[str, int]] = []
        # The same where there is one variable and nothing else to look at, as in most routes.
        self.name: str | None = None
        self.place = 0

    def answer(self, request: Any, path: str, segments: list[str], refused: Refused) -> Match | None:
        """Take the variables from the segments, or match the regex where that does not do."""
        name = self.name
        if name is None or self.route.defaults:
            return self._full_answer(request, path, segments, refused)
        value = segments[self.place]
        return (self.route, (), {name: value}) if value and not segments[0] else None

    def _full_answer(self, request: Any, path: str, segments: list[str], refused: Refused) -> Match | None:
        kwargs = self._captured(path, segments)
        route = self.route
        if kwargs is None or ((route.methods or route.schemes) and is_refused(route, request, refused)):
            return None
        if route.defaults:
            kwargs = {**route.defaults, **kwargs}
        elif not self.has_positional:
            return route, (), kwargs
        return (route, *without_positional(kwargs))

    def _captured(self, path: str, segments: list[str]) -> Kwargs | None:
        if not self.is_known:
            self._learn()
        if self.places:
            return _segments_at(self.places, segments)
        found = self.find(path)
        return found.groupdict() if found else None

    def _learn(self) -> None:
        """Find out how to read the variables."""
        self.places = whole_segments(self.route.template)
        self.has_positional = not self.places and any(name[:2] == "__" for name in self.route.variables)
        self.is_known = True
        if len(self.places) == 1 and not (self.route.methods or self.route.schemes):
            name, self.place = self.places[0]
            self.name = name  # last, for another thread that looks at it first
            self.note_only(self, name, self.place)


def _segments_at(places: list[tuple[str, int]], segments: list[str]) -> Kwargs | None:
    """Return segments of a path by name, or ``None`` if one is empty; the others are known to be right."""
    if segments[0]:
        return None
    kwargs = {name: segments[place] for name, place in places}
    return kwargs if all(kwargs.values()) else None
