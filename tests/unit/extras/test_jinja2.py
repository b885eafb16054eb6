"""Jinja2 templates: the environment that the configuration makes, and what it renders."""

import sys

import pytest

import webapp2
from webapp2_extras import jinja2

pytest.importorskip("jinja2", reason="needs the extra jinja2")
OLD_EXTENSIONS = ["jinja2.ext.autoescape", "jinja2.ext.with_"]


@pytest.fixture
def engine(app, tmp_path):
    """Make a Jinja2 of one template: ``engine(text, **values of its configuration)``."""

    def make(text="", debug=False, **config):
        (tmp_path / "page.html").write_text(text)
        return jinja2.Jinja2(app(debug=debug), {"template_path": str(tmp_path), **config})

    return make


@pytest.fixture
def compiled(engine, tmp_path):
    """A folder with a compiled template that is older than its source."""
    engine("compiled").environment.compile_templates(str(tmp_path / "compiled"), zip=None)
    return str(tmp_path / "compiled")


def test_default_configuration_works_with_current_jinja2(app):
    assert jinja2.Jinja2(app()).environment.loader.searchpath == ["templates"]


def test_template_gets_the_values_escaped(engine):
    assert engine("<b>{{ x }}</b>").render_template("page.html", x="<i>") == "<b>&lt;i&gt;</b>"


@pytest.mark.parametrize(
    ("extensions", "kept"),
    [
        (OLD_EXTENSIONS, []),
        ([*OLD_EXTENSIONS, "jinja2.ext.do"], ["jinja2.ext.ExprStmtExtension"]),
        (("jinja2.ext.do", "jinja2.ext.with_"), ["jinja2.ext.ExprStmtExtension"]),
        (None, []),
    ],
)
def test_extensions_that_became_part_of_jinja2_are_passed_over(engine, extensions, kept):
    environment = engine(environment_args={"extensions": extensions}).environment

    assert list(environment.extensions) == kept


def test_configuration_is_not_changed_by_passing_over_extensions(engine):
    assert engine().config["environment_args"]["extensions"] == OLD_EXTENSIONS


def test_autoescape_stays_on_when_other_arguments_are_set(engine):
    page = engine("{{ x }}", environment_args={"extensions": [], "trim_blocks": True})

    assert page.render_template("page.html", x="<i>") == "&lt;i&gt;"


def test_autoescape_can_be_turned_off(engine):
    page = engine("{{ x }}", environment_args={"autoescape": False})

    assert page.render_template("page.html", x="<i>") == "<i>"


def test_environment_has_the_configured_globals_and_filters(engine):
    page = engine("{{ site|shout }}", globals={"site": "here"}, filters={"shout": str.upper})

    assert page.render_template("page.html") == "HERE"


def test_macro_of_a_template_can_be_called(engine):
    hello = engine("{% macro hello(name) %}Hi {{ name }}{% endmacro %}").get_template_attribute("page.html", "hello")

    assert hello("<Ann>") == "Hi &lt;Ann&gt;"


def test_name_that_a_template_does_not_define_is_an_attribute_error(engine):
    with pytest.raises(AttributeError, match="nothing"):
        engine().get_template_attribute("page.html", "nothing")


@pytest.mark.parametrize(
    ("debug", "force", "text"),
    [(False, False, "compiled"), (False, True, "compiled"), (True, False, "source"), (True, True, "compiled")],
)
def test_compiled_templates_are_used_outside_debug_mode_or_by_force(engine, compiled, debug, force, text):
    page = engine("source", debug=debug, compiled_path=compiled, force_compiled=force)

    assert page.render_template("page.html") == text


def test_loader_of_the_configuration_is_used(engine):
    loaders = pytest.importorskip("jinja2.loaders")
    page = engine(environment_args={"loader": loaders.DictLoader({"a": "from a dict"})})

    assert page.render_template("a") == "from a dict"


def test_i18n_extension_brings_translations_and_date_filters(app, engine, tmp_path):
    pytest.importorskip("babel", reason="needs the extra i18n")
    text = '{% trans %}One{% endtrans %} {{ _("Two") }} {{ ngettext("a", "b", 2) }} {{ date|format_date("iso") }}'
    engine(text)

    class Page(webapp2.RequestHandler):
        def get(self):
            import datetime

            self.response.write(jinja2.get_jinja2().render_template("page.html", date=datetime.date(2012, 3, 4)))

    config = {"template_path": str(tmp_path), "environment_args": {"extensions": ["jinja2.ext.i18n"]}}
    response = app([("/", Page)], config={"webapp2_extras.jinja2": config}).get_response("/")

    assert response.text == "One Two b 2012-03-04"


def test_first_call_makes_the_environment_and_registers_nothing_else(app):
    application = app()

    made = jinja2.get_jinja2(app=application)

    assert jinja2.get_jinja2(app=application) is made
    assert application.registry == {"webapp2_extras.jinja2.Jinja2": made}


def test_set_jinja2_replaces_the_environment_under_its_key(app):
    application = app()

    jinja2.set_jinja2("mine", key="k", app=application)

    assert jinja2.get_jinja2(key="k", app=application) == "mine"


def test_factory_makes_the_environment(app):
    application = app()

    assert jinja2.get_jinja2(lambda app: ["made for", app], app=application) == ["made for", application]


@pytest.mark.parametrize("call", [jinja2.get_jinja2, lambda: jinja2.set_jinja2("mine")])
def test_without_an_app_it_needs_a_current_one(call):
    with pytest.raises(AssertionError, match="WSGIApplication global variable is not set"):
        call()


def test_missing_package_names_the_extra(app, monkeypatch):
    monkeypatch.setitem(sys.modules, "jinja2", None)

    with pytest.raises(ImportError, match=r"pip install 'webapp2compat\[jinja2\]'"):
        jinja2.Jinja2(app())
