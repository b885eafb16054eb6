"""The cost of routing in calls, which do not depend on the machine: the part of the benchmarks that always runs."""

import sys

import pytest


@pytest.fixture
def count_calls():
    """Count the calls of Python functions while something is called."""

    def count(function):
        calls = []
        outer = sys.getprofile()
        sys.setprofile(lambda frame, event, argument: calls.append(frame) if event == "call" else None)
        try:
            function()
        finally:
            sys.setprofile(outer)
        return len(calls)

    return count


@pytest.mark.parametrize("template", ["/page/{}", "/page{}/<name>", r"/<id:\d+>/item{}/edit"])
def test_routing_costs_no_more_for_a_thousand_routes(ask, table, count_calls, template):
    path = template.replace("<name>", "ann").replace(r"<id:\d+>", "7")

    few, many = (count_calls(ask(table(template, size), path.format(size - 1))) for size in (10, 1000))

    assert many <= 1.25 * few


def test_a_path_that_no_route_has_costs_no_more_either(ask, table, count_calls):
    few, many = (count_calls(ask(table("/page{}/<name>", size), "/nowhere/at/all")) for size in (10, 1000))

    assert many <= 1.25 * few
