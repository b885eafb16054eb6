"""The routing index: which routes of a table could match a path, without asking each of them.

The router asks it for the first route that matches (`router.py`). The routes are filed by the number of segments of the
paths that they match, and by those segments that are always the same (`patterns.py`). A request looks up a few dicts
and asks only the routes that it finds there, in the order of the table. A route that cannot be filed is asked for every
path, in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias

from .matching import Refused, ask, find, is_refused, is_slow, method_not_allowed, reading_of, refusal
from .patterns import ANY_PATH, Shape
from .route import Edits, Match, Route, is_plain
from .route_template import Kwargs, whole_segments, without_positional

# Returns those segments of a path that a table is filed by.
_Key: TypeAlias = Callable[[Any], Any]
_Table: TypeAlias = dict[Any, list["_Entry"]]
# The key of a table, and its get().
_Lookup: TypeAlias = tuple[_Key, Callable[..., Any]]

_POSITION = attrgetter("position")


class RouteList(list[Any]):
    """The routes of a table, in order. It counts its changes, so that an index can tell whether it is up to date."""

    changes = 0
    #: The last index of the routes. It is up to date if it knows as many changes, and as many edits of routes.
    routing_index: RouteIndex | None = None

    def make_index(self) -> RouteIndex:
        """Make an index of the routes as they are now, and keep it."""
        # Counted first: what another thread changes meanwhile makes the index out of date.
        changes = self.changes
        index = self.routing_index = RouteIndex(self)
        index.changes = changes
        return index


def _counting(name: str) -> Callable[..., Any]:
    """Return the method of a list, made to count the change."""
    change = getattr(list, name)

    def changed(self: RouteList, *args: Any, **kwargs: Any) -> Any:
        try:
            return change(self, *args, **kwargs)
        finally:
            self.changes += 1

    changed.__name__, changed.__doc__ = name, change.__doc__
    return changed


for _name in (
    *("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse"),
    *("__setitem__", "__delitem__", "__iadd__", "__imul__"),
):
    setattr(RouteList, _name, _counting(_name))


class RouteGroup:
    """Routes that match only while a condition holds, such as those of one host (`extras/routes.py`)."""

    def guard(self, request: Any) -> Kwargs | None:
        """Return the keyword arguments that the condition adds, or ``None`` if it does not hold."""
        raise NotImplementedError

    def guarded_routes(self) -> Iterable[Any]:
        """Return the routes."""
        raise NotImplementedError

    def match(self, request: Any) -> Match | None:
        """Return ``(route, args, kwargs)`` of the first route that matches while the condition holds, or ``None``.

        :raises HTTPMethodNotAllowed: If routes match, but none of them answers the request's method.
        """
        extra = self.guard(request)
        matched = None if extra is None else first_match(self.guarded_routes(), request)
        if not matched or not extra:
            return matched
        route, args, kwargs = matched
        return route, args, {**kwargs, **extra}


def first_match(routes: Iterable[Any], request: Any) -> Match | None:
    """Ask routes one after the other; return ``(route, args, kwargs)`` of the first that matches, or ``None``.

    :raises HTTPMethodNotAllowed: If routes match, but none of them answers the request's method.
    """
    refused: Refused = []
    for route in routes:
        matched: Match | None = ask(route, request, refused)
        if matched:
            return matched
    if refused:
        raise method_not_allowed(refused)
    return None


class RouteIndex:
    """Finds the first route of a table that matches.

    :param routes: The routes, in order.
    """

    def __init__(self, routes: Iterable[Any]) -> None:
        #: How many edits of routes this index knows of.
        self.edits = Edits.count
        #: How many changes of the list of routes it knows of.
        self.changes = 0
        self._size = 0
        # By the whole path, for routes that match one path only.
        self._texts: _Table = {}
        # For the same paths, put together when they are first asked for: all entries that could match.
        self._plans: dict[str, Sequence[_Entry]] = {}
        # For the paths of these that one route answers whatever else is asked: the route and its defaults.
        self._settled: dict[str, tuple[Any, Kwargs | None]] = {}
        # By the number of segments (or the least of them, in what is open), and which of them are always the same.
        self._exact: dict[tuple[int, tuple[int, ...]], _Table] = {}
        self._open: dict[tuple[int, tuple[int, ...]], _Table] = {}
        # By the number of segments of a path: how to look its entries up.
        self._lookups: dict[int, list[_Lookup]] = {}
        # The same where there is one way only, as in most tables.
        self._only_lookups: dict[int, _Lookup] = {}
        for route in routes:
            self._add(route, ())
        self._most = max((count for count, _ in (*self._exact, *self._open)), default=0) + 1

    def match(self, request: Any, path: str) -> Match | None:
        """Return ``(route, args, kwargs)`` of the first route that matches, or ``None``.

        :param path: The path of the request, as :func:`~webapp2compat.matching.path_to_match` returns it.
        :raises HTTPMethodNotAllowed: If routes match, but none of them answers the request's method.
        """
        settled = self._settled.get(path)
        if settled is not None and not settled[1]:
            return settled[0], (), {}
        segments = path.split("/")
        lookup = self._only_lookups.get(len(segments))
        if lookup is None or path in self._texts:
            entries = self._candidates(path, segments)
        else:
            key, get = lookup
            entries = get(key(segments), ())
        refused: Refused = []
        for entry in entries:
            answer = entry.answer(request, path, segments, refused)
            if answer:
                return answer
        if refused:
            raise refusal(request, refused)
        return None

    def _candidates(self, path: str, segments: list[str]) -> Sequence[_Entry]:
        """Return the entries that could match a path, in the order of the table."""
        plan = self._plans.get(path)
        if plan is not None:
            return plan
        count = min(len(segments), self._most)
        lookups = self._lookups.get(count)
        if lookups is None:
            lookups = self._lookups[count] = self._lookups_for(count)
            if len(lookups) == 1:
                self._only_lookups[count] = lookups[0]
        if path in self._texts:
            return self._plan(path, segments, lookups)
        return _merged([get(key(segments), ()) for key, get in lookups])

    def _lookups_for(self, count: int) -> list[_Lookup]:
        exact = [(_key(places), table.get) for (size, places), table in self._exact.items() if size == count]
        return exact + [(_key(places), table.get) for (size, places), table in self._open.items() if size < count]

    def _plan(self, path: str, segments: list[str], lookups: list[_Lookup]) -> Sequence[_Entry]:
        """Put together, once, the entries that could match a path that is the whole text of a route."""
        entries = _merged([self._texts[path], *[get(key(segments), ()) for key, get in lookups]])
        last = next((number for number, entry in enumerate(entries, 1) if entry.is_final), None)
        plan = self._plans[path] = entries[:last]
        if last == 1:
            route = plan[0].route
            self._settled[path] = route, getattr(route, "defaults", None)
        return plan

    def _add(self, route: Any, guards: tuple[Callable[[Any], Kwargs | None], ...]) -> None:
        """File a route, or the routes of a group."""
        if isinstance(route, RouteGroup) and type(route).match is RouteGroup.match and "match" not in vars(route):
            for child in route.guarded_routes():
                self._add(child, (*guards, route.guard))
            return
        if not is_plain(route) or not isinstance(route.template, str):
            self._file(ANY_PATH, _Entry(route), guards)
            return
        vars(route)["_is_indexed"] = True
        for shape in reading_of(route).shapes:
            self._file(shape, _entry_for(route, shape), guards)

    def _file(self, shape: Shape, entry: _Entry, guards: tuple[Callable[[Any], Kwargs | None], ...]) -> None:
        for guard in reversed(guards):
            entry = _GuardedEntry(entry, guard)
        self._size += 1
        entry.position = self._size
        segments, is_open = shape
        if not is_open and None not in segments:
            self._texts.setdefault("/".join(segments), []).append(entry)  # type: ignore[arg-type]
            return
        # That a path begins with a slash tells nothing.
        places = tuple([place for place, text in enumerate(segments) if text is not None and (place or text)])
        tables = self._open if is_open else self._exact
        table = tables.setdefault((len(segments), places), {})
        table.setdefault(_key(places)(segments), []).append(entry)


@lru_cache(maxsize=1024)
def _key(places: tuple[int, ...]) -> _Key:
    return itemgetter(*places) if places else _no_segment


def _no_segment(segments: Any) -> None:
    """Return the key where no segment is always the same."""


def _merged(lists: list[Sequence[_Entry]]) -> list[_Entry]:
    """Return the entries of several lists in the order of the table."""
    return sorted(chain.from_iterable(lists), key=_POSITION)


class _Entry:
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


class _GuardedEntry(_Entry):
    """A route in a group."""

    __slots__ = ("entry", "guard")

    def __init__(self, entry: _Entry, guard: Callable[[Any], Kwargs | None]) -> None:
        super().__init__(entry.route)
        self.entry, self.guard = entry, guard

    def answer(self, request: Any, path: str, segments: list[str], refused: Refused) -> Match | None:
        extra = self.guard(request)
        answer = None if extra is None else self.entry.answer(request, path, segments, refused)
        if not answer or not extra:
            return answer
        route, args, kwargs = answer
        return route, args, {**kwargs, **extra}


class _SimpleTextEntry(_Entry):
    """A ``SimpleRoute`` that is text only: the index has compared it already."""

    __slots__ = ()

    is_final = True

    def answer(self, request: Any, path: str, segments: list[str], refused: Refused) -> Match | None:
        return self.route, (), {}


class _TextEntry(_Entry):
    """A ``Route`` without variables: the index has compared its path already."""

    __slots__ = ("is_final",)

    def __init__(self, route: Any) -> None:
        super().__init__(route)
        self.is_final = not (route.methods or route.schemes)

    def answer(self, request: Any, path: str, segments: list[str], refused: Refused) -> Match | None:
        route = self.route
        if not self.is_final and is_refused(route, request, refused):
            return None
        defaults = route.defaults
        return (route, *without_positional(dict(defaults))) if defaults else (route, (), {})


class _SimpleEntry(_Entry):
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
        found = self.find(path)
        return (self.route, found.groups(), {}) if found else None


class _TemplateEntry(_SimpleEntry):
    """A ``Route`` with variables whose path could be the right one."""

    __slots__ = ("has_positional", "is_known", "name", "place", "places")

    def __init__(self, route: Any) -> None:
        super().__init__(route)
        # Where the variables stand, if each is a whole segment; that is found out by the first request for the route.
        self.is_known = False
        self.places: list[tuple[str, int]] = []
        # The same where there is one variable and nothing else to look at, as in most routes.
        self.name: str | None = None
        self.place = 0

    def answer(self, request: Any, path: str, segments: list[str], refused: Refused) -> Match | None:
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


def _segments_at(places: list[tuple[str, int]], segments: list[str]) -> Kwargs | None:
    """Return segments of a path by name, or ``None`` if one is empty; the others are known to be right."""
    if segments[0]:
        return None
    kwargs = {name: segments[place] for name, place in places}
    return kwargs if all(kwargs.values()) else None


def _entry_for(route: Any, shape: Shape) -> _Entry:
    is_text = not shape.is_open and None not in shape.segments
    if isinstance(route, Route):
        return _TextEntry(route) if is_text else _TemplateEntry(route)
    return _SimpleTextEntry(route) if is_text else _SimpleEntry(route)
