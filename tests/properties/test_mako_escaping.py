"""Whatever a value is, Mako's output of it is escaped exactly once."""

import html

import pytest
from hypothesis import given, strategies as st

import webapp2
from webapp2_extras import mako

TEMPLATES = {
    "plain": "${x}",
    "filter": "${x|h}",
    "capture": '<%def name="f()">${x}</%def>${capture(f)}',
    "buffered": '<%def name="f()" buffered="True">${x}</%def>${f()}',
    "block": '<%block filter="h">${x}</%block>',
    "page": '<%page expression_filter="h"/>${x}',
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("templates")
    for name, text in TEMPLATES.items():
        (folder / name).write_text(text)
    return mako.Mako(webapp2.WSGIApplication(), {"template_path": str(folder)})


@pytest.mark.parametrize("template", TEMPLATES)
@given(value=st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_text_is_escaped_exactly_once(engine, template, value):
    shown = engine.render_template(template, x=value)

    assert not set(shown) & set("<>\"'")
    assert html.unescape(shown) == html.unescape(html.escape(value))
