import re
from functools import partial

import pytest

import webapp2
from webapp2_extras import routes
from webapp2_extras.routes import (
    DomainRoute,
    HandlerPrefixRoute,
    MultiRoute,
    NamePrefixRoute,
    PathPrefixRoute,
    RedirectRoute,
)


def echo(request, *args, **kwargs):
    return webapp2.Response(f"{request.route_args} {request.route_kwargs}")


class Guarded(PathPrefixRoute):
    def match(self, request):
        return super().match(request) if request.GET.get("key") else None


class Languages(webapp2.Route):
    def get_routes(self):
        for language in "en", "de":
            yield webapp2.Route(f"/{language}{self.template}", self.handler, f"{language}-{self.name}")


class WithExtra(MultiRoute):
    def get_children(self):
        yield from super().get_children()
        yield webapp2.Route("/extra", echo, "extra")


class Handler(webapp2.RequestHandler):
    def get(self, **kwargs):
        self.response.write(str(kwargs))

    post = get


def test_multi_route_hands_out_all_its_routes():
    a, b = webapp2.Route("/a", name="a"), webapp2.Route("/b", name="b", build_only=True)
    multi = MultiRoute([a, MultiRoute([b])])

    assert (multi.children, multi.match_children, multi.build_children) == ([a, b], [a], {"a": a, "b": b})
    assert (list(multi.get_routes()), list(multi.get_match_routes())) == ([a, b], [a])


@pytest.mark.parametrize(
    ("group", "path"),
    [
        (MultiRoute, "/de/x"),
        (partial(DomainRoute, "localhost"), "/de/x"),
        (partial(PathPrefixRoute, "/p"), "/p/de/x"),
        (lambda routes: PathPrefixRoute("/p", [MultiRoute(routes)]), "/p/de/x"),
    ],
)
def test_group_takes_what_a_route_stands_for(app, group, path):
    application = app([group([Languages("/x", echo, "x")])])

    assert application.get_response(path).status_int == 200
    assert application.router.build(None, "de-x", (), {}) == path


def test_group_is_prefixed_as_it_says_itself(app):
    application = app([NamePrefixRoute("n-", [Languages("/x", echo, "x")])])

    assert list(application.router.build_routes) == ["n-en-x", "n-de-x"]


def test_children_that_a_group_adds_are_served(app):
    application = app([WithExtra([webapp2.Route("/a", echo, "a")])])

    assert application.get_response("/extra").status_int == 200
    assert list(application.router.build_routes) == ["a", "extra"]


def test_children_that_a_group_adds_are_not_served_without_the_prefix_around_it(get):
    group = WithExtra([webapp2.Route("/a", echo)])

    assert get("/extra", routes=[PathPrefixRoute("/p", [group])]).status_int == 404


@pytest.mark.parametrize("child", [("/a", echo), "/a", None])
def test_child_that_is_no_route_is_named(child):
    with pytest.raises(AttributeError, match=r"is no route. Expected a Route or a group of routes"):
        PathPrefixRoute("/p", [child])


@pytest.mark.parametrize("host", ["ann.example.com", "ann.example.com:8080", "ANN.Example.COM"])
def test_domain_is_that_of_the_host_header(get, host):
    response = get(
        "/x", routes=[DomainRoute("<user>.example.com", [webapp2.Route("/<p>", echo)])], headers={"Host": host}
    )

    assert response.text == "() {'p': 'x', 'user': 'ann'}"


@pytest.mark.parametrize("host", ["example.com", "a.b.example.com", "ann.example.com.evil", "ann.exampleXcom"])
def test_other_domain_does_not_match(get, host):
    domain = DomainRoute("<user>.example.com", [webapp2.Route("/", echo)])

    assert get("/", routes=[domain], headers={"Host": host}).status_int == 404


def test_server_name_does_not_open_a_domain(get):
    domain = DomainRoute("admin.example.com", [webapp2.Route("/", echo)])
    environ = {"SERVER_NAME": "admin.example.com", "HTTP_HOST": "www.example.com"}

    assert get("/", routes=[domain], environ=environ).status_int == 404


def test_host_that_is_no_host_is_400(get):
    assert get("/", routes=[DomainRoute("<a>", [webapp2.Route("/", echo)])], headers={"Host": "a b"}).status_int == 400


@pytest.mark.parametrize(("host", "status"), [("h", 200), ("other", 404)])
@pytest.mark.parametrize(
    "group",
    [MultiRoute, partial(NamePrefixRoute, "n-"), partial(PathPrefixRoute, "/p"), partial(DomainRoute, "<h:.*>")],
)
def test_domain_in_another_group_is_checked(get, group, host, status):
    table = [group([DomainRoute("h", [webapp2.Route("/x", echo), webapp2.Route("/p/x", echo)])])]

    assert get("/p/x", routes=table, headers={"Host": host}).status_int == status


def test_domain_matches_by_itself():
    domain = DomainRoute("h", [webapp2.Route("/a", echo)])

    assert list(domain.get_match_routes()) == [domain]
    assert domain.match(webapp2.Request.blank("/a", base_url="http://h"))[0] is domain.routes[0]


def test_names_get_a_prefix(app):
    application = app([NamePrefixRoute("n-", [webapp2.Route("/a", echo, "a"), webapp2.Route("/b", echo)])])

    assert list(application.router.build_routes) == ["n-a"]
    assert application.get_response("/b").status_int == 200


def test_handlers_that_are_text_get_a_prefix():
    children = [webapp2.Route("/a", "A:m"), webapp2.Route("/b", echo), webapp2.Route("/c")]
    prefixed = list(HandlerPrefixRoute("mod.", children).get_routes())

    assert [route.handler for route in prefixed] == ["mod.A", echo, None]
    assert prefixed[0].handler_method == "m"


def test_handler_with_a_prefix_is_not_that_of_another_application(app):
    child = webapp2.Route("/a", "Fraction")
    child.handler_adapter = echo
    router = app([HandlerPrefixRoute("fractions.", [child])]).router
    router.set_adapter(lambda router, handler: lambda request, response: handler.__name__)

    assert router.dispatch(webapp2.Request.blank("/a"), None) == "Fraction"


def test_paths_get_a_prefix(get):
    table = [PathPrefixRoute("/p", [webapp2.Route("/<x>", echo), webapp2.Route("/<x>/y", echo, "y")])]

    assert get("/p/1", routes=table).text == "() {'x': '1'}"
    assert get("/1", routes=table).status_int == 404


@pytest.mark.parametrize(("path", "status"), [("/p", 200), ("/p/", 404)])
def test_empty_child_matches_the_prefix_itself(get, path, status):
    assert get(path, routes=[PathPrefixRoute("/p", [webapp2.Route("", echo)])]).status_int == status


def test_variable_in_a_prefix_needs_no_regex(get):
    table = [PathPrefixRoute("/<user>", [webapp2.Route("/<x>", echo)])]

    assert get("/ann/1", routes=table).text == "() {'user': 'ann', 'x': '1'}"


def test_url_is_built_with_the_prefix(app):
    router = app([PathPrefixRoute("/p/<u>", [webapp2.Route("/a", name="a")])]).router

    assert router.build(None, "a", (), {"u": "x"}) == "/p/x/a"


def test_children_in_two_prefixes_get_one_each(get):
    shared = [webapp2.Route("/x", echo, "x")]
    table = [PathPrefixRoute("/a", shared), PathPrefixRoute("/b", shared)]

    assert [get(path, routes=table).status_int for path in ("/a/x", "/b/x", "/b/a/x")] == [200, 200, 404]
    assert shared[0].template == "/x"


def test_prefixes_reach_into_groups(get):
    table = [
        NamePrefixRoute("n-", [PathPrefixRoute("/a", [PathPrefixRoute("/b", [webapp2.Route("/<x>", echo, "x")])])])
    ]

    assert get("/a/b/1", routes=table).status_int == 200
    assert table[0].build_children["n-x"].template == "/a/b/<x>"


@pytest.mark.parametrize("regex", ["/(.)", "^/(.)", "/(.)$"])
def test_regex_gets_a_prefix(get, regex):
    assert (
        get("/u.x/ann/1", routes=[PathPrefixRoute("/u.x/<u>", [webapp2.SimpleRoute(regex, echo)])]).text
        == "('ann', '1') {}"
    )


@pytest.mark.parametrize("prefix", ["p", "/p/", "", "/"])
def test_prefix_without_its_slash_is_named(prefix):
    with pytest.raises(AssertionError, match=f"The path prefix is '{prefix}'. Path prefixes must start with a slash"):
        PathPrefixRoute(prefix, [])


def test_prefix_route_matches_by_itself():
    prefix = PathPrefixRoute("/p", [webapp2.Route("/a", echo)])

    assert prefix.match(webapp2.Request.blank("/p/a"))[0].template == "/p/a"
    assert prefix.match(webapp2.Request.blank("/p/b")) is None
    assert [bool(prefix.regex.match(path)) for path in ("/p", "/p/x", "/px")] == [True, True, False]


@pytest.mark.parametrize(("query", "status"), [("?key=1", 200), ("", 404)])
@pytest.mark.parametrize(
    "table",
    [
        [Guarded("/p", [webapp2.Route("/x", echo)])],
        [PathPrefixRoute("/p", [Guarded("/x", [webapp2.Route("", echo)])])],
        [DomainRoute("localhost", [Guarded("/p", [webapp2.Route("/x", echo)])])],
    ],
)
def test_match_of_a_prefix_of_another_class_is_asked(get, table, query, status):
    assert get(f"/p/x{query}", routes=table).status_int == status


def test_malformed_route_in_a_prefix_of_another_class_is_reported(app):
    with pytest.raises(re.error, match="is malformed"):
        app([Guarded("/p", [webapp2.Route("/<x:(>", echo)])])


def test_match_routes_adds_arguments():
    route = webapp2.Route("/<:.>/<x>", echo, defaults={"d": 1})
    request = webapp2.Request.blank("/a/b")

    assert routes._match_routes(lambda: [route], request, ("e",), {"x": "k"}) == (route, ("a", "e"), {"d": 1, "x": "k"})
    assert routes._match_routes(lambda: [], request) is None


def test_redirect_to_a_url(get):
    response = get("/a/1", routes=[RedirectRoute("/a/<x>", redirect_to="/b")])

    assert (response.status_int, response.location) == (301, "http://localhost/b")


def test_redirect_to_what_a_function_returns(get):
    table = [RedirectRoute("/a/<x>", redirect_to=lambda handler, *args, **kwargs: f"/b/{kwargs['x']}")]

    assert get("/a/1", routes=table).location == "http://localhost/b/1"


def test_redirect_to_a_name_passes_the_variables(get):
    table = [RedirectRoute("/a/<x>", redirect_to_name="b", defaults={"k": 2}), webapp2.Route("/b/<x>", echo, "b")]

    assert get("/a/1", routes=table).location == "http://localhost/b/1?k=2"


@pytest.mark.parametrize("limits", [{"methods": ["POST"]}, {"schemes": ["https"]}])
def test_redirect_to_a_name_is_for_all_methods_and_schemes(get, limits):
    table = [RedirectRoute("/a", redirect_to_name="b", **limits), webapp2.Route("/b", echo, "b")]

    assert get("/a", routes=table).location == "http://localhost/b"


def test_two_places_to_redirect_to_are_refused():
    with pytest.raises(AssertionError, match="has both redirect_to='/b' and redirect_to_name='c'"):
        RedirectRoute("/a", redirect_to="/b", redirect_to_name="c")


def test_strict_slash_needs_a_name():
    with pytest.raises(ValueError, match="Routes with strict_slash must have a name: '/a' has none"):
        RedirectRoute("/a", echo, strict_slash=True)


@pytest.mark.parametrize(
    ("template", "path", "location"),
    [
        ("/a", "/a/?x=1&y=%20", "http://localhost/a?x=1&y=%20"),
        ("/a/", "/a?x=1", "http://localhost/a/?x=1"),
        ("/a/<x>", "/a/b%20c/", "http://localhost/a/b%20c"),
        ("/a/<:.>", "/a/b/", "http://localhost/a/b"),
    ],
)
def test_strict_slash_keeps_query_and_variables(get, template, path, location):
    response = get(path, routes=[RedirectRoute(template, Handler, "a", strict_slash=True, defaults={"leak": 1})])

    assert (response.status_int, response.location, response.body) == (301, location, b"")


@pytest.mark.parametrize(("method", "status"), [("GET", 301), ("HEAD", 301), ("POST", 308), ("PUT", 308)])
def test_strict_slash_keeps_the_method(app, method, status):
    application = app([RedirectRoute("/a", Handler, "a", strict_slash=True)])

    assert application.get_response("/a/", method=method).status_int == status


def test_strict_slash_answers_only_the_methods_of_the_route(get):
    table = [RedirectRoute("/a", Handler, "a", strict_slash=True, methods=["POST"])]

    assert get("/a/", routes=table).headers["Allow"] == "POST"


@pytest.mark.parametrize("path", ["//evil.example", "///evil.example", "//evil.example/x"])
def test_strict_slash_stays_on_the_site(get, path):
    environ = {"PATH_INFO": path}
    response = get("/", environ=environ, routes=[RedirectRoute("/<p:.+>/", Handler, "p", strict_slash=True)])

    assert response.location == f"http://localhost/{path.lstrip('/')}/"


@pytest.mark.parametrize("template", ["", "/"])
def test_root_has_no_slash_to_mend(template):
    assert len(list(RedirectRoute(template, echo, "a", strict_slash=True).get_match_routes())) == 1


def test_strict_slash_under_a_prefix(get):
    table = [PathPrefixRoute("/p", [RedirectRoute("/", Handler, "a", strict_slash=True)])]

    assert get("/p", routes=table).location == "http://localhost/p/"


def test_strict_slash_leaves_the_variables_of_a_domain_out_of_the_query(get):
    table = [DomainRoute("<user>.h", [RedirectRoute("/<x>", Handler, "a", strict_slash=True)])]

    assert get("/b/", routes=table, headers={"Host": "ann.h"}).location == "http://ann.h/b"


def test_redirect_route_for_building_only_is_not_matched(app):
    application = app([RedirectRoute("/a", echo, "a", build_only=True, strict_slash=True)])

    assert [application.get_response(path).status_int for path in ("/a", "/a/")] == [404, 404]


def test_redirect_route_answers_by_itself_where_the_slash_is_right(get):
    assert get("/a", routes=[RedirectRoute("/a", Handler, "a", strict_slash=True)]).text == "{}"


@pytest.mark.parametrize(
    "options", [{"redirect_to": "/b"}, {"redirect_to_name": "b"}, {"handler": webapp2.RequestHandler}]
)
def test_redirect_route_has_an_error_format(app, options):
    application = app([RedirectRoute("/a", name="a", error_format="json", **options)])

    response = application.get_response("/a", method="POST")

    assert (response.status_int, response.content_type) == (405, "application/problem+json")


def test_redirect_to_the_right_slash_has_the_error_format_of_its_route(app):
    table = [RedirectRoute("/a", Handler, "a", methods=["GET"], strict_slash=True, error_format="json")]

    response = app(table).get_response("/a/", method="POST")

    assert (response.status_int, response.content_type) == (405, "application/problem+json")


def test_unknown_error_format_of_a_redirect_is_refused():
    with pytest.raises(ValueError, match="'xml'"):
        RedirectRoute("/a", redirect_to="/b", error_format="xml")
