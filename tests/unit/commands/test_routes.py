import json

import pytest

APP = """
import webapp2

class Home(webapp2.RequestHandler):
    pass

def sign(request):
    pass

class Custom:
    def __repr__(self):
        return "<Custom>"
    def __call__(self):
        pass

app = webapp2.WSGIApplication([
    ("/", Home),
    webapp2.Route(r"/entry/<id:\\d+>", "entries.Entry", name="entry", handler_method="show", methods=["GET", "HEAD"]),
    webapp2.Route("/sign", sign, methods=["POST"]),
    webapp2.Route("/custom", Custom()),
    webapp2.Route("/old/<x>", name="old", build_only=True),
])
"""

NESTED = """
import webapp2
from webapp2_extras import routes

app = webapp2.WSGIApplication([
    routes.PathPrefixRoute("/blog", [webapp2.Route("/new", "blog.New", name="new")]),
    routes.DomainRoute("<:www|m>.a.example", [webapp2.Route("/", "site.Home")]),
])
"""


@pytest.fixture
def routes(run, write):
    """Run the command on an app: ``routes(*options)`` answers with exit code and lines."""

    def routes(*options, app=APP):
        code, out, _ = run("routes", write("main.py", app), *options)
        return code, out.splitlines()

    return routes


def test_routes_are_listed_in_order(routes):
    code, lines = routes()

    assert code == 0
    assert [line.split() for line in lines] == [
        ["METHODS", "PATH", "NAME", "HANDLER"],
        ["*", "/", "main.Home"],
        ["GET,HEAD", "/entry/<id:\\d+>", "entry", "entries.Entry.show"],
        ["POST", "/sign", "main.sign"],
        ["*", "/custom", "<Custom>"],
        ["BUILD", "/old/<x>", "old"],
    ]


def test_routes_may_be_listed_as_json(routes):
    code, lines = routes("--json")

    assert code == 0
    assert json.loads("\n".join(lines))[2] == {"methods": "POST", "path": "/sign", "name": "", "handler": "main.sign"}


def test_routes_within_others_are_listed_with_what_they_stand_under(routes):
    _, lines = routes(app=NESTED)

    assert [line.split() for line in lines[1:]] == [
        ["*", "/blog/new", "new", "blog.New"],
        ["*", "<:www|m>.a.example", "/", "site.Home"],
    ]


def test_a_match_names_the_route_and_its_variables(routes):
    code, lines = routes("--match", "/entry/12")

    assert (code, lines[1].split()[2], lines[2:]) == (0, "entry", ["  id = '12'"])


def test_a_match_within_others_is_found(routes):
    code, lines = routes("--match", "/blog/new", app=NESTED)

    assert (code, lines[1].split()) == (0, ["*", "/blog/new", "new", "blog.New"])


def test_a_match_may_be_told_as_json(routes):
    code, lines = routes("--match", "/entry/12", "--json")

    told = json.loads("\n".join(lines))
    assert (code, told["handler"], told["args"], told["kwargs"]) == (0, "entries.Entry.show", [], {"id": "12"})


def test_without_a_match_the_nearest_routes_are_told(routes):
    code, lines = routes("--match", "/sing")

    assert (code, lines[0]) == (1, "No route answers GET /sing: 404 Not Found. The nearest are:")
    assert [lines[2].split()[-2:], lines[3].split()[1::3], len(lines)] == [["WHY", "NOT"], ["/sign"], 6]


def test_a_wrong_method_is_told_with_the_right_ones(routes):
    code, lines = routes("--match", "/sign", "--method", "PUT")

    assert (code, lines[0][:49]) == (1, "No route answers PUT /sign, which answers POST: 4")


@pytest.mark.parametrize(
    ("options", "app", "route", "reason"),
    [
        (["/sing"], APP, "/sign", "path"),
        (["/sign", "--method", "PUT"], APP, "/sign", "method or scheme"),
        (["/old/1"], APP, "/old/<x>", "build only"),
        (["/"], NESTED, "<:www|m>.a.example /", "host"),
    ],
)
def test_the_nearest_routes_are_told_with_what_keeps_them_from_answering(routes, options, app, route, reason):
    _, lines = routes("--match", *options, "--json", app=app)

    told = {each["path"]: each["why_not"] for each in json.loads("\n".join(lines))["nearest"]}
    assert told[route] == reason


def test_no_match_may_be_told_as_json(routes):
    code, lines = routes("--match", "/sing", "--json")

    told = json.loads("\n".join(lines))
    assert (code, told["status"], told["nearest"][0]["path"]) == (1, "404 Not Found", "/sign")


def test_a_path_that_is_no_text_is_usage(run, write):
    code, _, err = run(
        "routes", write("main.py", "import webapp2\napp = webapp2.WSGIApplication([])"), "--match", "/%ff"
    )

    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith("webapp2compat: '/%ff' is not a path that an app is asked for: ")


def test_an_app_without_routes_says_so(run, write):
    code, _, err = run("routes", write("main.py", "def app(environ, start_response): pass"))

    assert (code, "is a function, which has no routes to list." in err) == (2, True)
