"""Resolve the names that docstrings use: legacy ones (``webapp2.Route``), short ones (``Route``) and inherited ones.

A short name resolves to what ``webapp2`` shows under it, or else to the one object that has it.
"""

import pkgutil

from sphinx.util.nodes import make_refnode

from webapp2compat.aliases import home_of


def resolve(app, env, node, contnode):
    if node.get("refdomain") != "py":
        return None
    objects = env.get_domain("py").objects
    target = home_of(node["reftarget"]) or node["reftarget"]
    for name in candidates(target.removeprefix("webapp2compat."), objects):
        found = objects.get(name) or objects.get(definition(name))
        if found:
            return make_refnode(app.builder, node["refdoc"], found.docname, found.node_id, contnode, name)
    return None


def candidates(target, objects):
    """Yield the full names that a target may stand for, the likeliest first."""
    yield f"webapp2compat.{target}"
    first, dot, rest = target.partition(".")
    owners = [name for name in objects if name.endswith(f".{first}")]
    if len(owners) == 1:
        yield f"{owners[0]}{dot}{rest}"


def definition(name):
    """Return the name under which an object is defined that a package hands out or a class inherits."""
    try:
        found = pkgutil.resolve_name(name)
    except (ImportError, AttributeError, ValueError):
        return None
    return f"{getattr(found, '__module__', None)}.{getattr(found, '__qualname__', None)}"


def setup(app):
    app.connect("missing-reference", resolve)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
