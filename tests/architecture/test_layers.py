"""Imports point down the layers of ``.importlinter``, and nothing runs in a circle."""

import graphlib
import subprocess
import sys
from pathlib import Path

import pytest

grimp = pytest.importorskip("grimp", reason="import-linter is not installed")
ROOT = Path(__file__).parents[2]


def test_imports_point_down_the_layers():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_no_module_imports_itself_by_a_detour():
    graph = grimp.build_graph("webapp2compat", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}

    graphlib.TopologicalSorter(imports).prepare()
