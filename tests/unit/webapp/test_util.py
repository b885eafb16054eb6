"""google.appengine.ext.webapp.util, which imports without the SDK."""

import io
import subprocess
import sys
from types import ModuleType, SimpleNamespace

import pytest
from google.appengine.ext import webapp
from google.appengine.ext.webapp import util

import webapp2


@pytest.fixture
def config(monkeypatch):
    """Put an ``appengine_config`` module in place."""
    module = ModuleType("appengine_config")
    monkeypatch.setitem(sys.modules, "appengine_config", module)
    return module


@pytest.fixture
def users(monkeypatch):
    """Replace the SDK's users module."""
    module = ModuleType("google.appengine.api.users")
    module.user = None
    module.get_current_user = lambda: module.user
    module.create_login_url = lambda url: f"/sign-in?continue={url}"
    monkeypatch.setitem(sys.modules, "google.appengine.api.users", module)
    return module


@pytest.fixture
def run_cgi(monkeypatch):
    """Run an application as CGI: ``run_cgi(util.run_wsgi_app, app)`` answers with what it prints."""

    def run(runner, app):
        output = io.TextIOWrapper(io.BytesIO())
        for name, value in {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "SERVER_NAME": "a", "SERVER_PORT": "80"}.items():
            monkeypatch.setenv(name, value)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
            patch.setattr(sys, "stdout", output)
            runner(app)
        return output.buffer.getvalue()

    return run


class Page(webapp.RequestHandler):
    @util.login_required
    def get(self, name, word=""):
        self.response.out.write(name + word)

    post = get


def test_webapp_has_the_names_of_webapp2():
    assert (webapp.RequestHandler, webapp.WSGIApplication) == (webapp2.RequestHandler, webapp2.WSGIApplication)


@pytest.mark.parametrize("runner", [util.run_wsgi_app, util.run_bare_wsgi_app])
def test_application_answers_one_cgi_request(run_cgi, runner):
    printed = run_cgi(runner, webapp.WSGIApplication([("/", lambda *args: webapp2.Response("hello"))]))

    assert printed.startswith(b"Status: 200 OK\r\n")
    assert printed.endswith(b"\r\n\r\nhello")


def test_configured_middleware_wraps_the_application(config):
    config.webapp_add_wsgi_middleware = lambda app: ("wrapped", app)

    assert util.add_wsgi_middleware("app") == ("wrapped", "app")


def test_configuration_without_middleware_leaves_the_application(config):
    assert util.add_wsgi_middleware("app") == "app"


def test_application_without_configuration_is_left_alone():
    assert util.add_wsgi_middleware("app") == "app"


def test_configuration_that_cannot_be_imported_is_reported(tmp_path, monkeypatch):
    (tmp_path / "appengine_config.py").write_text("import no_such_module")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        util.add_wsgi_middleware("app")


def test_login_required_sends_strangers_to_the_login_page(users, get):
    response = get("/ann", routes=[("/(.+)", Page)])

    assert response.status_int == 302
    assert response.headers["Location"] == "http://localhost/sign-in?continue=http://localhost/ann"


def test_login_required_lets_signed_in_users_pass(users, get):
    users.user = SimpleNamespace(email="ann@example.com")

    assert get("/ann", routes=[webapp2.Route("/<name>", Page, defaults={"word": "!"})]).text == "ann!"


def test_login_required_is_for_get_only(users, app):
    with pytest.raises(webapp.Error, match="only be used for GET"):
        Page(webapp2.Request.blank("/", POST={}, app=app()), webapp2.Response()).post("ann")


def test_webapp_alone_brings_its_template_and_util():
    code = "from google.appengine.ext import webapp; print(webapp.template.__name__, webapp.util.__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["webapp2compat.webapp.template", "webapp2compat.webapp.util"]
