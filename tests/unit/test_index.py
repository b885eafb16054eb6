import pytest
from webob import exc

import webapp2
from webapp2compat.index import RouteGroup, RouteIndex, RouteList, first_match
from webapp2compat.matching import path_to_match
from webapp2compat.request import Request
from webapp2compat.route import BaseRoute, Route, SimpleRoute
from webapp2compat.router import Router


def ask(index, request):
    try:
        return index.match(request, path_to_match(request))
    except exc.HTTPNotFound:
        return None


class Recording(BaseRoute):
    """Notes the paths that it is asked for, and matches none."""

    def __init__(self, asked):
        super().__init__("")
        self.asked = asked

    def match(self, request):
        self.asked.append(request.path)


class OnHost(RouteGroup):
    def __init__(self, host, routes):
        self.host, self.routes = host, routes

    def guard(self, request):
        return {"host": self.host} if request.host == self.host else None

    def guarded_routes(self):
        return self.routes


class Wherever(OnHost):
    def guard(self, request):
        return {}


@pytest.fixture
def find():
    """Find the route of a path among routes: ``find(path, *routes, **environ)``."""

    def find(path, *routes, **environ):
        return ask(RouteIndex(routes), Request.blank(path, environ=environ))

    return find


@pytest.mark.parametrize(
    ("path", "answer"),
    [("/a", {}), ("/b/1", {"x": "1"}), ("/b/c/1", {"y": "c/1"}), ("/7/item/edit", {"z": "7"}), ("/b", {"y": ""})],
)
def test_routes_are_found_by_their_fixed_segments(find, path, answer):
    routes = [Route("/a"), Route("/b/<x>"), Route("/<z>/item/edit"), Route("/b<:/?><y:.*>")]

    assert find(path, *routes)[2] == answer


def test_nothing_is_found_in_an_empty_table(find):
    assert find("/a") is None


@pytest.mark.parametrize("path", ["", "/", "//", "x/y", "/a/", "//a", "/a/b/c/d/e/f", "/A", "/a%0A", "/%zz", "a"])
def test_paths_that_nothing_matches_are_not_found(find, path):
    assert find(path, Route("/a"), SimpleRoute("/b/(.*)"), Route("/<:x>/y")) is None


@pytest.mark.parametrize(
    "routes",
    [
        [Route("/<x>"), Route("/a")],
        [SimpleRoute("/(.*)"), Route("/a")],
        [Route("/a"), Route("/<x>")],
        [SimpleRoute("/a/?"), SimpleRoute("/(?i)A")],
        [SimpleRoute("(?i)/A"), Route("/a"), Route("/<x>")],
        [Route("/a", schemes=["https"]), Route("/a", methods=["GET"]), Route("/a")],
    ],
)
def test_first_of_the_routes_that_match_answers(find, routes):
    assert find("/a", *routes) == first_match(routes, Request.blank("/a"))


def test_route_that_matches_in_its_own_way_is_asked_in_its_place():
    asked = []
    routes = [Route("/first"), Recording(asked), Route("/a"), Recording(asked)]
    index = RouteIndex(routes)

    assert [ask(index, Request.blank(path)) for path in ("/first", "/a", "/z")] == [
        (routes[0], (), {}),
        (routes[2], (), {}),
        None,
    ]
    assert asked == ["/a", "/z", "/z"]


def test_object_that_only_has_match_is_asked(find):
    class Ducklike:
        def match(self, request):
            return ("found", (), {})

    assert find("/a", Ducklike())[0] == "found"


def test_template_that_is_no_text_raises_only_when_it_is_reached():
    index = RouteIndex([Route("/a"), Route(5)])

    assert ask(index, Request.blank("/a"))
    with pytest.raises(TypeError):
        ask(index, Request.blank("/b"))


@pytest.mark.parametrize(
    ("route", "path", "answer"),
    [
        (Route("/a", defaults={"x": 1}), "/a", ((), {"x": 1})),
        (Route("/a", defaults={"__0__": 1}), "/a", ((1,), {})),
        (Route("/<a>", defaults={"x": 1}), "/b", ((), {"x": 1, "a": "b"})),
        (Route("/<:.>/<a>/<:.>"), "/1/2/3", (("1", "3"), {"a": "2"})),
        (Route("/<a>/<:.*>"), "/1/2/3", (("2/3",), {"a": "1"})),
        (SimpleRoute(r"/(\d)(x)?"), "/1", (("1", None), {})),
        (SimpleRoute("/a"), "/a", ((), {})),
    ],
)
def test_arguments_are_those_of_the_route_itself(find, route, path, answer):
    assert find(path, route) == (route, *answer) == route.match(Request.blank(path))


def test_arguments_are_new_for_each_request():
    index = RouteIndex([Route("/a", defaults={"x": 1})])
    ask(index, Request.blank("/a"))[2]["x"] = 2

    assert ask(index, Request.blank("/a"))[2] == {"x": 1}


def test_methods_are_refused_together(find):
    routes = [Route("/a", methods=["PUT"]), Route("/<x>", methods=["POST"]), Route("/a", schemes=["https"])]

    with pytest.raises(exc.HTTPMethodNotAllowed) as caught:
        find("/a", *routes)
    assert caught.value.headers["Allow"] == "POST, PUT"


def test_very_long_path_is_found_by_its_beginning():
    route = SimpleRoute("/files/(.*)")

    assert ask(RouteIndex([route]), Request({"PATH_INFO": "/files" + "/x" * 9000}))[0] is route


def test_very_long_path_is_refused_where_it_would_be_slow():
    index = RouteIndex([Route("/a"), SimpleRoute("/(.*)x(.*)y")])

    with pytest.raises(exc.HTTPRequestURITooLong):
        ask(index, Request({"PATH_INFO": "/" * 9000}))


def test_group_matches_while_its_condition_holds(find):
    group = OnHost("h", [Route("/a"), Route("/<x>", methods=["GET"])])

    assert find("/a", group, HTTP_HOST="h") == (group.routes[0], (), {"host": "h"})
    assert find("/b", group, HTTP_HOST="h") == (group.routes[1], (), {"x": "b", "host": "h"})
    assert find("/a", group, HTTP_HOST="other") is None


def test_groups_can_be_nested(find):
    route = Route("/<x>")

    assert find("/a", OnHost("h", [Wherever("", [route])]), HTTP_HOST="h")[2] == {"x": "a", "host": "h"}


def test_group_that_matches_in_its_own_way_is_asked(find):
    class Closed(OnHost):
        def match(self, request):
            return None

    assert find("/a", Closed("h", [Route("/a")]), HTTP_HOST="h") is None


@pytest.mark.parametrize("host", ["h", "other"])
def test_group_answers_by_itself_as_in_the_index(find, host):
    group = OnHost("h", [Route("/a", methods=["PUT"]), Route("/<x>")])
    request = Request.blank("/a", environ={"HTTP_HOST": host})

    assert group.match(request) == find("/a", group, HTTP_HOST=host)


def test_group_without_a_condition_adds_nothing():
    route = Route("/a")

    assert Wherever("", [route]).match(Request.blank("/a")) == (route, (), {})


def test_group_refuses_methods_by_itself():
    with pytest.raises(exc.HTTPMethodNotAllowed):
        Wherever("", [Route("/a", methods=["PUT"])]).match(Request.blank("/a"))


@pytest.mark.parametrize("ask", [lambda group: group.guard(None), lambda group: group.guarded_routes()])
def test_group_leaves_its_condition_to_its_kinds(ask):
    with pytest.raises(NotImplementedError):
        ask(RouteGroup())


def test_path_that_begins_with_no_slash_is_not_found():
    assert ask(RouteIndex([Route("/<x>")]), Request({"PATH_INFO": "a/b"})) is None


def test_change_while_the_index_is_made_is_not_lost():
    late = Route("/late")

    class Replacing(Wherever):
        def guarded_routes(self):
            router.match_routes[0] = late
            return []

    router = Router([Route("/x")])
    router.match_routes.append(Replacing("", []))
    router.match(Request.blank("/x"))

    assert router.match(Request.blank("/late"))[0] is late


def test_list_of_routes_is_a_list():
    routes = RouteList([1, 2])
    routes += [3]
    routes *= 2
    routes.remove(1)
    routes.sort()

    assert routes == [1, 2, 2, 3, 3]
    assert routes.index(3) == 3


@pytest.mark.parametrize("path", ["/a//", "/a/b/", "/a//c"])
def test_no_variable_is_an_empty_segment(path):
    index = RouteIndex([Route("/a/<b>/<c>", handler=None)])
    ask(index, Request.blank("/a/b/c"))

    assert ask(index, Request.blank(path)) is None


@pytest.mark.parametrize("template", ["/", "/a", "/a$", "/a|/b", "/a/?", r"/(\w+)"])
def test_template_of_a_regex_shows_its_anchors_to_the_handler(template, get):
    def view(request, *args):
        return webapp2.Response(f"{request.route.template} {request.route.regex.match('/a/x')}")

    response = get("/" if template == "/" else "/a", routes=[(template, view)])

    assert response.text == f"^{template.removesuffix('$')}$ None"
