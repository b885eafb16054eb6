"""The sdist and the wheel: what is in them, and that they work in a clean environment."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEGACY_NAMES = Path(__file__).with_name("legacy_names.py")
FOLDER = os.environ["WEBAPP2COMPAT_DIST"]


@pytest.fixture(scope="session")
def wheel():
    return next(Path(FOLDER).glob("*.whl"))


@pytest.fixture(scope="session")
def in_wheel(wheel):
    return zipfile.ZipFile(wheel).namelist()


@pytest.fixture(scope="session")
def in_sdist():
    with tarfile.open(next(Path(FOLDER).glob("*.tar.gz"))) as sdist:
        return {name.partition("/")[2] for name in sdist.getnames()}


@pytest.fixture
def new_environment(tmp_path):
    """Make an environment on a given Python; answers a function that runs a command in it."""

    def make(python):
        executable = shutil.which(python)
        works = executable and subprocess.run([executable, "-c", ""], capture_output=True).returncode == 0
        if not works:
            pytest.skip(f"{python} is not on this machine")
        subprocess.run([executable, "-m", "venv", tmp_path / "env"], check=True)

        def run(*command, **options):
            command = [tmp_path / "env" / "bin" / command[0], *command[1:]]
            done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, **options)
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout.strip()

        return run

    return make


def tracked(folder):
    listing = subprocess.run(["git", "ls-files", folder], cwd=ROOT, capture_output=True, text=True)
    return set(listing.stdout.split())


def test_wheel_holds_nothing_outside_its_names(in_wheel):
    allowed = ("webapp2compat/", "webapp2/", "webapp2_extras/", "google/appengine/ext/webapp/", "webapp2compat-")

    assert [name for name in in_wheel if not name.startswith(allowed)] == []


def test_wheel_holds_every_module_of_the_package(in_wheel):
    modules = {name for name in tracked("webapp2compat") if not name.startswith("webapp2compat/aliases/")}

    assert modules - set(in_wheel) == set()


@pytest.mark.parametrize("name", ["webapp2", "webapp2_extras", "google/appengine/ext/webapp"])
@pytest.mark.parametrize("file", ["__init__.py", "__init__.pyi", "py.typed"])
def test_wheel_holds_the_legacy_names_and_their_types(in_wheel, name, file):
    assert f"{name}/{file}" in in_wheel


def test_wheel_has_metadata_that_an_index_shows(wheel):
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(name).decode()

    assert "License-Expression: Apache-2.0" in metadata
    assert "License-File: LICENSE" in metadata
    assert "Description-Content-Type: text/x-rst" in metadata


@pytest.mark.parametrize("folder", ["webapp2compat", "tests", "docs", "samples", "changes.d", ".ci"])
def test_sdist_holds_what_the_repository_holds(in_sdist, folder):
    assert tracked(folder) - in_sdist == set()


@pytest.mark.parametrize("python", ["python3.10", "python3.11", "python3.12", "python3.13"])
def test_wheel_works_in_an_empty_environment(new_environment, wheel, python):
    run = new_environment(python)
    run("pip", "install", "--quiet", str(wheel))

    assert "site-packages" in run("python", "-W", "error", "-W", "ignore:'cgi' is", LEGACY_NAMES)
    assert run("webapp2compat", "--help").startswith("usage: webapp2compat")


#: What pip is told to install, for both kinds of installation.
KINDS = pytest.mark.parametrize("kind", [["{wheel}"], ["--editable", "{root}"]], ids=["wheel", "editable"])


@pytest.fixture
def ours(kind, wheel):
    """The arguments that make pip install this package."""
    return [part.format(wheel=wheel, root=ROOT) for part in kind]


# Editable installs write their metadata into the one checkout: one at a time.
@pytest.mark.xdist_group("editable")
@pytest.mark.parametrize("python", ["python3.10", "python3.11", "python3.12", "python3.13"])
def test_editable_install_works_in_an_empty_environment(new_environment, python):
    run = new_environment(python)
    run("pip", "install", "--quiet", "--editable", str(ROOT))

    assert run("python", LEGACY_NAMES) == str(ROOT / "webapp2compat" / "__init__.py")


@pytest.mark.xdist_group("editable")
@KINDS
def test_legacy_names_join_the_app_engine_sdk(new_environment, ours):
    run = new_environment(f"python3.{sys.version_info.minor}")
    run("pip", "install", "--quiet", *ours[:-1], f"{ours[-1]}[appengine]")

    assert "webapp2compat" in run("python", LEGACY_NAMES)
    assert run("python", "-c", "import google.appengine.ext.webapp, google.appengine.ext.ndb, google.auth") == ""


@pytest.fixture
def old_webapp2(tmp_path):
    """A wheel of the old distribution, with files of the same names."""
    wheel = tmp_path / "webapp2-2.5.2-py3-none-any.whl"
    files = {
        "webapp2.py": "raise AssertionError('the package webapp2 comes first')",
        "webapp2_extras/__init__.py": "",
        "webapp2_extras/json.py": "import webapp2",
        "webapp2-2.5.2.dist-info/METADATA": "Metadata-Version: 2.1\nName: webapp2\nVersion: 2.5.2\n",
        "webapp2-2.5.2.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files["webapp2-2.5.2.dist-info/RECORD"] = "".join(f"{name},,\n" for name in files)
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return wheel


IMPORTS = """if True:
    import warnings
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        from webapp2_extras import json
        import webapp2, webapp2_extras.sessions
    warned = [str(each.message) for each in caught if "pip uninstall webapp2" in str(each.message)]
    print(len(warned), webapp2.__name__, webapp2_extras.sessions.__name__)
    """


@pytest.mark.xdist_group("editable")
@KINDS
@pytest.mark.parametrize("first", ["old", "new"])
def test_old_webapp2_beside_ours_is_warned_about_and_ours_is_used(new_environment, ours, old_webapp2, first):
    run = new_environment(f"python3.{sys.version_info.minor}")
    for each in ([old_webapp2], ours) if first == "old" else (ours, [old_webapp2]):
        run("pip", "install", "--quiet", *each)

    assert run("python", "-c", IMPORTS) == "1 webapp2compat webapp2compat.extras.sessions"


@pytest.mark.xdist_group("editable")
@KINDS
def test_what_the_warning_says_repairs_the_installation(new_environment, ours, old_webapp2):
    run = new_environment(f"python3.{sys.version_info.minor}")
    run("pip", "install", "--quiet", old_webapp2)
    run("pip", "install", "--quiet", *ours)
    run("pip", "uninstall", "--quiet", "--yes", "webapp2")
    run("pip", "install", "--quiet", "--force-reinstall", "--no-deps", *ours)

    assert run("python", "-c", IMPORTS) == "0 webapp2compat webapp2compat.extras.sessions"
