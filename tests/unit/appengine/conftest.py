"""Trees with app.yaml, written for one test and opened as an application."""

import textwrap
import time

import pytest
import webob

MAIN = """
    import os

    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [repr(sorted(os.environ.items())).encode()]
"""


@pytest.fixture
def site(tmp_path):
    """Write the files of a tree: ``site({"app.yaml": "...", "main.py": "..."})``; answers with its folder."""

    def write(files):
        folder = tmp_path / "site"
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            content = textwrap.dedent(content).encode()
            # Written once: a file that is the same keeps its date.
            if not path.exists() or path.read_bytes() != content:
                path.write_bytes(content)
        return folder

    return write


@pytest.fixture
def open_site(site):
    """Open a tree: ``open_site(handlers, {"main.py": "..."}, extra="...", storage=...)``; closed after the test."""
    from webapp2compat.appengine.local import open_tree

    opened = []

    def start(handlers="", files=None, extra="", storage=":memory:", **options):
        yaml = "runtime: python27\napi_version: 1\nthreadsafe: false\n" + textwrap.dedent(extra)
        yaml += "handlers:\n" + textwrap.dedent(handlers) + "\n- url: /.*\n  script: main.app\n"
        folder = site({"app.yaml": yaml, "main.py": MAIN, **(files or {})})
        opened.append(open_tree(folder, storage=storage, **options))
        return opened[-1]

    yield start
    for tree in reversed(opened):
        tree.close()


@pytest.fixture
def ask():
    """Send a request: ``ask(tree, "/path", user="ann@example.com", admin=True, POST={...})``."""

    def send(tree, path, user=None, admin=False, **options):
        request = webob.Request.blank(path, **options)
        if user:
            request.headers["Cookie"] = f"dev_appserver_login={user}:{admin}:1"
        return request.get_response(tree)

    return send


@pytest.fixture
def wait_until():
    """Wait for something that another thread does: ``wait_until(lambda: done)``."""

    def wait(is_true, seconds=5):
        end = time.monotonic() + seconds
        while not is_true() and time.monotonic() < end:
            time.sleep(0.01)
        return is_true()

    return wait


@pytest.fixture
def local(tmp_path):
    """Start local services over an application: ``local(app)``; starting again finds what was kept."""
    from webapp2compat.appengine.stubs import LocalServices

    started = []

    def start(app=None, services=("default",)):
        for earlier in started:
            earlier.close()
        versions = dict.fromkeys(services, "1")
        folder = tmp_path / "state"
        started[:] = [LocalServices(app, application="dev~shop", root=tmp_path, versions=versions, folder=folder)]
        return started[0]

    yield start
    for services in started:
        services.close()
