"""Fixtures that every test may use, and the check that no test leaves a request behind."""

import os
import signal
import threading

import pytest
from hypothesis import HealthCheck, settings

import webapp2
from webapp2compat import context

# What tests/package looks at is built by tox -e package.
collect_ignore = [] if "WEBAPP2COMPAT_DIST" in os.environ else ["package"]


# How long an example takes depends on what else the machine does; the benchmarks look at speed.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_addoption(parser):
    parser.addoption(
        "--record", action="store_true", help="write what tests/architecture compares, instead of comparing"
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """Escape lone surrogates in captured logs: pytest-xdist stops at the first that a worker sends."""
    report = yield
    report.sections = [(name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections]
    return report


@pytest.fixture
def compare(request):
    """Compare a text with the file that holds what it should be; with ``--record`` write the file instead."""

    def compare(path, text):
        if request.config.getoption("--record"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text

    return compare


@pytest.fixture(autouse=True)
def no_context_left():
    """Fail a test after which an app or a request is still current: it would leak into the next one."""
    yield
    assert (context.current_app(), context.current_request()) == (None, None)


@pytest.fixture
def app():
    """Make an application: ``app(routes, **options)``."""

    def make(routes=(), **options):
        return webapp2.WSGIApplication(list(routes), **options)

    return make


@pytest.fixture
def get(app):
    """Send one GET request through WSGI: ``get(path, routes=[...], headers={...})``; options go to the application."""

    def send(path, routes=(), headers=None, environ=None, **options):
        return webapp2.Request.blank(path, environ=environ, headers=headers).get_response(app(routes, **options))

    return send


@pytest.fixture
def post(app):
    """Send one POST request through WSGI: ``post(path, {...}, routes=[...])``; options go to the application."""

    def send(path, form=None, routes=(), headers=None, environ=None, **options):
        request = webapp2.Request.blank(path, environ=environ, headers=headers, POST=form or {})
        return request.get_response(app(routes, **options))

    return send


@pytest.fixture
def failing(app):
    """Make an application whose page ``/`` raises: ``failing(error)``; keywords are settings of its errors."""

    def make(error, routes=(), debug=False, switches=None, **settings):
        class Failing(webapp2.RequestHandler):
            def get(self):
                raise error

        config = {"webapp2compat": switches or {}, "webapp2compat.errors": settings}
        return app([("/", Failing), *routes], debug=debug, config=config)

    return make


@pytest.fixture
def send():
    """Send one request to an application: ``send(app, path, method="POST", headers={...})``."""

    def send(app, path="/", method="GET", headers=None, **environ):
        request = webapp2.Request.blank(path, environ=environ, headers=headers)
        request.method = method
        return request.get_response(app)

    return send


@pytest.fixture
def answer():
    """Call any WSGI application: ``answer(response, "HEAD", HTTP_ACCEPT="*/*")`` gives status, headers and body."""

    def call(application, method="GET", **environ):
        started = []
        environ = {**webapp2.Request.blank("/a/b").environ, "REQUEST_METHOD": method, **environ}
        body = application(environ, lambda status, headers, exc_info=None: started.extend([status, headers]))
        return *started, b"".join(body)

    return call


@pytest.fixture
def end_by():
    """Send this process a signal once a server handles it, ``end_by(SIGTERM)``; before, it would end the tests."""
    threads, is_over, kill = [], threading.Event(), os.kill

    def start(number):
        before = signal.getsignal(number)

        def send():
            while signal.getsignal(number) is before and not is_over.wait(0.01):
                pass
            if not is_over.wait(0.05):
                kill(os.getpid(), number)

        threads.append(threading.Thread(target=send, daemon=True))
        threads[-1].start()

    yield start
    is_over.set()
    for thread in threads:
        thread.join()
