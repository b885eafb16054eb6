import re

from hypothesis import given, settings, strategies as st
from webob import exc

from webapp2compat.extras.routes import DomainRoute, PathPrefixRoute
from webapp2compat.request import Request
from webapp2compat.route import BaseRoute, Route, SimpleRoute
from webapp2compat.router import Router

WORDS = ["a", "b", "ab", "A", "1", "22", "", "a.b", "é", "a\n", "%2F", "%zz", "a b", "x-1", "item1", "edit"]
VARIABLES = [
    *[
        r"\d+",
        "[^/]+",
        ".*",
        ".+",
        "a|b",
        "(?:a|ab)?",
        "[a-z]*",
        r"\w{1,2}",
        "(?i)a",
        r"(?!a)\w+",
        "[^a]+",
        r"\D",
        "a/b",
    ],
    *["(.)(.)", r"(\w)\1", "(?:/a)?", "x-.", "[ab]{0,2}", "a|/b", "a/b", r"[^\d/]", "é?"],
]
PIECES = [
    *["a", "b", "ab", r"a\.b", "a.b", r"(\d+)", "(a|b)", "(.*)", "([^/]+)", "(?i)a", "(?:a|ab)?", "a?", "b*", "", "é"],
    *[
        r"(\w)\1",
        "(?!b)a",
        "(?P<n>a)",
        "[ab]",
        "[^b]",
        r"\d{2}",
        "item1",
        "a|b",
        "(a/b)?",
        "x-(1|2)",
        "(?:/a)?",
        r"\w+$",
    ],
    *[
        "?a",
        "*b",
        r"\/a",
        "[a/]",
        "(a",
        "b)",
        "{2}",
        r"\\",
        r"(?=a)\w",
        "(a|/b)",
        r"(?:\d|x)-?1",
        "^a",
        r"\w+$",
        r"\Aa",
        r"a\Z",
    ],
]


class OwnMatch(BaseRoute):
    """Answers for all paths of one length."""

    def match(self, request):
        return (self, (), {}) if len(request.environ["PATH_INFO"]) == self.template else None


class Shouting(Route):
    def match(self, request):
        found = super().match(request)
        return found and (self, ("!",), found[2])


templates = st.lists(
    st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from(["<>", "<x>", "x-<y>", "<y>.html", "<x><:.>"]),
        st.sampled_from(VARIABLES).map("<:{}>".format),
        st.tuples(st.sampled_from("pqr"), st.sampled_from(VARIABLES)).map(lambda pair: "<{}:{}>".format(*pair)),
    ),
    min_size=1,
    max_size=4,
).map(lambda pieces: "/" + "/".join(pieces))
regexes = st.tuples(
    st.sampled_from(["", "", "^", "(?i)", "(?x)"]),
    st.lists(st.sampled_from(PIECES), max_size=4).map(lambda pieces: "/" + "/".join(pieces)),
    st.sampled_from(["", "", "$", "/?", "/?$", "?", "|/a", "(?i)", r"\$", "/*"]),
).map("".join)
methods = st.sampled_from([None, None, None, ["GET"], ["POST"], ("GET", "PUT"), "GET"])
schemes = st.sampled_from([None, None, None, None, ["http"], ["https"]])
defaults = st.sampled_from([None, None, {"x": 1}, {"__0__": 2}])
plain = [
    st.builds(Route, templates, methods=methods, schemes=schemes, defaults=defaults),
    st.builds(SimpleRoute, regexes),
    st.builds(Shouting, st.sampled_from(["/<x>", "/a", "/<:.*>", "/<x>/<:a|b>", "/"])),
    st.builds(OwnMatch, st.integers(1, 9)),
]
groups = [
    st.builds(DomainRoute, st.sampled_from(["h", "<d>.h", "localhost"]), st.lists(st.one_of(plain), max_size=4)),
    st.builds(
        PathPrefixRoute,
        st.sampled_from(["/a", "/<pre>", r"/<:\d+>"]),
        st.lists(st.one_of(plain[:2]), max_size=4),
    ),
]
tables = st.lists(st.one_of(*plain, *groups), max_size=12)
environs = st.fixed_dictionaries(
    {
        "PATH_INFO": st.one_of(
            st.lists(st.sampled_from(WORDS), max_size=4).map(lambda words: "/" + "/".join(words)),
            st.text(st.sampled_from("/ab1.\n%é"), max_size=8),
        ).map(lambda path: path.encode().decode("latin-1")),
        "SCRIPT_NAME": st.sampled_from(["", "", "", "/a"]),
        "REQUEST_METHOD": st.sampled_from(["GET", "POST", "HEAD"]),
        "wsgi.url_scheme": st.sampled_from(["http", "https"]),
        "HTTP_HOST": st.sampled_from(["h", "w.h", "localhost:80"]),
    }
)


def router_of(routes):
    """Return a router with those of the routes that can be compiled."""
    router = Router()
    for route in routes:
        try:
            router.add(route)
        except re.error:
            continue
    return router


def asked_one_by_one(routes, request):
    """Do what webapp2 does: ask each route in turn."""
    allowed = set()
    for route in routes:
        try:
            found = route.match(request)
        except exc.HTTPMethodNotAllowed as error:
            allowed.update(error.headers["Allow"].split(", "))
            continue
        if found:
            return found
    return sorted(allowed) or None


def indexed(router, request):
    try:
        return router.match(request)
    except exc.HTTPMethodNotAllowed as error:
        return error.headers["Allow"].split(", ")
    except exc.HTTPNotFound:
        return None


@settings(max_examples=400)
@given(tables, st.lists(environs, min_size=1, max_size=8))
def test_index_answers_as_the_routes_asked_in_turn(routes, environs):
    router = router_of(routes)
    # The second time the index knows more.
    requests = [Request(environ) for environ in environs] * 2

    answers = [indexed(router, request) for request in requests]

    assert answers == [asked_one_by_one(router.match_routes, request) for request in requests]


ALIKE = [
    *["/a", "/a/", "/a/b", "/a/b/c", "/<x>", "/a/<x>", "/a/<y>", "/a/b/<x>", "/<x>/b", "/a/<x>/c", "/a/<x>/"],
    *["/a/<x:.*>", "/a/<x:b>", "/a/<>", "/a/<:b>", "/<x>/<y>", "/a/x-<x>", "a/<x>", "<x>", ""],
]
alike = [
    st.builds(Route, st.sampled_from(ALIKE), methods=methods, defaults=defaults),
    st.builds(SimpleRoute, st.sampled_from(["/a/b", r"/a/(\w)", "/(.)/b", "/a/(.*)", "/a/"])),
    st.builds(Shouting, st.sampled_from(["/a/<x>"])),
]
alike.append(st.builds(DomainRoute, st.sampled_from(["h", "localhost"]), st.lists(st.one_of(alike), max_size=3)))
paths = ["", "/", "a", "a/b", "/a", "/a/", "/a/b", "/a/c", "/a/b/", "/a/b/c", "//b", "/a//", "/a/x-1", "/a/\n", "/b/b"]


@settings(max_examples=400)
@given(st.lists(st.one_of(alike), max_size=6), st.lists(st.sampled_from(paths), min_size=1, max_size=8))
def test_index_answers_for_tables_whose_routes_are_alike(routes, paths):
    router = router_of(routes)
    requests = [Request({"PATH_INFO": path, "REQUEST_METHOD": "GET", "HTTP_HOST": "h"}) for path in paths] * 2

    answers = [indexed(router, request) for request in requests]

    assert answers == [asked_one_by_one(router.match_routes, request) for request in requests]
