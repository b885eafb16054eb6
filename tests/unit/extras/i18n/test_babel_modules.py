"""Babel, imported when it is first needed."""

import sys

import pytest

from webapp2compat.extras.i18n import babel_modules


@pytest.fixture
def no_babel(monkeypatch):
    babel_modules.babel.cache_clear()
    for name in [name for name in sys.modules if name.partition(".")[0] == "babel"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "babel", None)
    yield
    babel_modules.babel.cache_clear()


def test_module_is_given_by_its_name():
    import babel.dates

    assert (babel_modules.babel(), babel_modules.babel("dates")) == (babel, babel.dates)


@pytest.mark.parametrize("module", ["", "dates"])
def test_missing_babel_names_the_extra(no_babel, module):
    with pytest.raises(ImportError, match=r"pip install 'webapp2compat\[i18n\]'"):
        babel_modules.babel(module)
