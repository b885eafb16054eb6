"""Tests of patching names of webapp2, as the suites of applications do."""

import sys
from unittest import mock

import pytest

import webapp2
from webapp2_extras import i18n


class Page(webapp2.RequestHandler):
    def redirected(self):
        return self.redirect("/there", code=303)

    def redirected_by_exception(self):
        self.redirect("/there", abort=True)

    def refused(self):
        self.abort(403)

    def failing(self):
        raise ValueError("v")


PAGES = ("redirected", "redirected_by_exception", "refused", "failing")
ROUTES = [webapp2.Route(f"/{name}", Page, handler_method=name) for name in PAGES]


@pytest.fixture
def app():
    return webapp2.WSGIApplication([*ROUTES, webapp2.Route("/named", "no.such.Handler", name="named")])


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("redirect", "/redirected"),
        ("_abort", "/redirected_by_exception"),
        ("abort", "/refused"),
        ("import_string", "/named"),
    ],
)
def test_patched_function_is_what_a_request_meets(app, name, path):
    with mock.patch(f"webapp2.{name}", side_effect=webapp2.exc.HTTPGone) as patched:
        assert app.get_response(path).status_int == 410

    patched.assert_called_once()


def test_handler_redirects_by_names_as_patched_functions_expect(app):
    with mock.patch("webapp2.redirect", return_value=None) as patched:
        app.get_response("/redirected")

    assert patched.call_args[0] == ("/there",)
    assert sorted(patched.call_args[1]) == ["abort", "body", "code", "permanent", "request", "response"]


def test_patched_get_request_is_asked_by_functions_and_extras(app):
    request = webapp2.Request.blank("http://host/")
    request.app = app
    with mock.patch("webapp2.get_request", return_value=request):
        from webapp2_extras import auth

        assert webapp2.redirect("/x").location == "http://host/x"
        assert webapp2.uri_for("named", _full=True) == "http://host:80/named"
        assert auth.get_auth(factory=lambda request: request) is request


def test_patched_module_is_seen_where_errors_are_logged(app):
    with mock.patch("webapp2.logging") as patched:
        app.get_response("/failing")

    patched.exception.assert_called_once()


@pytest.mark.skipif(sys.version_info < (3, 11), reason="the traceback to log has to be handed over")
def test_unhandled_error_is_logged_by_webapp2s_very_call(app):
    with mock.patch("logging.exception") as patched:
        app.get_response("/failing")

    assert [str(argument) for argument in patched.call_args[0]] == ["v"]
    assert patched.call_args[1] == {}


def test_name_is_as_before_once_the_patch_is_over(app):
    with mock.patch("webapp2.redirect", return_value=None):
        app.get_response("/redirected")

    assert app.get_response("/redirected").status_int == 303


def test_patching_passes_a_module_whose_import_is_forbidden(app, monkeypatch):
    monkeypatch.setitem(sys.modules, "webapp2compat.extras.mako", None)
    with mock.patch("webapp2.redirect", return_value=None):
        assert app.get_response("/redirected").status_int == 200


def test_patched_abort_may_return(app):
    with mock.patch("webapp2.abort"):
        assert app.get_response("/refused").status_int == 200


def test_new_name_stays_in_the_facade(monkeypatch):
    monkeypatch.setattr(webapp2, "added_by_a_test", 1, raising=False)

    assert not hasattr(sys.modules["webapp2compat.router"], "added_by_a_test")


def test_name_that_stood_for_none_stays_where_it_is_known(monkeypatch):
    monkeypatch.setattr(webapp2, "_webapp", "patched")

    assert sys.modules["webapp2compat.adapters"]._webapp == "patched"
    assert not hasattr(sys.modules["webapp2compat.router"], "_webapp")


def test_patched_name_of_i18n_reaches_its_functions():
    with mock.patch("webapp2_extras.i18n.get_i18n") as get_i18n:
        get_i18n.return_value.gettext.return_value = "patched"

        assert i18n.gettext("text") == "patched"


def test_patched_store_of_i18n_reaches_those_that_use_it(app):
    request = webapp2.Request.blank("/")
    request.app = app
    store = i18n.get_store(app=app)
    with mock.patch("webapp2_extras.i18n.get_store", return_value=store) as get_store:
        i18n.I18n(request)

    get_store.assert_called_once_with(app=app)
