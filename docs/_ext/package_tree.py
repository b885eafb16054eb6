"""What the documentation says of every module is read from the tree: the API pages and the repository map.

``reference/api`` gets one page a module before the build reads its sources. ``.. package-map::`` lists every module
with the first sentence of its docstring, and ``.. legacy-names::`` says where each name of ``webapp2`` lives.
"""

import ast
import inspect
from pathlib import Path

from sphinx.util.docutils import SphinxDirective

import webapp2compat

PACKAGE = Path(webapp2compat.__file__).parent


def modules():
    """Yield the name and the docstring of each module, in the order of the tree."""
    for path in sorted(PACKAGE.rglob("*.py"), key=lambda path: path.with_suffix("").parts):
        inner = path.relative_to(PACKAGE.parent).with_suffix("")
        # The files below aliases/ carry legacy names and hold nothing.
        if inner.parts[1:2] == ("aliases",) and len(inner.parts) > 3:
            continue
        name = ".".join(inner.parts).removesuffix(".__init__")
        yield name, ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


def first_sentence(docstring):
    return " ".join(docstring.partition("\n\n")[0].split())


def has_no_page(name):
    return name.rpartition(".")[2].startswith("_")


def write_api_pages(app):
    folder = Path(app.srcdir) / "reference" / "api"
    folder.mkdir(exist_ok=True)
    names = [name for name, _ in modules() if not has_no_page(name)]
    wanted = {f"{name}.rst": f"{name}\n{'=' * len(name)}\n\n.. automodule:: {name}\n" for name in names}
    index = ["API", "===", "", "One page a module.", "", ".. toctree::", "   :maxdepth: 1", ""]
    wanted["index.rst"] = "\n".join([*index, *(f"   {name}" for name in names), ""])
    for stale in {path.name for path in folder.glob("*.rst")} - set(wanted):
        (folder / stale).unlink()
    for name, text in wanted.items():
        page = folder / name
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")


class Generated(SphinxDirective):
    """Parse lines of reStructuredText that a subclass writes."""

    def run(self):
        return self.parse_text_to_nodes("\n".join(self.lines()))


class PackageMap(Generated):
    def lines(self):
        for name, docstring in modules():
            shown = f"``{name}``" if has_no_page(name) else f":mod:`{name}`"
            yield f"- {shown}: {first_sentence(docstring)}"


class LegacyNames(Generated):
    def lines(self):
        for name, value in sorted(vars(webapp2compat).items()):
            home = getattr(value, "__module__", None) or ""
            if not name.startswith("_") and home.startswith("webapp2compat."):
                role = "class" if inspect.isclass(value) else "func"
                yield f"- ``webapp2.{name}``: :{role}:`{home}.{value.__name__}`"


def setup(app):
    app.connect("builder-inited", write_api_pages)
    app.add_directive("package-map", PackageMap)
    app.add_directive("legacy-names", LegacyNames)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
