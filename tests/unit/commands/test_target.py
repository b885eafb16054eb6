import os
import re
import sys
from pathlib import Path

import pytest

from webapp2compat.commands.failure import UsageError
from webapp2compat.commands.target import load_app, root_of

APP = "import webapp2\nANSWER = 42\n%s = webapp2.WSGIApplication([], config={'me': {'answer': ANSWER}})\n"


@pytest.fixture
def answer_of():
    """Load a target and answer with what tells its app from others."""
    return lambda target: load_app(target).config["me"]["answer"]


@pytest.mark.parametrize("name", ["app", "application", "APP", "APPLICATION", "wsgi_app"])
def test_a_file_has_its_app_under_one_of_the_usual_names(write, answer_of, name):
    assert answer_of(write("main.py", APP % name)) == 42


@pytest.mark.parametrize("name", ["main.py", "app.py"])
def test_a_folder_has_its_app_in_one_of_the_usual_files(write, answer_of, name):
    assert answer_of(str(Path(write(f"site/{name}", APP % "app")).parent)) == 42


def test_the_folder_of_a_file_is_the_current_one_and_first_on_the_path(write, answer_of, tmp_path):
    write("site/legacy_data.py", "from pathlib import Path\nANSWER = Path('data.txt').read_text()")
    write("site/data.txt", "7")
    path = write("site/main.py", "from legacy_data import ANSWER\n" + (APP % "app").replace("ANSWER = 42\n", ""))

    assert answer_of(path) == "7"
    assert (os.getcwd(), sys.path[0]) == (str(tmp_path / "site"), str(tmp_path / "site"))


@pytest.mark.parametrize(
    "target", ["legacy_site.main:found", "legacy_site/main.py:found", "legacy_site.main:holder.app"]
)
def test_the_app_may_be_named(write, answer_of, target):
    write("legacy_site/__init__.py", "")
    write("legacy_site/main.py", APP % "found" + "class holder:\n    app = found\n")

    assert answer_of(target) == 42


def test_the_app_of_a_module_may_be_left_to_find(write, answer_of):
    write("legacy_app.py", APP % "application")

    assert answer_of("legacy_app") == 42


def test_a_class_whose_instances_are_bodies_may_be_named(write):
    path = write("main.py", "class Body:\n    def __init__(self, environ, start): ...\n    def __iter__(self): ...\n")

    assert load_app(f"{path}:Body").__name__ == "Body"


def test_a_class_named_app_is_no_app(write, answer_of):
    assert answer_of(write("main.py", "class app:\n    pass\n" + APP % "application")) == 42


@pytest.mark.parametrize(
    "run",
    [
        "hidden.run()",
        "from google.appengine.ext.webapp.util import run_wsgi_app\nrun_wsgi_app(hidden)",
        "webapp2.serve(hidden)",
        "import wsgiref.handlers\nwsgiref.handlers.CGIHandler().run(hidden)",
        "def main():\n    hidden.run()\nif __name__ == '__main__':\n    main()",
    ],
)
def test_an_app_that_is_only_run_is_found_and_not_run(write, answer_of, run):
    assert answer_of(write("main.py", APP % "hidden" + run)) == 42


def test_modules_of_the_app_import_the_same_module(write):
    write("legacy_other.py", "import main\n")
    path = write("main.py", APP % "app" + "import legacy_other\nsame = legacy_other.main.app is app\n")

    load_app(path)

    assert sys.modules["main"].same


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("nowhere", "There is no module 'nowhere' in "),
        ("nowhere.py", "There is no file 'nowhere.py' in "),
        ("no/where", "There is no file 'no/where' in "),
        ("no where", "There is no file, folder or module 'no where' in "),
        ("empty", "The folder 'empty' has neither main.py nor app.py: "),
        ("text/x", "'text/x' is not a Python file: "),
        ("legacy_mod", "legacy_mod has no WSGI app named app, application, "),
        (
            "legacy_number",
            "legacy_number has no WSGI app named app, application, APP, APPLICATION, wsgi_app ('app' is 3): ",
        ),
        ("legacy_mod:x", "'x' in legacy_mod does not exist: "),
        ("legacy_mod:one", "'one' in legacy_mod is not a WSGI app: "),
        ("legacy_mod:two", "'two' in legacy_mod is not a WSGI app: name another, or leave it out to have the app "),
        ("legacy_classes:RequestHandler", "'RequestHandler' in legacy_classes is not a WSGI app: "),
        ("legacy_classes:WSGIApplication", "'WSGIApplication' in legacy_classes is not a WSGI app: "),
        ("legacy_mod:one.x", "'one.x' in legacy_mod does not exist: "),
        ("legacy_needs", "legacy_needs imports 'not_there', which is not installed: "),
        ("legacy_urllib2", "legacy_urllib2 imports 'urllib2', which only Python 2 has: "),
    ],
)
def test_what_is_wrong_with_a_target_is_said_in_a_sentence(write, target, message):
    write("empty/x", "")
    write("text/x", "")
    write("legacy_mod.py", "one = 1\ndef two(config=None): ...")
    write("legacy_number.py", "app = 3")
    write("legacy_classes.py", "from webapp2 import *")
    write("legacy_needs.py", "import not_there")
    write("legacy_urllib2.py", "import urllib2")

    with pytest.raises(UsageError) as raised:
        load_app(target)
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize("text", ["def (", "1/0", "raise SystemExit(1)", "def main():\n    1/0"])
def test_an_app_that_fails_shows_its_own_lines(write, text, capsys):
    path = write("main.py", text)

    with pytest.raises(UsageError, match="as the lines above say: mend it, or "):
        load_app(path)
    shown = capsys.readouterr().err
    assert ("main.py" in shown or "SystemExit" in shown, "webapp2compat" in shown) == (True, False)


def test_a_function_that_makes_an_app_is_told_how_to_be_used(write):
    write("legacy_factory.py", "def create_app(config=None): ...")

    with pytest.raises(UsageError, match=r"add a line to the module: app = create_app\(\)\.$"):
        load_app("legacy_factory:create_app")


def test_an_app_written_in_c_is_believed(write):
    write("legacy_c.py", "app = dict")

    assert load_app("legacy_c:app") is dict


@pytest.mark.parametrize("text", ["print 'hello'", "try:\n    1\nexcept Error, e:\n    pass", "mode = 0777"])
def test_a_file_for_python_2_is_told_how_to_be_converted(write, text):
    with pytest.raises(UsageError, match="mend it, or convert it with fissix if it is for Python 2"):
        load_app(write("main.py", text))


def test_a_module_that_fails_is_shown_without_the_import_system(write, capsys):
    write("legacy_broken.py", "1/0")

    with pytest.raises(UsageError):
        load_app("legacy_broken")
    assert "importlib" not in capsys.readouterr().err


def test_a_missing_module_is_told_with_the_file_that_imports_it(write):
    models = write("site/legacy_models.py", "import not_there")

    with pytest.raises(UsageError, match=f"^{re.escape(models)} imports 'not_there', which is not installed: "):
        load_app(write("site/main.py", "import legacy_models"))


def test_an_app_to_be_named_is_named_by_its_file(write):
    path = write("site/main.py", APP % "hidden")

    with pytest.raises(UsageError, match=f"name it as {re.escape(path)}:NAME"):
        load_app(path)


def test_a_module_that_failed_is_imported_anew(write):
    with pytest.raises(UsageError):
        load_app(write("main.py", "1/0"))

    assert load_app(write("main.py", APP % "app"))


@pytest.mark.parametrize(("target", "root"), [("site", "site"), ("site/main.py:app", "site"), ("main:app", ".")])
def test_the_root_of_a_target_is_where_its_code_is(write, tmp_path, target, root):
    write("site/main.py", "")

    assert root_of(target) == (tmp_path / root).resolve()
