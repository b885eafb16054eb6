"""Context-local storage under webapp2's name for it."""

from webapp2_extras import local
from webapp2compat import local as home


def test_names_are_those_of_the_package():
    assert (local.Local, local.LocalProxy, local.get_ident) == (home.Local, home.LocalProxy, home.get_ident)
