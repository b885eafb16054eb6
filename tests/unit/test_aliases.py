"""The legacy names: one module object under two names, however and whenever it is imported."""

import importlib
import os
import pickle
import pkgutil
import subprocess
import sys
import types
from importlib.util import find_spec
from unittest import mock

import google.appengine.ext.webapp
import pytest

import webapp2
import webapp2_extras
import webapp2compat
import webapp2compat.extras.appengine.auth.models
import webapp2compat.extras.sessions
import webapp2compat.webapp.util
from webapp2compat.aliases import AliasFinder, home_of

PAIRS = [
    ("webapp2", "webapp2compat"),
    ("webapp2_extras", "webapp2compat.extras"),
    ("webapp2_extras.sessions", "webapp2compat.extras.sessions"),
    ("webapp2_extras.appengine", "webapp2compat.extras.appengine"),
    ("webapp2_extras.appengine.users", "webapp2compat.extras.appengine.users"),
    ("google.appengine.ext.webapp", "webapp2compat.webapp"),
    ("google.appengine.ext.webapp.util", "webapp2compat.webapp.util"),
]


@pytest.fixture
def run(tmp_path):
    """Run a program in a fresh interpreter in which every warning is an error; answers its output."""

    def run(program, *arguments, path="", options=("-W", "error", "-W", "ignore:'cgi' is deprecated"), how="-c"):
        command = [sys.executable, *options, how, program, *arguments]
        environ = os.environ | {"PYTHONPATH": str(path)}
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environ, cwd=tmp_path)
        return done.stdout + done.stderr

    return run


@pytest.mark.parametrize(("legacy", "home"), PAIRS)
def test_both_names_are_one_module(legacy, home):
    assert importlib.import_module(legacy) is importlib.import_module(home)


@pytest.mark.parametrize("names", [PAIRS, PAIRS[::-1]], ids=["webapp2-first", "webapp-first"])
@pytest.mark.parametrize("first", [0, 1], ids=["legacy-first", "home-first"])
def test_order_of_imports_does_not_matter(run, names, first):
    ordered = [(pair[first], pair[1 - first]) for pair in names]
    program = f"import importlib as i; print([i.import_module(a) is i.import_module(b) for a, b in {ordered}])"

    assert run(program) == str([True] * len(ordered)) + "\n"


@pytest.mark.parametrize(
    "statement",
    [
        "import webapp2_extras.appengine.auth.models as module",
        "from webapp2_extras.appengine.auth import models as module",
        "import webapp2_extras.appengine.auth.models; module = webapp2_extras.appengine.auth.models",
        "module = __import__('webapp2_extras.appengine.auth.models', fromlist=['User'])",
    ],
)
def test_every_form_of_import_finds_the_module(statement):
    names = {}
    exec(statement, names)

    assert names["module"] is webapp2compat.extras.appengine.auth.models


def test_submodule_becomes_an_attribute_of_its_parent():
    importlib.import_module("google.appengine.ext.webapp.util")

    assert google.appengine.ext.webapp.util is webapp2compat.webapp.util


def test_modules_keep_their_own_spec_and_name():
    module = importlib.import_module("webapp2_extras.sessions")

    assert (module.__name__, module.__spec__.name) == ("webapp2compat.extras.sessions",) * 2


def test_classes_are_the_same_under_both_names():
    assert webapp2.RequestHandler is webapp2compat.RequestHandler


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickles_of_classes_load_the_same_class(protocol):
    assert pickle.loads(pickle.dumps(webapp2.Route, protocol)) is webapp2.Route


def test_pickles_that_name_legacy_modules_load():
    assert pickle.loads(b"cwebapp2_extras.sessions\nSessionDict\n.") is webapp2compat.extras.sessions.SessionDict


def test_mock_patch_under_a_legacy_name_reaches_the_module():
    with mock.patch("webapp2_extras.sessions.get_store") as patched:
        assert webapp2compat.extras.sessions.get_store is patched


def test_reload_under_a_legacy_name_keeps_the_identity(run):
    program = "import importlib, webapp2_extras.json as json; print(importlib.reload(json) is json, json.__name__)"

    assert run(program) == "True webapp2compat.extras.json\n"


def test_pkgutil_walks_the_legacy_package():
    names = {module.name for module in pkgutil.walk_packages(webapp2_extras.__path__, "webapp2_extras.")}

    assert {"webapp2_extras.sessions", "webapp2_extras.appengine.auth.models"} <= names


def test_find_spec_finds_a_legacy_module_before_its_import(run):
    program = """if True:
        import sys, importlib.util
        spec = importlib.util.find_spec("webapp2_extras.json")
        print(spec.name, spec.parent, spec.origin.endswith("json.py"), "webapp2_extras.json" in sys.modules)
        """

    assert run(program) == "webapp2_extras.json webapp2compat.extras True False\n"


def test_find_spec_answers_none_for_a_module_that_is_not_there():
    assert find_spec("webapp2_extras.nowhere") is None


def test_a_missing_submodule_is_named_as_it_was_asked_for():
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'webapp2_extras\.nowhere'"):
        importlib.import_module("webapp2_extras.nowhere")


def test_finder_leaves_the_names_to_an_old_webapp2_that_stands_before():
    with mock.patch.dict("sys.modules"):
        del sys.modules["webapp2"]

        assert AliasFinder().find_spec("webapp2", None) is None


def test_finder_leaves_the_modules_of_an_old_webapp2_alone():
    with mock.patch.dict("sys.modules", {"webapp2_extras": types.ModuleType("webapp2_extras")}):
        assert AliasFinder().find_spec("webapp2_extras.json", None) is None


def test_finder_leaves_other_names_alone():
    assert AliasFinder().find_spec("webapp2x", None) is None


def test_home_of_keeps_what_follows_the_legacy_name():
    assert home_of("google.appengine.ext.webapp.util") == "webapp2compat.webapp.util"


def test_loader_shows_the_source_of_the_home_module():
    spec = AliasFinder().find_spec("webapp2_extras.json", None)

    assert (spec.loader.is_package(spec.name), "def encode" in spec.loader.get_source(spec.name)) == (False, True)


def test_python_m_runs_a_legacy_module(run):
    assert run("webapp2_extras.json", how="-m") == ""


def test_python_m_runs_the_command_under_the_legacy_name(run):
    assert "usage: " in run("webapp2", "--help", how="-m")


def test_other_google_packages_still_import(run, tmp_path):
    (tmp_path / "google" / "cloud" / "thing").mkdir(parents=True)
    (tmp_path / "google" / "cloud" / "thing" / "__init__.py").write_text("answer = 42")

    program = "import google.appengine.ext.webapp, google.cloud.thing; print(google.cloud.thing.answer)"

    assert run(program, path=tmp_path) == "42\n"


THREADS = """if True:
    import importlib, sys, threading
    names = ["webapp2", "webapp2_extras", "webapp2_extras.sessions", "google.appengine.ext.webapp.util"]
    start, wrong = threading.Barrier(16), []

    def load(name):
        start.wait()
        try:
            module = importlib.import_module(name)
            wrong.extend([name] if module is not sys.modules[name] or module.__spec__.name == name else [])
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=load, args=(names[i % 4],)) for i in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(wrong)
    """


@pytest.mark.parametrize("interval", [1e-6, 0.005])
def test_threads_may_import_legacy_names_at_once(run, interval):
    assert run(f"import sys; sys.setswitchinterval({interval})\n{THREADS}") == "[]\n"


@pytest.fixture
def old_webapp2(tmp_path):
    """A folder of packages with the metadata of the old distribution; tests/package installs it whole."""
    folder = tmp_path / "site-packages"
    (folder / "webapp2-2.5.2.dist-info").mkdir(parents=True)
    return folder


def test_old_webapp2_beside_ours_is_warned_about_once(run, old_webapp2):
    program = "import webapp2_extras.json, webapp2, google.appengine.ext.webapp"

    output = run(program, path=old_webapp2, options=())

    assert output.count("Run: pip uninstall webapp2. Then") == output.count("UserWarning") == 1


def test_old_webapp2_warning_names_where_it_was_found(run, old_webapp2):
    assert str(old_webapp2 / "webapp2-2.5.2.dist-info") in run("import webapp2", path=old_webapp2, options=())


def test_old_webapp2_is_looked_for_beside_its_module_too(run, tmp_path):
    (tmp_path / "webapp2-3.0.0b1.egg-info").mkdir()
    program = f"import sys, webapp2compat; sys.path.append({str(tmp_path)!r}); import webapp2compat.aliases"
    (tmp_path / "webapp2.py").touch()

    assert "webapp2-3.0.0b1.egg-info" in run(program, options=())


def test_a_path_entry_that_is_no_folder_is_passed_over(run, tmp_path):
    assert run("import webapp2", path=tmp_path / "gone" / "site-packages") == ""
