"""Targets of ``webapp2compat serve`` with an app.yaml."""

import argparse
import io
import sys

import pytest

from webapp2compat.commands import app_yaml, main, serve
from webapp2compat.commands.app_yaml import is_app_yaml
from webapp2compat.commands.failure import BrokenApp, UsageError

YAML = "runtime: python27\napi_version: 1\nthreadsafe: true\nhandlers:\n- {url: /.*, script: main.app}\n"


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "app.yaml").write_text(YAML)
    return tmp_path


@pytest.fixture
def options(tree):
    """Parse a command line: ``options("--services", "none")``."""

    def parse(*arguments):
        pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")
        parser = argparse.ArgumentParser()
        serve.add_arguments(parser)
        return parser.parse_args([str(tree), *arguments, "--storage", ":memory:"])

    return parse


def test_app_yaml_and_its_folder_are_trees(tree):
    assert [is_app_yaml(str(path)) for path in (tree, tree / "app.yaml", tree / "mobile.yaml")] == [True, True, True]


def test_other_targets_are_not(tmp_path):
    (tmp_path / "main.py").write_text("")

    assert [is_app_yaml(str(target)) for target in (tmp_path, tmp_path / "main.py", "main:app")] == [
        False,
        False,
        False,
    ]


def test_tree_is_served_and_closed(options, monkeypatch):
    served = []

    def start(load, settings):
        served.append(load())
        served.append(served[0].services is not None)
        return 0

    monkeypatch.setattr(serve, "start", start)

    assert (serve.run(options()), served[1]) == (0, True)
    assert "main" not in sys.modules


def test_services_are_served_together(options, tree):
    (tree / "low").mkdir()
    (tree / "low/x.yaml").write_text("service: low\n" + YAML)

    with app_yaml.load_app_yaml(options(str(tree / "low/x.yaml"))) as opened:
        assert list(opened.tree.services) == ["default", "low"]


def test_only_services_are_served_together(options, tree):
    with pytest.raises(UsageError, match=r"Only the files of services, such as app.yaml, are served together"):
        serve.run(options("main.py"))


def test_log_is_set_up_before_the_application_is_imported(options, tree, monkeypatch):
    monkeypatch.setattr(serve, "start", lambda load, settings: load() and 0)
    monkeypatch.setattr(serve, "set_up_logging", lambda debug: seen.append("log"))
    monkeypatch.setattr(app_yaml, "load_app_yaml", lambda options: seen.append("app") or io.StringIO())
    seen = []

    assert (serve.run(options()), seen) == (0, ["log", "app"])


def test_flags_reach_the_tree(options):
    with app_yaml.load_app_yaml(options("--services", "none", "--as-production")) as opened:
        assert (opened.services, opened.tree.default.gate.as_production) == (None, True)


def test_wrong_app_yaml_is_said_in_a_sentence(options, tree, capsys):
    parsed = options()
    (tree / "app.yaml").write_text(YAML + "colour: red\n")

    with pytest.raises(BrokenApp, match=r"app\.yaml:6: Unexpected attribute 'colour'"):
        app_yaml.load_app_yaml(parsed)


def test_data_that_is_in_use_is_no_fault_of_the_app(options, tmp_path):
    parsed = options()
    parsed.storage = str(tmp_path / "data")

    with app_yaml.load_app_yaml(parsed), pytest.raises(UsageError) as raised:
        app_yaml.load_app_yaml(parsed)
    assert not isinstance(raised.value, BrokenApp)


def test_local_services_do_not_run_under_gunicorn(options):
    with pytest.raises(UsageError, match="Local services live in one process, and gunicorn has several"):
        app_yaml.load_app_yaml(options("--server", "gunicorn"))


def test_routes_are_those_of_the_first_script(options, tree, capsys):
    options()
    (tree / "app.yaml").write_text(YAML.replace("handlers:\n", "handlers:\n- {url: /s, static_dir: s}\n"))
    (tree / "main.py").write_text("import webapp2\napp = webapp2.WSGIApplication([('/notes', 'notes.Page')])\n")

    assert main(["routes", str(tree)]) == 0
    assert "/notes" in capsys.readouterr().out


def test_tree_without_a_script_has_no_routes(options, tree, capsys):
    options()
    (tree / "app.yaml").write_text(YAML.partition("- {")[0] + "- {url: /s, static_dir: s}\n")

    assert main(["routes", str(tree)]) == 2
    assert "names a script of the app" in capsys.readouterr().err


def test_missing_sdk_is_named(tree, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "google.appengine.api", None)

    assert main(["serve", str(tree)]) == 2
    assert "pip install 'webapp2compat[appengine]'" in capsys.readouterr().err


def test_tree_that_is_not_there_is_told_in_a_sentence():
    with pytest.raises(UsageError, match=r"^There is no file or folder 'nowhere.yaml' in .*: name an app.yaml or"):
        app_yaml.load_first_script("nowhere.yaml")
