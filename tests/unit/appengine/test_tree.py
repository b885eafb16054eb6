"""A tree with app.yaml as one application."""

import ast
import threading

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

RAISING = "def app(environ, start_response):\n    raise ValueError('broken')\n"


@pytest.fixture
def environ(open_site, ask):
    """Ask for a page and answer with the ``os.environ`` that the script saw."""

    def send(path="/", extra="", **options):
        return dict(ast.literal_eval(ask(open_site(extra=extra), path, **options).text))

    return send


def test_script_sees_the_request_in_os_environ(environ):
    seen = environ("/page?a=b", headers={"Host": "shop.example:8080", "X-Own": "1"})

    assert (seen["PATH_INFO"], seen["QUERY_STRING"], seen["HTTP_X_OWN"]) == ("/page", "a=b", "1")
    assert (seen["HTTP_HOST"], seen["DEFAULT_VERSION_HOSTNAME"]) == ("shop.example:8080", "shop.example:8080")


def test_script_sees_what_app_engine_tells(environ):
    seen = environ(extra="application: shop\nversion: two\nenv_variables:\n  COLOUR: red\n")

    assert (seen["APPLICATION_ID"], seen["CURRENT_MODULE_ID"]) == ("dev~shop", "default")
    assert (seen["APPENGINE_RUNTIME"], seen["COLOUR"]) == ("python27", "red")
    assert (seen["CURRENT_VERSION_ID"][:4], seen["SERVER_SOFTWARE"][:11]) == ("two.", "Development")
    assert len(seen["REQUEST_ID_HASH"]) == 8


def test_version_is_the_same_for_every_request(open_site, ask, monkeypatch):
    tree = open_site()
    first = dict(ast.literal_eval(ask(tree, "/").text))
    monkeypatch.setattr("time.time", lambda: 1)

    assert dict(ast.literal_eval(ask(tree, "/").text))["CURRENT_VERSION_ID"] == first["CURRENT_VERSION_ID"]


def test_script_sees_the_user(environ):
    seen = environ(user="ann@example.com", admin=True)

    assert (seen["USER_EMAIL"], seen["USER_IS_ADMIN"]) == ("ann@example.com", "1")
    assert seen["HTTP_X_APPENGINE_USER_EMAIL"] == "ann@example.com"


def test_stranger_has_no_user(environ):
    seen = environ()

    assert (seen["USER_EMAIL"], seen["USER_ID"], seen["USER_IS_ADMIN"]) == ("", "", "0")


def test_app_engine_headers_from_outside_are_removed(environ):
    forged = {"X-AppEngine-User-Email": "root@example.com", "X-AppEngine-TaskName": "a", "X-AppEngine-Cron": "true"}

    seen = environ(headers=forged)

    assert not {name for name in seen if "TASKNAME" in name or "CRON" in name or seen[name] == "root@example.com"}


def test_proxy_header_does_not_redirect_what_the_script_fetches(environ, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example")

    assert environ(headers={"Proxy": "http://evil.example"})["HTTP_PROXY"] == "http://proxy.example"


def test_front_end_of_google_is_believed(open_site, ask, monkeypatch):
    monkeypatch.setenv("GAE_ENV", "standard")
    headers = {"X-AppEngine-User-Email": "ann@example.com", "X-AppEngine-User-Is-Admin": "1"}

    response = ask(open_site("- {url: /page, script: main.app, login: admin}"), "/page", headers=headers)

    assert dict(ast.literal_eval(response.text))["HTTP_X_APPENGINE_USER_EMAIL"] == "ann@example.com"


def test_first_handler_that_matches_answers(open_site, ask):
    tree = open_site("- {url: /a.*, static_dir: none}\n- {url: /b, static_files: 1.txt, upload: 1.txt}", {"1.txt": "1"})

    assert [ask(tree, path).status_int for path in ("/a", "/b", "/bc")] == [200, 200, 200]
    assert (ask(tree, "/b").body, ask(tree, "/bc").body[:1]) == (b"1", b"[")


def test_path_that_no_handler_matches_is_404(site, ask):
    from webapp2compat.appengine.local import open_tree

    folder = site({"app.yaml": "runtime: python27\napi_version: 1\nthreadsafe: true\nhandlers: []\n"})
    with open_tree(folder, storage=":memory:") as tree:
        assert (ask(tree, "/").status_int, ask(tree, "/", method="HEAD").body) == (404, b"")


def test_empty_path_is_the_front_page(open_site):
    from webapp2compat.appengine.answers import collect

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "", "SERVER_NAME": "a", "wsgi.url_scheme": "http"}

    assert collect(open_site(), environ).status == "200 OK"


@pytest.mark.parametrize(
    ("head", "at_once"),
    [
        ("runtime: python27\nthreadsafe: false", 1),
        ("runtime: python27\nthreadsafe: true", 2),
        ("runtime: python", 1),
        ("runtime: python313", 2),
    ],
)
def test_requests_share_the_application_only_where_it_welcomes_threads(site, ask, head, at_once):
    from webapp2compat.appengine.local import open_tree

    script = """
        import threading

        together = threading.Barrier(2)

        def app(environ, start_response):
            try:
                together.wait(0.1)
                met = b"2"
            except threading.BrokenBarrierError:
                together.reset()
                met = b"1"
            start_response("200 OK", [])
            return [met]
    """
    yaml = f"{head}\napi_version: 1\nhandlers:\n- {{url: /.*, script: main.app}}\n"
    with open_tree(site({"app.yaml": yaml, "main.py": script}), storage=":memory:") as tree:
        ask(tree, "/")
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(ask(tree, "/").text)) for _ in range(2)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]

    assert answers == [str(at_once)] * 2


def test_script_that_raises_is_answered_with_500_and_logged(open_site, ask, caplog):
    response = ask(open_site(files={"main.py": RAISING}), "/")

    assert (response.status_int, response.content_type) == (500, "text/plain")
    assert "ValueError: broken" in caplog.text


def test_script_that_raises_shows_its_traceback_to_developers(open_site, ask):
    tree = open_site(files={"main.py": RAISING})
    tree.debug = True

    assert (tree.debug, "ValueError: broken" in ask(tree, "/").text) == (True, True)


@pytest.mark.parametrize(
    ("handlers", "body", "content_type"),
    [
        ("- {file: oops.html}", b"<p>Oops", "text/html"),
        (
            "- {error_code: over_quota, file: quota.html}\n- {error_code: default, file: oops.html}",
            b"<p>Oops",
            "text/html",
        ),
        ("- {file: oops.html, mime_type: text/x-oops}", b"<p>Oops", "text/x-oops"),
        ("- {file: gone.html}", b"The server", "text/plain"),
    ],
)
def test_error_handlers_name_the_page_of_a_failure(open_site, ask, handlers, body, content_type):
    files = {"main.py": RAISING, "oops.html": "<p>Oops", "quota.html": "quota"}

    response = ask(open_site(files=files, extra=f"error_handlers:\n{handlers}\n"), "/")

    assert (response.status_int, response.body[: len(body)], response.content_type) == (500, body, content_type)


def test_written_and_returned_bodies_arrive_in_order(open_site, ask):
    script = """
        def app(environ, start_response):
            start_response("200 OK", [])(b"written ")
            yield b"returned"
    """
    closing = script.replace("yield b", "return [b").replace('returned"', 'returned"]')

    assert ask(open_site(files={"main.py": closing}), "/").body == b"written returned"


def test_body_of_a_script_is_closed(open_site, ask):
    script = """
        closed = []

        class Body(list):
            def close(self):
                closed.append(1)

        def app(environ, start_response):
            start_response("200 OK", [])
            return Body([b"%d" % len(closed)])
    """
    tree = open_site(files={"main.py": script})

    assert [ask(tree, "/").body, ask(tree, "/").body] == [b"0", b"1"]


@pytest.mark.parametrize(
    ("path", "host", "body"),
    [("/", "localhost", b"default"), ("/m/1", "localhost", b"mobile"), ("/", "mobile.localhost", b"mobile")],
)
def test_services_answer_as_dispatch_yaml_says(site, ask, path, host, body):
    from webapp2compat.appengine.local import open_tree

    head = "runtime: python27\napi_version: 1\nthreadsafe: true\nhandlers:\n- url: /.*\n  script: "
    script = "def app(environ, start_response):\n    start_response('200 OK', [])\n    return [b'%s']\n"
    files = {"app.yaml": head + "main.app", "mobile.yaml": "module: mobile  # small\n" + head + "phone.app"}
    files |= {"main.py": script % "default", "phone.py": script % "mobile", "other.yaml": "a: b\n"}
    folder = site({**files, "dispatch.yaml": "dispatch:\n- {url: '*/m/*', service: mobile}\n"})
    with open_tree(folder, storage=":memory:") as tree:
        assert ask(tree, path, headers={"Host": host}).body == body


@pytest.mark.parametrize("paths", [["/", "/m/", "/"], ["/m/", "/", "/m/"]])
def test_services_in_folders_of_their_own_may_have_modules_of_one_name(site, ask, paths):
    from webapp2compat.appengine.local import open_tree

    head = "runtime: python27\napi_version: 1\nthreadsafe: true\nhandlers:\n- url: /.*\n  script: main.app\n"
    main = """
        import part

        def app(environ, start_response):
            import later
            start_response("200 OK", [])
            return [part.NAME, later.NAME]
    """
    files = {"app.yaml": head, "main.py": main, "part.py": "NAME = b'/'", "later.py": "NAME = b''"}
    files |= {"low/app.yaml": "service: low\n" + head, "low/main.py": main, "low/part.py": "NAME = b'/m'"}
    files |= {"low/later.py": "NAME = b'/'"}
    folder = site({**files, "dispatch.yaml": "dispatch:\n- {url: '*/m/*', service: low}\n"})
    with open_tree(folder, storage=":memory:") as tree:
        assert [ask(tree, path).text for path in paths] == paths


def test_variables_are_there_when_the_application_is_imported(open_site, ask):
    main = """
        import os

        seen = os.environ["COLOUR"].encode()

        def app(environ, start_response):
            start_response("200 OK", [])
            return [seen]
    """
    config = "import os\nos.environ['COLOUR']\n"
    tree = open_site(files={"main.py": main, "appengine_config.py": config}, extra="env_variables: {COLOUR: red}\n")

    assert ask(tree, "/").text == "red"


@pytest.mark.parametrize("error", ["SystemExit(3)", "DeadlineExceededError()"])
def test_exit_of_a_script_is_its_failure_and_not_the_servers(open_site, ask, caplog, error):
    script = "from google.appengine.runtime import DeadlineExceededError\n"
    script += f"def app(environ, start_response):\n    raise {error}\n"

    assert ask(open_site(files={"main.py": script}), "/").status_int == 500
    assert "The script main.app failed." in caplog.text


def test_login_url_of_each_request_has_its_own_host(open_site, ask):
    main = """
        from google.appengine.api import users

        def app(environ, start_response):
            start_response("200 OK", [])
            return [users.create_login_url("/").encode()]
    """
    tree = open_site(files={"main.py": main})

    assert "http%3A//a.example/" in ask(tree, "/", headers={"Host": "a.example"}).text
    assert "http%3A//b.example/" in ask(tree, "/", headers={"Host": "b.example"}).text


def test_nothing_is_on_standard_input(open_site, ask):
    main = """
        import sys

        def app(environ, start_response):
            start_response("200 OK", [])
            return [sys.stdin.read().encode() + b"."]
    """

    assert ask(open_site(files={"main.py": main}), "/").text == "."
