"""The directive ``.. differs::``, which marks a departure from webapp2, and ``.. differences::``, which lists them all.

A ``differs`` is shown in its place as a note. The list groups them by the object whose docstring holds them.
"""

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective


class DiffersNode(nodes.Admonition, nodes.Element):
    """One departure from webapp2."""


class DifferencesNode(nodes.General, nodes.Element):
    """The place where all departures are listed."""


class Differs(SphinxDirective):
    has_content = True

    def run(self):
        note = DiffersNode("", nodes.title("", "Differs from webapp2"), classes=["note"])
        note["ids"] = [f"differs-{self.env.new_serialno('differs')}"]
        self.state.nested_parse(self.content, self.content_offset, note)
        return [note]


class Differences(SphinxDirective):
    def run(self):
        return [DifferencesNode("")]


def collect(app, doctree):
    """Remember every departure of a page that was read, with the name of the object that it belongs to."""
    found = app.env.differs.setdefault(app.env.docname, [])
    for note in doctree.findall(DiffersNode):
        found.append((owner_of(note), note["ids"][0], [child.deepcopy() for child in note.children[1:]]))


def owner_of(node):
    while node is not None and not isinstance(node, addnodes.desc):
        node = node.parent
    if node is None:
        return "The package"
    signature = node.next_node(addnodes.desc_signature)
    return ".".join(part for part in (signature.get("module"), signature.get("fullname")) if part)


def fill(app, doctree, docname):
    """Put the list where a page asks for it, each entry linked to the place that it comes from."""
    places = list(doctree.findall(DifferencesNode))
    for place in places:
        terms = nodes.definition_list()
        for source, notes in sorted(app.env.differs.items()):
            for owner, anchor, content in notes:
                link = nodes.reference("", "", nodes.literal("", owner), internal=True)
                link["refuri"] = f"{app.builder.get_relative_uri(docname, source)}#{anchor}"
                description = nodes.definition("", *[child.deepcopy() for child in content])
                for reference in description.findall(addnodes.pending_xref):
                    reference["refdoc"] = docname
                terms += nodes.definition_list_item("", nodes.term("", "", link), description)
        place.replace_self(terms)
    if places:  # The event comes again from here, when none is left.
        app.env.resolve_references(doctree, docname, app.builder)


def forget(app, env, docname):
    env.differs = getattr(env, "differs", {})
    env.differs.pop(docname, None)


def merge(app, env, docnames, other):
    env.differs.update({name: other.differs[name] for name in docnames if name in other.differs})


def start(app, env, docnames):
    env.differs = getattr(env, "differs", {})


def setup(app):
    app.add_node(
        DiffersNode,
        html=(lambda writer, node: writer.visit_admonition(node), lambda writer, node: writer.depart_admonition(node)),
        text=(lambda writer, node: None, lambda writer, node: None),
    )
    app.add_directive("differs", Differs)
    app.add_directive("differences", Differences)
    app.connect("env-before-read-docs", start)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("doctree-read", collect)
    app.connect("doctree-resolved", fill)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}
