"""Resolve the names that docstrings use: legacy ones (``webapp2.Route``) and short ones (``Route``).

A short name resolves when one object alone has it; where several do, the one that ``webapp2`` shows.
"""

from sphinx.util.nodes import make_refnode

import webapp2compat
from webapp2compat.aliases import home_of


def resolve(app, env, node, contnode):
    if node.get("refdomain") != "py":
        return None
    target = node["reftarget"]
    domain = env.get_domain("py")
    for name in candidates(target, domain.objects):
        found = domain.objects.get(name)
        if found:
            return make_refnode(app.builder, node["refdoc"], found.docname, found.node_id, contnode, name)
    return None


def candidates(target, objects):
    """Yield the full names that a target may stand for, the likeliest first."""
    target = (home_of(target) or target).removeprefix("webapp2compat.")
    yield f"webapp2compat.{target}"
    first = target.partition(".")[0]
    home = getattr(getattr(webapp2compat, first, None), "__module__", None)
    if home:
        yield f"{home}.{target}"
    ending = [name for name in objects if name.endswith(f".{target}")]
    if len(ending) == 1:
        yield ending[0]


def setup(app):
    app.connect("missing-reference", resolve)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
