"""Services in processes of their own."""

import json
import logging
import os
import signal
import time
from threading import Thread

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from webapp2compat.appengine.local import open_tree

HEAD = "runtime: python27\napi_version: 1\nthreadsafe: true\n"
HANDLERS = "handlers:\n- {url: /static, static_dir: static}\n- {url: /.*, script: main.app}\n"
DISPATCH = "dispatch:\n- {url: '*/api/*', service: api}\n"
MAIN = """
    import json
    import logging
    import os
    import pathlib

    import webapp2
    from google.appengine.api import app_identity, memcache, modules, namespace_manager, users
    from google.appengine.ext import deferred, ndb

    class Note(ndb.Model):
        text = ndb.StringProperty()

    def note(text):
        Note(text=text + os.path.basename(os.getcwd())).put()

    class Show(webapp2.RequestHandler):
        def post(self):
            self.response.write(json.dumps(eval(self.request.get("code"))))

    def close(request):
        os._exit(7)

    def log(request):
        try:
            raise ValueError("logged")
        except ValueError:
            logging.exception("of %s", os.getcwd())
        logging.info("info")

    app = webapp2.WSGIApplication([
        (".*/code", Show), webapp2.Route("/api/exit", close), webapp2.Route("/api/log", log)
    ])
"""
RAISING = "def app(environ, start_response):\n    raise ValueError('raised')\n"


@pytest.fixture
def tree(site):
    """A tree of two services, each in a folder of its own: ``tree({"api/main.py": "..."})``; closed after the test."""
    opened = []

    def start(files=None, api="", **options):
        yaml = {"web/app.yaml": "application: shop\n" + HEAD + HANDLERS, "api/api.yaml": "service: api\n" + HEAD}
        yaml["api/api.yaml"] += api + HANDLERS
        folder = site({**yaml, "dispatch.yaml": DISPATCH, "web/main.py": MAIN, "api/main.py": MAIN, **(files or {})})
        paths = (folder / "web/app.yaml", folder / "api/api.yaml", folder / "dispatch.yaml")
        opened.append(open_tree(*paths, **{"storage": ":memory:", **options}))
        return opened[-1]

    yield start
    for tree in opened:
        tree.close()


@pytest.fixture
def run(ask):
    """Have a service evaluate an expression: ``run(tree, "api", "os.getcwd()")``."""

    def evaluate(tree, service, code, **options):
        return json.loads(ask(tree, f"/{service}/code", POST={"code": code}, **options).text)

    return evaluate


def test_each_service_has_its_own_folder_and_process(tree, run):
    opened = tree({"web/me.txt": "web", "api/me.txt": "api"})
    code = "[os.path.basename(os.getcwd()), pathlib.Path('me.txt').read_text(), os.getpid()]"

    web, api = (run(opened, service, code) for service in ("web", "api"))
    assert (web, api) == (["web", "web", os.getpid()], ["api", "api", api[2]])
    assert api[2] != os.getpid()


def test_services_import_only_what_lies_in_their_folders(tree, run):
    opened = tree({"web/part.py": "", "api/__init__.py": ""})
    code = "[__import__('importlib').util.find_spec(name) is not None for name in ('main', 'part')]"

    assert [run(opened, service, code) for service in ("web", "api")] == [[True, True], [True, False]]


def test_services_share_app_engines_services(tree, run):
    opened = tree()
    run(opened, "api", "[note(''), memcache.set('a', 1)]")

    assert run(opened, "web", "[memcache.get('a'), [note.text for note in Note.query()]]") == [1, ["api"]]


@pytest.mark.parametrize("service", ["web", "api"])
def test_access_token_of_a_local_run_needs_no_server_of_googles(tree, run, service):
    token, end = run(tree(), service, "app_identity.get_access_token(['read', 'write'])")

    assert (token, 1700 < end - time.time() <= 1800) == ("InvalidToken:read:write", True)


def test_error_of_app_engines_services_can_be_caught_in_a_service(tree, run):
    helper = "\n    def hostname(name):\n        try:\n            return modules.get_hostname(name)\n"
    helper += "        except modules.InvalidModuleError:\n            return 'caught'\n"
    opened = tree({"api/main.py": MAIN + helper})

    assert run(opened, "api", "[hostname('api'), hostname('lost')]") == ["api.localhost:80", "caught"]


def test_host_of_the_application_is_not_that_of_the_service_asked_for(tree, run):
    code = "[modules.get_hostname('default'), os.environ['DEFAULT_VERSION_HOSTNAME']]"

    assert run(tree(), "web", code, headers={"Host": "api.localhost:8080"}) == ["localhost:8080"] * 2


def test_service_sees_the_request_its_user_and_its_own_variables(tree, run):
    opened = tree(api="env_variables: {COLOUR: red}\n")
    code = "[users.get_current_user().email(), os.environ.get('COLOUR'), os.environ['CURRENT_MODULE_ID']]"

    assert run(opened, "api", code, user="ann@example.com") == ["ann@example.com", "red", "api"]
    assert run(opened, "web", code, user="ann@example.com") == ["ann@example.com", None, "default"]


def test_deferred_function_runs_in_the_service_that_it_is_meant_for(tree, run, wait_until):
    opened = tree()
    run(opened, "web", "deferred.defer(note, 'by ', _target='api') and 1")
    texts = "[note.text for note in Note.query()]"

    assert wait_until(lambda: run(opened, "web", texts), seconds=30) == ["by api"]


def test_task_of_a_service_runs_in_its_namespace(tree, run, wait_until):
    opened = tree()
    run(opened, "api", "[namespace_manager.set_namespace('n'), deferred.defer(note, 'by ', _target='api')] and 1")
    texts = "[namespace_manager.set_namespace('n'), [note.text for note in Note.query()]][1]"

    assert wait_until(lambda: run(opened, "web", texts), seconds=30) == ["by api"]


def test_static_files_of_a_service_need_no_process(tree, ask):
    opened = tree({"api/static/a.txt": "static"})

    assert ask(opened, "/static/a.txt", headers={"Host": "api.localhost"}).text == "static"
    assert opened.tree.services["api"].scripts.routes() == {}


def test_routes_of_a_service_are_shown(tree, run, ask):
    opened = tree()
    run(opened, "api", "1")

    text = ask(opened, "/_ah/dev").text
    assert ("Routes of main.app in api" in text, "/api/exit" in text) == (True, True)


def test_log_of_a_service_is_the_servers(tree, ask, caplog):
    caplog.set_level(logging.INFO, "root")
    ask(tree(), "/api/log")

    record = next(record for record in caplog.records if record.msg.startswith("of "))
    assert (record.msg.endswith("site/api"), record.levelname, record.name) == (True, "ERROR", "root")
    assert "ValueError: logged" in caplog.text
    assert "info" in caplog.messages


def test_line_of_a_service_that_cannot_be_formatted_is_not_its_failure(tree, run, capfd):
    assert run(tree(), "api", "[logging.error('%d', 'x'), 1][1]") == 1
    assert "--- Logging error ---" in capfd.readouterr().err


def test_log_of_a_service_has_the_servers_levels(tree, ask, caplog):
    caplog.set_level(logging.CRITICAL, "root")
    opened = tree()
    ask(opened, "/api/log")
    caplog.set_level(logging.INFO, "root")

    assert not [record for record in caplog.records if record.msg.startswith("of ")]


def test_script_of_a_service_that_raises_is_shown_to_developers(tree, ask):
    opened = tree({"api/main.py": RAISING})
    opened.debug = True

    response = ask(opened, "/api/")
    assert response.status_int == 500
    assert "In the service's own process:" in response.text
    assert "ValueError: raised" in response.text


def test_service_whose_process_ends_is_started_anew(tree, ask, run, caplog):
    opened = tree()
    run(opened, "api", "1")
    ended = ask(opened, "/api/exit")

    assert (ended.status_int, run(opened, "api", "2")) == (500, 2)
    assert "The process of the service 'api' has ended, with exit code 7. Its log says why." in caplog.text


def test_all_requests_to_a_process_that_ends_are_answered(tree, ask, run, wait_until):
    opened = tree()
    code = "[memcache.set('is there', 1), __import__('time').sleep(60)]"
    codes = []
    thread = Thread(target=lambda: codes.append(ask(opened, "/api/code", POST={"code": code}).status_int))
    thread.start()
    wait_until(lambda: run(opened, "web", "memcache.get('is there')"), seconds=30)
    codes.append(ask(opened, "/api/exit").status_int)
    thread.join(30)

    assert (codes, run(opened, "api", "2")) == ([500, 500], 2)


def test_service_whose_process_was_killed_meanwhile_is_started_anew(tree, ask, run):
    opened = tree()
    os.kill(run(opened, "api", "os.getpid()"), signal.SIGKILL)
    opened.tree.services["api"].scripts._running.process.wait(10)

    assert "Routes of main.app in api" not in ask(opened, "/_ah/dev").text
    assert run(opened, "api", "2") == 2


def test_service_that_cannot_start_is_answered_with_500(tree, ask, caplog, capfd):
    response = ask(tree({"api/appengine_config.py": "1 / 0"}), "/api/")

    assert (response.status_int, "with exit code 1" in caplog.text) == (500, True)
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_process_of_a_service_ends_with_the_tree(tree, run):
    opened = tree()
    number = run(opened, "api", "os.getpid()")
    opened.close()

    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_process_that_does_not_end_is_killed(tree, run, monkeypatch):
    monkeypatch.setattr("webapp2compat.appengine.service_process.PATIENCE", 0.1)
    opened = tree()
    number = run(opened, "api", "os.getpid()")
    os.kill(number, signal.SIGSTOP)
    opened.close()

    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_nothing_is_on_standard_input(tree, run):
    assert run(tree(), "api", "__import__('sys').stdin.read()") == ""


def test_services_run_without_stubs_too(tree, run):
    assert run(tree(services="none"), "api", "os.environ.get('APPLICATION_ID')") is None
