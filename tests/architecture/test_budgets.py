"""The size budgets: what does not fit in them is cut, not excused."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "webapp2compat"
MODULES = sorted(PACKAGE.rglob("*.py"))

BRANCHES = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.IfExp, ast.comprehension, ast.match_case)
BLOCKS = (ast.If, ast.For, ast.While, ast.Try, ast.With, ast.Match)


def lines(node):
    return node.end_lineno - node.lineno + 1


def body_lines(function):
    has_docstring = ast.get_docstring(function, clean=False) is not None and len(function.body) > 1
    return function.end_lineno - function.body[has_docstring].lineno + 1


def complexity(function):
    nodes = list(ast.walk(function))
    return (
        1
        + sum(isinstance(node, BRANCHES) for node in nodes)
        + sum(len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp))
    )


def nesting(node, is_elif=False):
    inner = [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.FunctionDef | ast.ClassDef)]
    return (isinstance(node, BLOCKS) and not is_elif) + max(
        (
            nesting(child, isinstance(node, ast.If) and isinstance(child, ast.If) and child in node.orelse)
            for child in inner
        ),
        default=0,
    )


def measures(source):
    """Yield what is measured, its size and its budget."""
    yield "lines", len(source.splitlines()), 400
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            yield f"class {node.name}", lines(node), 250
        if isinstance(node, ast.FunctionDef):
            yield f"{node.name} lines", body_lines(node), 40
            yield f"{node.name} branches", complexity(node), 8
            yield f"{node.name} levels", nesting(node), 3


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(PACKAGE)) for path in MODULES])
def test_module_keeps_its_budgets(path):
    over = {
        f"{path.relative_to(PACKAGE)}: {what}": f"{size}, budget {budget}"
        for what, size, budget in measures(path.read_text(encoding="utf-8"))
        if size > budget
    }

    assert over == {}
