"""The paths below /_ah/ that App Engine answers itself."""

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

DEFERRING = """
    import os
    import webapp2
    from google.appengine.api import namespace_manager
    from google.appengine.ext import deferred

    done = []

    def work(number):
        done.append((number, namespace_manager.get_namespace(), os.environ["HTTP_X_APPENGINE_QUEUENAME"]))

    class Page(webapp2.RequestHandler):
        def get(self):
            namespace_manager.set_namespace("staff")
            deferred.defer(work, 5)

        def post(self):
            done.append("own handler")

    app = webapp2.WSGIApplication([("/.*", Page)])
"""


@pytest.mark.parametrize(
    ("extra", "handlers", "done"),
    [
        ("", "", (5, "staff", "default")),
        ("builtins:\n- deferred: on\n", "", (5, "staff", "default")),
        ("", "- {url: /_ah/queue/deferred, script: main.app}", "own handler"),
    ],
)
def test_deferred_functions_run(open_site, ask, wait_until, extra, handlers, done):
    import sys

    ask(open_site(handlers, {"main.py": DEFERRING}, extra), "/")
    wait_until(lambda: sys.modules["main"].done)

    assert sys.modules["main"].done == [done]


def test_nobody_outside_can_post_a_pickle(open_site, ask):
    tree = open_site(files={"main.py": DEFERRING})
    headers = {"X-AppEngine-TaskName": "forged", "X-AppEngine-QueueName": "default"}

    assert ask(tree, "/_ah/queue/deferred", method="POST", body=b"cos\nsystem\n.", headers=headers).status_int == 403


@pytest.mark.parametrize(("catch_all", "body"), [(True, b"["), (False, b"")])
def test_warmup_is_answered_if_the_application_does_not(site, ask, catch_all, body):
    from webapp2compat.appengine.local import open_tree

    handlers = "[{url: /.*, script: main.app}]" if catch_all else "[]"
    main = "def app(environ, start_response):\n    start_response('200 OK', [])\n    return [b'[']\n"
    yaml = f"runtime: python27\napi_version: 1\nthreadsafe: true\nhandlers: {handlers}\n"
    with open_tree(site({"app.yaml": yaml, "main.py": main}), storage=":memory:") as tree:
        response = ask(tree, "/_ah/warmup")

    assert (response.status_int, response.body) == (200, body)
