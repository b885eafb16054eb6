"""Mako templates: what is escaped, what is left to the template, and where templates are found."""

import pytest

from webapp2_extras import mako

HTML = "<&\"'>"
ESCAPED = "&lt;&amp;&#34;&#39;&gt;"


@pytest.fixture
def render(app, tmp_path):
    """Render a template: ``render(text, files={name: text}, config={...}, **values)``."""

    def render(text, files=None, config=None, **values):
        for name, content in {**(files or {}), "page.mako": text}.items():
            (tmp_path / name).write_text(content, encoding="utf-8")
        engine = mako.Mako(app(), {"template_path": str(tmp_path), **(config or {})})
        return engine.render_template("page.mako", **values)

    return render


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("${x}", ESCAPED),
        ("${x|n}", HTML),
        ("${x|trim}", ESCAPED),
        ("${x|h}", ESCAPED),
        ("${x|h,h}", ESCAPED),
        ("${x|n,h}", ESCAPED),
        ("${x|x}", ESCAPED),
        ("${x|u}", "%3C%26%22%27%3E"),
        ("${x|trim,u}", "%3C%26%22%27%3E"),
        ("${x|entity}", "&lt;&amp;&quot;'&gt;"),
        ("${None} ${5}", "None 5"),
        ("${filters}", "a name that Mako uses"),
    ],
)
def test_expression_is_escaped_exactly_once(render, expression, shown):
    assert render(expression, x=HTML, filters="a name that Mako uses") == shown


@pytest.mark.parametrize(
    ("page_filter", "expression", "shown"),
    [
        ("h", "${x}", ESCAPED),
        ("trim", "${x}", ESCAPED),
        ("u", "${x}", "%3C%26%22%27%3E"),
        ("trim", "${x|u}", "%3C%26%22%27%3E"),
        ("trim", "${x|n}", HTML),
    ],
)
def test_filter_of_the_page_escapes_exactly_once(render, page_filter, expression, shown):
    assert render(f'<%page expression_filter="{page_filter}"/>{expression}', x=HTML) == shown


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ('<%def name="f()"><b>${x}</b></%def>${f()}', f"<b>{ESCAPED}</b>"),
        ('<%def name="f()"><b>${x}</b></%def>${capture(f)}', f"<b>{ESCAPED}</b>"),
        ('<%def name="f()" buffered="True"><b>${x}</b></%def>${f()}', f"<b>{ESCAPED}</b>"),
        ('<%def name="f()" filter="trim"> ${x} </%def>${f()}', ESCAPED),
        ('<%def name="f()" filter="h"><b>${x}</b></%def>${f()}', f"&lt;b&gt;{ESCAPED}&lt;/b&gt;"),
        ('<%def name="f()" filter="h" buffered="True">${x}</%def>${f()}', ESCAPED),
        ('<%block filter="h"><b>${x}</b></%block>', f"&lt;b&gt;{ESCAPED}&lt;/b&gt;"),
        ('<%def name="f()"><b>${caller.body()}</b></%def><%call expr="f()">${x}</%call>', f"<b>{ESCAPED}</b>"),
    ],
)
def test_output_of_a_part_of_the_template_is_not_escaped_again(render, template, shown):
    assert render(template, x=HTML) == shown


def test_inherited_and_included_templates_are_escaped_once(render):
    files = {"base.mako": '<p>${self.body()}|<%include file="part.mako"/>', "part.mako": "${x}"}

    assert render('<%inherit file="base.mako"/>${x}', files, x="<") == "<p>&lt;|&lt;"


def test_defs_of_another_template_are_escaped_once(render):
    files = {"other.mako": '<%def name="bold(text)"><b>${text}</b></%def>'}
    template = '<%namespace name="other" file="other.mako"/>${other.bold("<")}${capture(other.bold, "<")}'

    assert render(template, files) == "<b>&lt;</b><b>&lt;</b>"


def test_template_gets_the_arguments_that_its_page_declares(render):
    assert render('<%page args="a, b=2"/>${a}${b}${pageargs["c"]}', a=1, c="<") == "12&lt;"


def test_escaping_can_be_turned_off(render):
    assert render('${x}<%def name="f()">${x}</%def>${capture(f)}', config={"autoescape": False}, x="<b>") == "<b><b>"


def test_text_beyond_ascii_is_rendered_as_str(render):
    assert render("é ${x}", x="日本") == "é 日本"


def test_undefined_name_is_a_name_error(render):
    with pytest.raises(NameError, match="Undefined"):
        render("${nothing}")


@pytest.mark.parametrize("kind", [list, tuple])
def test_templates_are_found_in_several_folders(app, tmp_path, kind):
    (tmp_path / "second").mkdir()
    (tmp_path / "second" / "a.mako").write_text("found")
    path = kind([str(tmp_path), str(tmp_path / "second")])

    assert mako.Mako(app(), {"template_path": path}).render_template("a.mako") == "found"


@pytest.mark.parametrize("name", ["../secret", "/../secret", "a/../../secret", "..\\secret"])
def test_template_name_does_not_lead_out_of_the_folder(app, tmp_path, name):
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "templates").mkdir()

    with pytest.raises(Exception, match="secret"):
        mako.Mako(app(), {"template_path": str(tmp_path / "templates")}).render_template(name)


def test_first_call_makes_the_lookup_and_registers_it(app):
    application = app()

    made = mako.get_mako(app=application)

    assert mako.get_mako(app=application) is made
    assert application.registry == {"webapp2_extras.mako.Mako": made}


def test_set_mako_replaces_the_lookup_under_its_key(app):
    application = app()

    mako.set_mako("mine", key="k", app=application)

    assert mako.get_mako(key="k", app=application) == "mine"


@pytest.mark.parametrize("call", [mako.get_mako, lambda: mako.set_mako("mine")])
def test_without_an_app_it_needs_a_current_one(call):
    with pytest.raises(AssertionError, match="WSGIApplication global variable is not set"):
        call()
