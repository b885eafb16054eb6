"""The libraries of app.yaml as packages for pip."""

import pytest

from webapp2compat.appengine.libraries import missing_requirements, requirement


@pytest.mark.parametrize(
    ("library", "package"),
    [("PIL", "Pillow"), ("pycrypto", "pycryptodome"), ("webapp2", None), ("ssl", None), ("unheard", "unheard")],
)
def test_library_names_the_package_to_install(library, package):
    assert requirement(library) == package


def test_only_packages_that_cannot_be_imported_are_missing():
    assert missing_requirements(["webapp2", "webob", "unheard_of"]) == ["unheard_of"]
