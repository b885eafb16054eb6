"""Packages that an extra installs: imported at first use, with a hint when missing."""

import json
import pickle
import sys

import pytest

from webapp2compat.optional import MissingExtraError, import_extra


def test_installed_module_is_returned():
    assert import_extra("json", "jinja2") is json


@pytest.mark.parametrize("module", ["no_such_package", "no_such_package.part", "json.no_such_part"])
def test_missing_module_names_the_extra_to_install(module):
    with pytest.raises(MissingExtraError, match=r"pip install 'webapp2compat\[i18n\]'") as caught:
        import_extra(module, "i18n")

    assert (caught.value.name, caught.value.extra) == (module, "i18n")


def test_module_that_lacks_a_package_of_its_own_is_not_called_missing(tmp_path, monkeypatch):
    (tmp_path / "broken_by_its_import.py").write_text("import no_such_package\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])

    with pytest.raises(ModuleNotFoundError) as caught:
        import_extra("broken_by_its_import", "i18n")

    assert caught.value.name == "no_such_package"


def test_missing_extra_error_can_be_pickled():
    copy = pickle.loads(pickle.dumps(MissingExtraError("babel", "i18n")))

    assert (copy.name, copy.extra) == ("babel", "i18n")
