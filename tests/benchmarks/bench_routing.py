"""How long the router alone takes, without the rest of a request: ``tox -e bench``."""

import pytest

import webapp2

TABLES = {
    "text": lambda number: webapp2.Route(f"/page/{number}"),
    "variable": lambda number: webapp2.Route(f"/page/{number}/<name>"),
    "regex": lambda number: (rf"/page/{number}/(\w+)", None),
    "middle": lambda number: webapp2.Route(f"/<name>/{number}/edit"),
    "open": lambda number: (f"/(.*)/{number}", None),
}
PATHS = {
    "text": "/page/{}",
    "variable": "/page/{}/ann",
    "regex": "/page/{}/ann",
    "middle": "/ann/{}/edit",
    "open": "/a/b/{}",
}


@pytest.mark.parametrize("size", [10, 1000])
@pytest.mark.parametrize("kind", TABLES)
def test_match_the_last_route(benchmark, kind, size):
    router = webapp2.Router([TABLES[kind](number) for number in range(size)])
    request = webapp2.Request.blank(PATHS[kind].format(size - 1))

    assert benchmark(router.match, request)[0] is router.match_routes[-1]


@pytest.mark.parametrize("query", [{}, {"page": 2, "q": "a b"}])
def test_build_one_of_many_urls(benchmark, query):
    router = webapp2.Router([webapp2.Route(f"/{number}/<name>", name=str(number)) for number in range(1000)])

    assert benchmark(lambda: router.build(None, "999", (), {"name": "ann", **query})).startswith("/999/ann")


@pytest.mark.parametrize("kind", TABLES)
def test_make_a_table_and_answer_once(benchmark, kind):
    request = webapp2.Request.blank(PATHS[kind].format(999))

    assert benchmark(lambda: webapp2.Router([TABLES[kind](number) for number in range(1000)]).match(request))
