"""The routing index: which routes of a table could match a path, without asking each of them.

The router asks it for the first route that matches (`router.py`). The routes are filed by the number of segments of the
paths that they match, and by those segments that are always the same (`patterns.py`). A request looks up a few dicts
and asks only the routes that it finds there, in the order of the table. A route that cannot be filed is asked for every
path, in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias

from .http_errors import HTTPNotFound
from .index_entries import Entry, GuardedEntry, OwnEntry, SimpleEntry, SimpleTextEntry, TemplateEntry, TextEntry
from .matching import Refused, ask, method_not_allowed, path_to_match, reading_of, refusal
from .patterns import ANY_PATH, Shape
from .route import Match, Route, edits, is_plain
from .route_template import Kwargs

# Returns those segments of a path that a table is filed by.
_Key: TypeAlias = Callable[[Any], Any]
_Table: TypeAlias = dict[Any, list[Entry]]
# The key of a table, and its get().
_Lookup: TypeAlias = tuple[_Key, Callable[..., Any]]
# The conditions of the groups that a route is in.
_Guards: TypeAlias = tuple[Callable[[Any], Kwargs | None], ...]

_POSITION = attrgetter("position")


class RouteList(list[Any]):
    """The routes of a table, in order. Its index learns of every change."""

    changes = 0
    #: The last index of the routes.
    routing_index: RouteIndex | None = None

    def current_index(self) -> RouteIndex:
        """Return an index of the routes as they are now: the last one, or else one that is made and kept."""
        index = self.routing_index
        if index is not None and index.edits == edits.count:
            return index
        # Counted first: what another thread changes meanwhile makes the index out of date.
        changes = self.changes
        index = self.routing_index = RouteIndex(self)
        if changes != self.changes:
            index.expire()
        return index


def _noting(name: str) -> Callable[..., Any]:
    """Return the method of a list, made to note the change."""
    change = getattr(list, name)

    def changed(self: RouteList, *args: Any, **kwargs: Any) -> Any:
        try:
            return change(self, *args, **kwargs)
        finally:
            self.changes += 1
            if self.routing_index is not None:
                self.routing_index.expire()

    changed.__name__, changed.__doc__ = name, change.__doc__
    return changed


for _name in (
    *("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse"),
    *("__setitem__", "__delitem__", "__iadd__", "__imul__"),
):
    setattr(RouteList, _name, _noting(_name))


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
        self.edits = edits.count
        #: By path, where one route answers whatever else is asked: the route and its defaults.
        self.settled: dict[str, tuple[Any, Kwargs | None]] = {}
        #: By all of a path before its last slash, where one route answers whatever the last segment is: the route, its
        #: defaults and the name of its only variable.
        self.endings: dict[str, tuple[Any, Kwargs | None, str]] = {}
        self._size = 0
        # By the whole path, for routes that match one path only.
        self._texts: _Table = {}
        # For the same paths, put together when they are first asked for: all entries that could match.
        self._plans: dict[str, Sequence[Entry]] = {}
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

    def expire(self) -> None:
        """Let no count of edits be the right one: the list of routes has changed."""
        self.edits = -1

    def match(self, request: Any, path: str) -> Match:
        """Return ``(route, args, kwargs)`` of the first route that matches.

        :param path: The path of the request, as :func:`~webapp2compat.matching.path_to_match` returns it.
        :raises HTTPMethodNotAllowed: If routes match, but none of them answers the request's method.
        :raises HTTPNotFound: If no route matches.
        """
        segments = path.split("/")
        lookup = self._only_lookups.get(len(segments))
        if lookup is None or path in self._texts:
            entries = self._candidates(path, segments)
        else:
            key, get = lookup
            entries = get(key(segments), ())
        return _first_answer(entries, request, path, segments, [])

    def _match_after(self, request: Any, position: int, refused: Refused) -> Match:
        """Do what :meth:`match` does, with the entries after a position and the path that the request has by now."""
        path = path_to_match(request)
        segments = path.split("/")
        entries = self._all_candidates(path, segments, self._lookups_for(min(len(segments), self._most)))
        later = [entry for entry in entries if entry.position > position]
        return _first_answer(later, request, path, segments, refused)

    def _candidates(self, path: str, segments: list[str]) -> Sequence[Entry]:
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
        return self._all_candidates(path, segments, lookups)

    def _all_candidates(self, path: str, segments: list[str], lookups: list[_Lookup]) -> list[Entry]:
        found = [self._texts.get(path, ()), *[get(key(segments), ()) for key, get in lookups]]
        return sorted(chain.from_iterable(found), key=_POSITION)

    def _lookups_for(self, count: int) -> list[_Lookup]:
        exact = [(_key(places), table.get) for (size, places), table in self._exact.items() if size == count]
        return exact + [(_key(places), table.get) for (size, places), table in self._open.items() if size < count]

    def _plan(self, path: str, segments: list[str], lookups: list[_Lookup]) -> Sequence[Entry]:
        """Put together, once, the entries that could match a path that is the whole text of a route."""
        entries = self._all_candidates(path, segments, lookups)
        last = next((number for number, entry in enumerate(entries, 1) if entry.is_final), None)
        plan = self._plans[path] = entries[:last]
        if last == 1:
            route = plan[0].route
            self.settled[path] = route, getattr(route, "defaults", None)
        return plan

    def _note_ending(self, entry: TemplateEntry, name: str, place: int) -> None:
        """Remember an entry with one variable, if that is the last segment and no other entry could match instead."""
        if place == 1:
            return  # the key would be empty, and so be that of paths without a slash
        before = entry.route.template.rpartition("/")[0]
        places = tuple(range(1, place))
        bucket = self._exact.get((place + 1, places), {}).get(_key(places)(before.split("/")))
        if bucket == [entry] and place + 1 in self._only_lookups and before not in self._before_texts:
            self.endings[before] = entry.route, entry.route.defaults, name

    @cached_property
    def _before_texts(self) -> set[str]:
        return {text.rpartition("/")[0] for text in self._texts}

    def _add(self, route: Any, guards: _Guards) -> None:
        """File a route, or the routes of a group."""
        if isinstance(route, RouteGroup) and type(route).match is RouteGroup.match and "match" not in vars(route):
            for child in route.guarded_routes():
                self._add(child, (*guards, route.guard))
            return
        if not is_plain(route) or not isinstance(route.template, str):
            self._file(ANY_PATH, OwnEntry(_guarded(Entry(route), guards), self._match_after))
            return
        vars(route)["_is_indexed"] = True
        for shape in reading_of(route).shapes:
            self._file(shape, _guarded(self._entry_for(route, shape), guards))

    def _entry_for(self, route: Any, shape: Shape) -> Entry:
        is_text = not shape.is_open and None not in shape.segments
        if isinstance(route, Route):
            return TextEntry(route) if is_text else TemplateEntry(route, self._note_ending)
        return SimpleTextEntry(route) if is_text else SimpleEntry(route)

    def _file(self, shape: Shape, entry: Entry) -> None:
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


def _guarded(entry: Entry, guards: _Guards) -> Entry:
    for guard in reversed(guards):
        entry = GuardedEntry(entry, guard)
    return entry


@lru_cache(maxsize=1024)
def _key(places: tuple[int, ...]) -> _Key:
    return itemgetter(*places) if places else _no_segment


def _no_segment(segments: Any) -> None:
    """Return the key where no segment is always the same."""


def _first_answer(entries: Iterable[Entry], request: Any, path: str, segments: list[str], refused: Refused) -> Match:
    """Return the answer of the first entry that has one; the others note in ``refused`` what they would have answered.

    :raises HTTPMethodNotAllowed: If entries match, but none of them answers the request's method.
    :raises HTTPNotFound: If no entry matches.
    """
    for entry in entries:
        answer = entry.answer(request, path, segments, refused)
        if answer:
            return answer
    raise refusal(request, refused) if refused else HTTPNotFound()
