import os
import subprocess
import sys

import pytest

pytest.importorskip("django", reason="needs Django")

from google.appengine.ext.webapp import template

import webapp2
from webapp2compat.webapp import template as home


@pytest.fixture(autouse=True)
def nothing_kept():
    """Begin and end with no templates kept and no library registered."""
    yield
    home._engines.clear()
    home._registered.clear()


@pytest.fixture
def write(tmp_path):
    """Write a template; return its path."""

    def make(text, name="page.html"):
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    return make


def test_template_is_rendered_by_its_path(write):
    assert template.render(write("Hello {{ name }}!"), {"name": "<ann>"}) == "Hello &lt;ann&gt;!"


def test_other_templates_come_from_its_folder(write):
    write("[{% block body %}{% endblock %}]", "base.html")
    path = write("{% extends 'base.html' %}{% block body %}{% include 'part.html' %}{% endblock %}")
    write("part", "part.html")

    assert template.render(path, {}) == "[part]"


@pytest.mark.parametrize(("debug", "text"), [(False, "old"), (True, "new")])
def test_template_is_kept_unless_debug(write, debug, text):
    path = write("old")
    template.render(path, {}, debug)
    write("new")

    assert template.render(path, {}, debug) == text


def test_relative_path_is_of_the_current_folder(write, tmp_path, monkeypatch):
    write("here")
    monkeypatch.chdir(tmp_path)

    assert template.load("page.html").render(template.Context({})) == "here"


def test_template_and_context_are_djangos():
    assert template.Template("{{ x }}").render(template.Context({"x": 1})) == "1"


def test_other_names_are_not_there():
    with pytest.raises(AttributeError, match="no attribute 'Nope'"):
        template.Nope


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("{% ifequal a 1 %}yes{% endifequal %}", "yes"),
        ("{% ifequal a b %}yes{% else %}no{% endifequal %}", "no"),
        ("{% ifnotequal a b %}yes{% else %}no{% endifnotequal %}", "yes"),
        ("{% ifnotequal a 1 %}yes{% endifnotequal %}", ""),
        ("{% ifequal missing other %}same{% endifequal %}", "same"),
        ("{% load url from future %}{% load i18n %}{% trans 'x' %}", "x"),
    ],
)
def test_tags_that_django_dropped_work(write, text, rendered):
    assert template.render(write(text), {"a": 1, "b": 2}) == rendered


@pytest.mark.parametrize(
    ("text", "message"),
    [("{% ifequal a %}{% endifequal %}", "takes two values, not 1"), ("{% url %}", "takes the name")],
)
def test_malformed_tags_are_a_syntax_error(write, text, message):
    from django.template import TemplateSyntaxError

    with pytest.raises(TemplateSyntaxError, match=message):
        template.render(write(text), {})


class Item(webapp2.RequestHandler):
    pass


class Plain:
    pass


@pytest.mark.parametrize(
    ("tag", "url"),
    [
        ("{% url named id=number %}", "/n/7"),
        ("{% url 'named' id=7 q='a b' %}", "/n/7?q=a+b"),
        ("{% url Item number %}", "/item/7"),
        ("{% url " + __name__ + ".Item 8, %}", "/item/8"),
        ("{% url Item %}", ""),
        ("{% url Plain %}", ""),
        ("{% url Nobody 1 %}", ""),
    ],
)
def test_url_is_that_of_a_route_or_a_handler(write, tag, url):
    path = write(tag)

    class Page(webapp2.RequestHandler):
        def get(self):
            self.response.write(template.render(path, {"number": 7}))

    routes = [("/", Page), (r"/item/(\d+)", Item), ("/plain", Plain), webapp2.Route("/n/<id>", Item, name="named")]

    assert webapp2.WSGIApplication(routes).get_response("/").text == url


def test_registered_library_is_known_to_all_templates(write, tmp_path, monkeypatch):
    (tmp_path / "shouting.py").write_text(
        "from google.appengine.ext.webapp import template\n"
        "register = template.create_template_register()\n"
        "register.filter('shout', lambda text: text.upper())\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    template.register_template_library("shouting")
    template.register_template_library("shouting")

    assert template.render(write("{{ 'a'|shout }}"), {}) == "A"


def test_library_that_cannot_be_imported_is_noticed_at_once():
    with pytest.raises(ModuleNotFoundError, match="no_such_library"):
        template.register_template_library("no_such_library")


def test_settings_of_the_application_are_left_alone(tmp_path):
    """In a process of its own: Django is configured once."""
    (tmp_path / "its_settings.py").write_text(
        "TEMPLATES = [{'BACKEND': 'django.template.backends.django.DjangoTemplates'}]\n"
    )
    program = (
        "from google.appengine.ext.webapp import template\n"
        "template.create_template_register()\n"
        "from django.conf import settings\n"
        "print(settings.SETTINGS_MODULE)\n"
    )
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "its_settings", "PYTHONPATH": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=False)

    assert (run.stdout, run.stderr) == ("its_settings\n", "")


def test_application_with_settings_of_its_own_renders_numbers_and_loads_its_tags(tmp_path):
    tags = tmp_path / "its/templatetags"
    tags.mkdir(parents=True)
    (tags / "shop.py").write_text(
        "from django.template import Library\nregister = Library()\nregister.filter('twice', lambda value: value * 2)\n"
    )
    (tmp_path / "its/__init__.py").write_text("")
    (tmp_path / "its_settings.py").write_text("INSTALLED_APPS = ('its',)\n")
    (tmp_path / "page.html").write_text("{% load shop %}{{ number }} {{ number|twice }}")
    program = "from webapp2compat.webapp import template\nprint(template.render('page.html', {'number': 7}))\n"
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "its_settings", "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, env=environ, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (run.stdout, run.stderr) == ("7 14\n", "")
