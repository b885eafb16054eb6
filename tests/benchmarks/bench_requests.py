"""How long requests take: ``tox -e bench``."""

import subprocess
import sys

import pytest

from webapp2compat.extras import sessions


@pytest.mark.parametrize("size", [1, 10, 100, 1000])
@pytest.mark.parametrize("template", ["/page/{}", "/page{}/<name>", r"/<id:\d+>/item{}/edit"])
def test_last_of_many_routes(benchmark, ask, table, template, size):
    path = template.format(size - 1).replace("<name>", "ann").replace(r"<id:\d+>", "7")

    assert benchmark(ask(table(template, size), path)) == b"Hello"


def test_page_not_found(benchmark, ask, table):
    assert b"404" in benchmark(ask(table("/page/{}", 10), "/nowhere"))


def test_session_round_trip(benchmark, ask, app):
    def count(request):
        store = sessions.get_store(request=request)
        store.get_session()["count"] = store.get_session().get("count", 0) + 1
        store.save_sessions(request.response)
        request.response.write("saved")

    config = {"webapp2_extras.sessions": {"secret_key": "a key of more than sixteen bytes"}}

    assert benchmark(ask(app([("/", count)], config=config), "/")) == b"saved"


def test_import_of_the_core(benchmark):
    benchmark.pedantic(subprocess.run, args=([sys.executable, "-c", "import webapp2"],), rounds=5)
