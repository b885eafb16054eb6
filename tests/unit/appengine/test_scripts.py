"""The scripts of app.yaml."""

import sys

import pytest
import webob

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from webapp2compat.appengine.scripts import entrypoint

WEBAPP = """
    from google.appengine.ext import webapp
    from google.appengine.ext.webapp.util import run_wsgi_app

    class Page(webapp.RequestHandler):
        def get(self):
            self.response.out.write("run %d" % runs)

    application = webapp.WSGIApplication([("/.*", Page)])
    runs = 0

    def main():
        global runs
        runs += 1
        run_wsgi_app(application)

    if __name__ == "__main__":
        main()
"""
HANDLER = """
    import webapp2
    from wsgiref.handlers import CGIHandler

    CGIHandler().run(webapp2.WSGIApplication([("/.*", lambda *args: webapp2.Response("handled"))]))
"""
PRINTING = """
    import os, sys
    print("Status: 201 Created")
    print("X-Own: yes")
    print("Content-Type: text/plain")
    print("")
    print(os.environ["REQUEST_METHOD"], sys.stdin.read())
"""
CONFIG = """
    def webapp_add_wsgi_middleware(app):
        def wrapped(environ, start_response):
            return app(environ, lambda status, headers: start_response(status, [*headers, ("X-Wrapped", "yes")]))
        return wrapped
"""


def cgi(name):
    return f"- {{url: /page, script: {name}}}"


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("", "main.app"),
        ("exec gunicorn -b :$PORT shop.main:application", "shop.main.application"),
        ("gunicorn -w 2 main:app --threads 8", "main.app"),
        ("python serve.py", "main.app"),
    ],
)
def test_entrypoint_names_the_application(command, name):
    assert entrypoint(command) == name


def test_dotted_script_is_imported_from_the_folder(open_site, ask):
    module = """
        def application(environ, start_response):
            start_response("200 OK", [])
            return [b"imported"]
    """
    tree = open_site("- {url: /page, script: pkg.mod.application}", {"pkg/__init__.py": "", "pkg/mod.py": module})

    assert ask(tree, "/page").body == b"imported"


def test_script_may_have_back_references(open_site, ask):
    tree = open_site(r"- {url: '/(page)', script: \1.py}", {"page.py": PRINTING})

    assert ask(tree, "/page").status == "201 Created"


def test_auto_runs_the_application_of_the_entrypoint(open_site, ask):
    files = {"shop.py": "def site(environ, start_response):\n    start_response('200 OK', [])\n    return [b'auto']\n"}

    assert (
        ask(open_site("- {url: /page, script: auto}", files, "entrypoint: gunicorn shop:site\n"), "/page").body
        == b"auto"
    )


def test_tree_for_python_3_needs_no_handlers(site, ask):
    from webapp2compat.appengine.local import open_tree

    main = "def app(environ, start_response):\n    start_response('200 OK', [])\n    return [b'three']\n"
    with open_tree(site({"app.yaml": "runtime: python313\n", "main.py": main}), storage=":memory:") as tree:
        assert ask(tree, "/page").body == b"three"


def test_application_given_to_run_wsgi_app_is_kept(open_site, ask):
    tree = open_site(cgi("old.py"), {"old.py": WEBAPP})

    assert [ask(tree, "/page").body, ask(tree, "/page").body] == [b"run 1", b"run 1"]


def test_application_given_to_cgi_handler_is_served(open_site, ask):
    assert ask(open_site(cgi("old.py"), {"old.py": HANDLER}), "/page").body == b"handled"


def test_script_that_prints_its_answer_is_run_for_each_request(open_site, ask):
    tree = open_site(cgi("old.py"), {"old.py": PRINTING})
    ask(tree, "/page")
    response = ask(tree, "/page", method="POST", body=b"input")

    assert (response.status, response.headers["X-Own"], response.text) == ("201 Created", "yes", "POST input\n")


def test_script_that_prints_a_location_alone_redirects(open_site, ask):
    response = ask(open_site(cgi("old.py"), {"old.py": 'print("Location: /other\\n")'}), "/page")

    assert (response.status, response.headers["Location"]) == ("302 Found", "/other")


def test_script_that_prints_no_status_answers_200(open_site, ask):
    response = ask(open_site(cgi("old.py"), {"old.py": 'print("Content-Type: text/x-a\\r\\n\\r\\nbody")'}), "/page")

    assert (response.status, response.content_type, response.text) == ("200 OK", "text/x-a", "body\n")


@pytest.mark.parametrize("options", [{}, {"POST": {"name": "ann"}}])
def test_form_of_a_cgi_script_is_the_requests(open_site, ask, options):
    script = "import cgi\nprint('Content-Type: text/plain\\n')\nprint(cgi.FieldStorage().getfirst('name'))\n"

    assert ask(open_site(cgi("old.py"), {"old.py": script}), "/page?name=ann", **options).text == "ann\n"


def test_objects_of_a_cgi_script_can_be_pickled(open_site, ask):
    script = WEBAPP.replace("run %d", "%d").replace("% runs", "% pickle.loads(pickle.dumps(Page2())).runs")
    script = "    import pickle\n\n    class Page2:\n        runs = 7\n" + script
    main = sys.modules["__main__"]
    tree = open_site(cgi("old.py"), {"old.py": script})

    assert [ask(tree, "/page").text, ask(tree, "/page").text] == ["7", "7"]
    assert sys.modules["__main__"] is main


def test_script_that_exits_has_answered(open_site, ask):
    tree = open_site(cgi("old.py"), {"old.py": "import sys\nprint('Content-Type: text/x-a\\n\\nbody')\nsys.exit(0)\n"})

    assert ask(tree, "/page").text == "body\n"


def test_first_request_of_a_cgi_script_may_be_a_post(open_site, ask):
    posts = HANDLER.replace(
        'lambda *args: webapp2.Response("handled")', "lambda request: webapp2.Response(request.get('a'))"
    )

    tree = open_site(cgi("old.py"), {"old.py": posts})
    request = webob.Request.blank("/page", POST={"a": "posted"})
    request.environ["webob.is_body_seekable"] = False  # a server's input can be read once

    assert request.get_response(tree).text == "posted"


def test_missing_cgi_file_is_named(open_site, ask, caplog):
    response = ask(open_site(cgi("gone.py")), "/page")

    assert response.status_int == 500
    assert "app.yaml names the script 'gone.py', and there is no such file." in caplog.text


@pytest.mark.parametrize("path", ["/../outside", "//etc/outside", "/%2e%2e/outside", "/link"])
def test_script_named_by_the_url_stays_in_the_folder(open_site, ask, tmp_path, path):
    (tmp_path / "outside.py").write_text(PRINTING)
    tree = open_site(r"- {url: '/(.*)', script: \1.py}")
    (tmp_path / "site/link.py").symlink_to(tmp_path / "outside.py")

    assert ask(tree, path).status_int == 500


def test_script_may_be_named_from_the_current_folder(open_site, ask):
    assert ask(open_site(cgi("./old.py"), {"old.py": PRINTING}), "/page").status_int == 201


def test_script_named_by_the_url_is_not_one_of_another_handler(open_site, ask):
    handlers = "- {url: /admin/.*, script: admin/tool.py, login: admin}\n- {url: '/(.*)', script: 'pages/\\1.py'}"
    tree = open_site(handlers, {"admin/tool.py": PRINTING, "pages/one.py": PRINTING})

    assert [ask(tree, path).status_int for path in ("/one", "/..%2fadmin/tool", "/x/../../admin/tool")] == [
        201,
        500,
        500,
    ]


def test_scripts_that_lay_in_the_sdk_are_found(open_site, ask):
    tree = open_site(cgi("$PYTHON_LIB/google/appengine/ext/deferred/handler.py"))

    assert ask(tree, "/page", method="POST").status_int == 403


def test_scripts_that_are_gone_from_the_sdk_are_named(open_site, ask, caplog):
    ask(open_site(cgi("$PYTHON_LIB/google/appengine/ext/lost/main.py")), "/page")

    assert "google.appengine.ext.lost.main.application" in caplog.text


def test_configured_middleware_wraps_every_script(open_site, ask):
    tree = open_site(cgi("old.py"), {"old.py": WEBAPP, "appengine_config.py": CONFIG})

    assert (ask(tree, "/page").headers["X-Wrapped"], ask(tree, "/").headers["X-Wrapped"]) == ("yes", "yes")


def test_configured_middleware_wraps_a_cgi_script_once(open_site, ask):
    tree = open_site(cgi("old.py"), {"old.py": WEBAPP, "appengine_config.py": CONFIG})

    assert ask(tree, "/page").headers.getall("X-Wrapped") == ["yes"]


@pytest.mark.parametrize(
    ("script", "hint"), [("appstats/ui.py", "Cloud Trace"), ("remote_api/handler.py", "Datastore")]
)
def test_script_of_the_sdk_that_has_ended_names_its_replacement(open_site, ask, caplog, script, hint):
    tree = open_site(cgi(f"$PYTHON_LIB/google/appengine/ext/{script}"))

    assert ask(tree, "/page").status_int == 500
    assert hint in caplog.text


def test_two_trees_may_each_have_a_main(open_site, ask, tmp_path):
    first = ask(open_site(), "/").body
    open_site().close()
    changed = "def app(environ, start_response):\n    start_response('200 OK', [])\n    return [b'second']\n"

    assert first != ask(open_site(files={"main.py": changed}), "/").body
