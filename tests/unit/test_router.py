import re
import threading

import pytest
from webob import exc

import webapp2
from webapp2compat.extras.routes import DomainRoute
from webapp2compat.patterns import RouteError
from webapp2compat.request import Request
from webapp2compat.route import BaseRoute, Route, SimpleRoute
from webapp2compat.router import Router, UnknownRouteName


def echo(request, *args, **kwargs):
    return webapp2.Response(f"{request.route_args} {request.route_kwargs}")


def other(request):
    return webapp2.Response("other")


class Handler(webapp2.RequestHandler):
    def get(self, *args, **kwargs):
        self.response.write(f"{args} {kwargs}")


class WebappHandler:
    """In webapp's style: constructed without arguments, and no dispatch()."""

    def initialize(self, request, response):
        self.response = response

    def get(self):
        self.response.write("webapp")


@pytest.fixture
def match():
    """Match a path: ``match(path, routes, **environ)``."""

    def match(path, routes, **environ):
        return Router(routes).match(Request.blank(path, environ=environ))

    return match


def test_tuple_becomes_a_simple_route():
    router = Router([("/a", echo, "a", True), ("/b",), ("/c", echo)])

    assert (
        repr(router)
        == f"<Router([<SimpleRoute('/b', None)>, <SimpleRoute('/c', {echo!r})>, {router.build_routes['a']!r}])>"
    )


def test_route_class_decides_what_a_tuple_becomes(match):
    class TemplateRouter(Router):
        route_class = Route

    router = TemplateRouter([("/<x>", echo)])

    assert router.match(Request.blank("/a"))[2] == {"x": "a"}


@pytest.mark.parametrize("route", [["/a", echo], "/a", None, 5])
def test_what_is_no_route_is_named(route):
    with pytest.raises(AttributeError, match=re.escape(f"{route!r} is no route. Expected a Route, or a tuple")):
        Router([route])


@pytest.mark.parametrize("handler", [5, b"handler", ["Handler"], {"get": echo}])
def test_handler_that_cannot_be_called_is_named(handler):
    with pytest.raises(TypeError, match=re.escape(f"is {handler!r}. Expected a class, a function")):
        Router([Route("/a", handler)])


@pytest.mark.parametrize(
    "route",
    [("/(", echo), Route("/<a:(>"), Route("/<a>/<a>"), ("/)(", echo), DomainRoute("h", [Route("/<a>/<a>")])],
)
def test_malformed_route_is_reported_when_it_is_added(route):
    with pytest.raises(re.error, match=r"The route template .* is malformed"):
        Router([route])


@pytest.mark.parametrize("route", [Route(None, echo), (5, echo), (b"/a", echo)])
def test_template_that_is_no_text_is_reported(route):
    with pytest.raises(TypeError, match="Expected text such as '/path/<name>'"):
        Router([route])


@pytest.mark.parametrize(
    ("part", "value"),
    [("methods", 5), ("schemes", 5), ("defaults", 5), ("defaults", [("a", 1)]), ("handler_method", 5)],
)
def test_part_of_a_route_that_is_of_the_wrong_type_is_named(part, value):
    with pytest.raises(TypeError, match=re.escape(f"The {part} of <Route('/a', ")):
        Router([Route("/a", echo, **{part: value})])


def test_all_faults_of_routes_are_route_errors():
    with pytest.raises(RouteError):
        Router([("/(", echo)])


def test_first_route_that_matches_answers(match):
    routes = [Route("/<a>", echo), Route("/x", echo)]

    assert match("/x", routes) == (routes[0], (), {"a": "x"})


def test_path_without_a_route_is_404(match):
    with pytest.raises(exc.HTTPNotFound):
        match("/y", [Route("/x", echo)])


def test_method_mismatch_does_not_hide_later_routes(match):
    routes = [Route("/x", echo, methods=["POST"]), Route("/<a>", echo, methods=["GET"])]

    assert match("/x", routes)[0] is routes[1]


def test_405_allows_the_methods_of_all_routes(get):
    routes = [Route("/x", echo, methods=["PUT"]), Route("/<a>", echo, methods=["POST", "PUT"])]
    response = get("/x", routes=routes)

    assert (response.status_int, response.headers["Allow"]) == (405, "POST, PUT")


def test_405_of_a_route_of_ones_own_keeps_its_methods(get):
    class Refusing(BaseRoute):
        def match(self, request):
            raise exc.HTTPMethodNotAllowed(headers=[("Allow", "BREW, WHEN")])

    response = get("/x", routes=[Refusing("/x"), Route("/x", methods=["PUT"])])

    assert (response.status_int, response.headers["Allow"]) == (405, "BREW, PUT, WHEN")


def test_405_of_a_route_of_ones_own_may_lack_allow(get):
    class Refusing(BaseRoute):
        def match(self, request):
            raise exc.HTTPMethodNotAllowed()

    assert get("/x", routes=[Refusing("/x")]).status_int == 405


def test_head_is_no_get_by_default(match):
    with pytest.raises(exc.HTTPMethodNotAllowed):
        match("/x", [Route("/x", echo, methods=["GET"])], REQUEST_METHOD="HEAD")


def test_head_is_answered_by_a_get_route_where_switched_on(app):
    application = app([Route("/x", echo, methods=["GET"])], config={"webapp2compat": {"head_for_get": True}})

    assert application.get_response("/x", method="HEAD").status_int == 200


def test_options_are_listed_where_switched_on(app):
    application = app([Route("/x", echo, methods=["GET"])], config={"webapp2compat": {"automatic_options": True}})
    response = application.get_response("/x", method="OPTIONS")

    assert (response.status_int, response.headers["Allow"]) == (204, "GET, OPTIONS")


@pytest.mark.parametrize("path", ["/caf%E9", "/%ff"])
def test_path_in_another_encoding_is_400_not_500(get, path):
    assert get(path, routes=[Route("/<x>", echo)]).status_int == 400


def test_path_of_utf_8_arrives_as_text(get):
    assert get("/caf%C3%A9", routes=[Route("/<x>", echo)]).text == "() {'x': 'café'}"


def test_mounted_application_matches_the_whole_path(match):
    assert match("/x", [Route("/m/<a>", echo)], SCRIPT_NAME="/m")[2] == {"a": "x"}


def test_unknown_name_suggests_the_closest():
    with pytest.raises(KeyError) as caught:
        Router([Route("/x", name="contact")]).build(None, "contakt", (), {})

    assert (caught.value.name, caught.value.closest) == ("contakt", "contact")
    assert str(caught.value) == (
        "Route named 'contakt' is not defined. Did you mean 'contact'? Give it a name with Route(..., name=...)."
    )


def test_unknown_name_may_be_like_no_other():
    assert str(UnknownRouteName("x")) == "Route named 'x' is not defined. Give it a name with Route(..., name=...)."


def test_url_is_built_by_name():
    assert Router([Route("/x/<a>", name="x")]).build(None, "x", (), {"a": 1}) == "/x/1"


def test_dispatch_returns_what_the_handler_returns():
    router = Router([Route("/<x>", lambda request, x: x.upper(), defaults={"y": 1}), Route("/", lambda request: 5)])

    assert router.dispatch(Request.blank("/"), None) == 5


def test_dispatch_notes_the_route_on_the_request():
    router = Router([Route("/<:x>", echo)])
    request = Request.blank("/x")
    router.dispatch(request, None)

    assert (request.route, request.route_args, request.route_kwargs) == (router.match_routes[0], ("x",), {})


class Pair(tuple):
    def __new__(cls, request, response):
        return tuple.__new__(cls, (request.path, response))

    def __call__(self):
        """Make the class one whose instances can be called: its own call is another thing."""


def test_adapter_is_kept_on_the_route():
    router = Router([Route("/x", echo)])
    router.dispatch(Request.blank("/x"), None)
    adapter = router.match_routes[0].handler_adapter
    router.dispatch(Request.blank("/x"), None)

    assert router.match_routes[0].handler_adapter is adapter


def test_class_can_be_an_adapter():
    router = Router([Route("/x", echo)])
    router.set_adapter(lambda router, handler: Pair)

    assert router.dispatch(Request.blank("/x"), "response") == ("/x", "response")


def test_dotted_handler_is_imported_once(get, app):
    application = app([Route("/<x>", "fractions.Fraction"), Route("/<x>/y", "fractions.Fraction")])
    application.router.set_adapter(lambda router, handler: lambda request, response: webapp2.Response(handler.__name__))

    assert [application.get_response(path).text for path in ("/a", "/a/y")] == ["Fraction", "Fraction"]
    assert list(application.router.handlers) == ["fractions.Fraction"]


def test_dotted_handler_is_one_object_for_all_threads():
    router = Router([Route(f"/{number}", "fractions.Fraction") for number in range(8)])
    seen = []
    router.set_adapter(lambda router, handler: lambda request, response: seen.append(handler))
    threads = [
        threading.Thread(target=router.dispatch, args=(Request.blank(f"/{number}"), None)) for number in range(8)
    ]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert len(seen) == 8
    assert len(set(map(id, seen))) == 1


def test_handler_that_cannot_be_imported_is_named(app):
    application = app([Route("/x", "no_such_module.Handler")])

    with pytest.raises(webapp2.ImportStringError, match=r"no_such_module.Handler"):
        application.router.dispatch(Request.blank("/x"), webapp2.Response())


@pytest.mark.parametrize("handler", [None, 5])
def test_route_without_a_handler_is_named_when_it_is_dispatched(handler):
    with pytest.raises(TypeError, match=f"The handler of a route is {handler}"):
        Router().adapt(handler)


@pytest.mark.parametrize(("handler", "text"), [(Handler, "() {'x': 'a'}"), (echo, "() {'x': 'a'}")])
def test_handlers_of_each_kind_are_adapted(get, handler, text):
    assert get("/a", routes=[Route("/<x>", handler)]).text == text


def test_class_in_the_style_of_webapp_is_adapted(get):
    assert get("/a", routes=[("/a", WebappHandler)]).text == "webapp"


@pytest.mark.parametrize("name", ["match", "build", "dispatch", "adapt"])
def test_each_part_can_be_replaced_on_an_instance(name):
    setters = {"match": "set_matcher", "build": "set_builder", "dispatch": "set_dispatcher", "adapt": "set_adapter"}
    router = Router()
    getattr(router, setters[name])(lambda *args: args)

    assert getattr(router, name)(1, 2) == (router, 1, 2)


def test_defaults_are_aliases_of_the_class():
    assert Router.match is Router.default_matcher

    class Renamed(Router):
        def default_matcher(self, request):
            return None

    with pytest.raises(exc.HTTPNotFound):
        Renamed().match(Request.blank("/x"))


def test_matcher_of_a_subclass_is_used(get, app):
    class Fixed(Router):
        def match(self, request):
            return self.match_routes[0], (), {}

    class Application(webapp2.WSGIApplication):
        router_class = Fixed

    assert Application([Route("/x", other)]).get_response("/y").text == "other"


@pytest.mark.parametrize(
    "change",
    [
        lambda router, route: router.add(route),
        lambda router, route: router.match_routes.append(route),
        lambda router, route: router.match_routes.insert(0, route),
        lambda router, route: router.match_routes.extend([route]),
        lambda router, route: router.match_routes.__setitem__(slice(0, 0), [route]),
        lambda router, route: router.match_routes.__iadd__([route]),
        lambda router, route: setattr(router, "match_routes", [route]),
    ],
)
def test_change_of_the_table_is_noticed(change):
    router = Router([Route("/x")])
    router.match(Request.blank("/x"))
    route = Route("/y")
    change(router, route)

    assert router.match(Request.blank("/y")) == (route, (), {})


@pytest.mark.parametrize(
    "change", [lambda routes: routes.pop(0), lambda routes: routes.reverse(), lambda routes: routes.__delitem__(0)]
)
def test_removed_route_answers_no_more(change):
    router = Router([Route("/x"), Route("/<a>")])
    router.match(Request.blank("/x"))
    change(router.match_routes)

    assert router.match(Request.blank("/x"))[2] == {"a": "x"}


def test_defaults_that_change_after_the_first_request_are_used():
    route = Route("/x")
    router = Router([route])
    router.match(Request.blank("/x"))
    route.defaults = {"a": 1}
    replaced = router.match(Request.blank("/x"))[2]
    route.defaults["a"] = 2

    assert (replaced, router.match(Request.blank("/x"))[2]) == ({"a": 1}, {"a": 2})


@pytest.fixture
def known():
    """A router that has answered for its only route, ``/a/<x>``."""
    router = Router([Route("/a/<x>")])
    router.match(Request.blank("/a/1"))
    return router


def test_route_that_is_known_by_the_start_of_the_path_gives_way_to_one_before_it(known):
    known.match_routes.insert(0, Route("/a/b"))

    assert (known.match(Request.blank("/a/b"))[2], known.match(Request.blank("/a/c"))[2]) == ({}, {"x": "c"})


def test_route_that_is_known_by_the_start_of_the_path_may_get_defaults(known):
    known.match_routes[0].defaults["y"] = 2

    assert known.match(Request.blank("/a/b"))[2] == {"x": "b", "y": 2}


def test_route_that_is_known_by_the_start_of_the_path_may_get_methods(known):
    known.match_routes[0].methods = ["POST"]

    with pytest.raises(exc.HTTPMethodNotAllowed):
        known.match(Request.blank("/a/b"))


@pytest.mark.parametrize("path", ["/a/", "/a", "/a/b/c", "a/b", "/b/a", ""])
def test_path_with_another_number_of_segments_is_not_found_by_its_start(known, path):
    with pytest.raises(exc.HTTPNotFound):
        known.match(Request({"PATH_INFO": path, "REQUEST_METHOD": "GET"}))


def test_table_that_is_replaced_while_it_is_indexed_answers_no_more(known, monkeypatch):
    routes = known.match_routes
    index = routes.current_index()
    routes.append(Route("/c"))
    monkeypatch.setattr(type(routes), "current_index", lambda self: setattr(known, "match_routes", []) or index)
    known.match(Request.blank("/a/b"))
    monkeypatch.undo()

    with pytest.raises(exc.HTTPNotFound):
        known.match(Request.blank("/a/b"))


def test_plain_list_in_place_of_the_table_may_go_on_changing():
    router = Router()
    router.match_routes = routes = [Route("/x")]
    router.match(Request.blank("/x"))
    routes.append(Route("/y"))

    assert router.match(Request.blank("/y"))[0] is routes[1]
    assert router.match(Request.blank("/y"))[0] is routes[1]


@pytest.mark.parametrize(
    ("name", "value", "path"),
    [
        ("template", "/y", "/y"),
        ("regex", re.compile("/y"), "/y"),
        ("match", lambda request: ("matched", (), {}), "/y"),
        ("methods", ["GET"], "/x"),
    ],
)
def test_route_that_changes_after_its_first_request_is_read_anew(name, value, path):
    route = Route("/x", methods=["POST"] if name == "methods" else None)
    router = Router([route, SimpleRoute("/(.*)")])
    router.match(Request.blank("/x"))
    setattr(route, name, value)

    assert router.match(Request.blank(path))[0] in (route, "matched")


def test_routes_that_are_no_list_are_named():
    with pytest.raises(TypeError, match=r"routes=5 is no list of routes"):
        webapp2.WSGIApplication(5)


@pytest.mark.parametrize("arguments", [(), ("/", None, None, False, "too many")])
def test_tuple_that_makes_no_route_is_named(arguments):
    with pytest.raises(TypeError, match=r"does not make a SimpleRoute: .* Expected \(regex, handler\)"):
        webapp2.WSGIApplication([arguments])


class WithoutLanguage(webapp2.BaseRoute):
    """Takes the language off the path, for the routes after it."""

    def match(self, request):
        request.path_info = request.path_info.removeprefix("/de")


def saying(text):
    return lambda request, **kwargs: webapp2.Response(f"{text} {kwargs}")


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/a", "200 first {}"),
        ("/b", "200 fourth {'x': 'b'}"),
        ("/de/a", "200 third {}"),
        ("/de/b", "200 fourth {'x': 'b'}"),
        ("/de/c/d", "404"),
        ("/de/put/it", "405"),
    ],
)
def test_path_that_a_route_rewrites_is_that_of_the_routes_after_it(get, path, answer):
    table = [("/a", saying("first")), WithoutLanguage(None), webapp2.Route("/de/<x>", saying("second"))]
    table += [("/a", saying("third")), webapp2.Route("/<x>", saying("fourth"))]
    response = get(path, routes=[*table, webapp2.Route("/put/it", saying("put"), methods=["PUT"])])

    assert f"{response.status_int} {response.text}".startswith(answer)


@pytest.mark.parametrize(("path", "answer"), [("/de/x", "grouped {'h': 'localhost'}"), ("/de/y", "after {}")])
def test_path_rewritten_in_a_group_is_that_of_the_routes_in_it_and_after_it(get, path, answer):
    group = DomainRoute("<h:.*>", [WithoutLanguage(None), webapp2.Route("/x", saying("grouped"))])

    assert get(path, routes=[group, webapp2.Route("/de/<:.*>", echo), ("/y", saying("after"))]).text == answer


@pytest.mark.parametrize("request_class", [Request, type("Own", (Request,), {})])
@pytest.mark.parametrize(("handler", "seen"), [(echo, "() {'x': '1'}"), (Handler, "() {'x': '1'}")])
def test_request_of_any_class_has_what_the_route_has_matched(request_class, handler, seen):
    app = webapp2.WSGIApplication([Route("/<x>", handler)])
    app.request_class = request_class

    assert app.get_response("/1").text == seen
