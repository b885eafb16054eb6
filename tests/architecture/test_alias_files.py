"""Each module with a legacy name has the two files that carry it; ``tox -e walk`` writes them."""

from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "webapp2compat"
SHELL = (PACKAGE / "aliases" / "webapp2" / "__init__.py").read_text(encoding="utf-8")
FOLDERS = {"extras": "webapp2_extras", "webapp": "gae_webapp"}


def find_legacy_files():
    """Yield the home module of each legacy submodule, and the path of its files without their suffix."""
    for home, folder in FOLDERS.items():
        for path in sorted((PACKAGE / home).rglob("*.py")):
            inner = path.relative_to(PACKAGE / home).with_suffix("")
            module = ".".join(["webapp2compat", home, *inner.parts]).removesuffix(".__init__")
            yield pytest.param(module, PACKAGE / "aliases" / folder / inner, id=module)


LEGACY_FILES = list(find_legacy_files())


@pytest.mark.parametrize(("module", "path"), LEGACY_FILES)
def test_legacy_module_has_its_shell(compare, module, path):
    compare(path.with_suffix(".py"), SHELL)


@pytest.mark.parametrize(("module", "path"), LEGACY_FILES)
def test_legacy_module_has_its_stub(compare, module, path):
    compare(path.with_suffix(".pyi"), f"from {module} import *\n")


@pytest.mark.parametrize(("home", "folder"), FOLDERS.items())
def test_no_legacy_file_outlives_its_module(home, folder):
    homes = {path.relative_to(PACKAGE / home) for path in (PACKAGE / home).rglob("*.py")}

    assert {
        path.relative_to(PACKAGE / "aliases" / folder) for path in (PACKAGE / "aliases" / folder).rglob("*.py")
    } == homes
