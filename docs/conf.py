"""Settings of the documentation build; a warning is an error (``tox -e docs``)."""

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "webapp2compat"
author = "The webapp2compat developers"
copyright = "The webapp2compat developers"
release = version = installed_version("webapp2compat")

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "differs",
    "package_tree",
    "short_names",
]
exclude_patterns = ["_build"]
html_theme = "furo"
html_static_path = ["_static"]
html_title = "webapp2compat"

autodoc_default_options = {"members": True, "show-inheritance": True, "member-order": "bysource"}
autodoc_typehints = "none"  # The signatures name many types of other projects, which this build cannot link to.
autodoc_inherit_docstrings = False  # WebOb's docstrings refer to WebOb's documentation.

# What is described elsewhere. Ours begins with webapp2compat, or is a name that only one of our objects has
# (_ext/short_names.py), and must resolve.
nitpick_ignore_regex = [
    ("py:.*", rf"({'|'.join(sys.stdlib_module_names)})(\..*)?"),
    (
        "py:.*",
        r"(webob|paste|mako|jinja2|babel|google|django|werkzeug|redis|pymemcache|sentry_sdk|opentelemetry)(\..*)?",
    ),
    ("py:.*", r"(.*\.)?_?HTTP[A-Z]\w+"),  # WebOb's docstrings refer to one another
    ("py:.*", r"(.*\.)?_\w+"),  # private bases and functions
    ("py:data", r".*"),  # likewise
    ("py:attr", r".*"),  # instances set most attributes, where autodoc does not see them
    ("py:.*", r"(.*\.)?[A-Z]"),  # type variables
    (
        "py:.*",
        r"(str|bytes|bytearray|int|float|bool|dict|list|tuple|set|frozenset|object|type|property|\w+Error|\w+Warning)",
    ),
]

doctest_global_setup = "import webapp2"


def skip_proxies(app, kind, name, value, skip, options):
    """Leave out the proxies for the current app and request, which have nothing to show while the build reads them."""
    return True if type(value).__name__ == "LocalProxy" else None


def setup(app):
    app.connect("autodoc-skip-member", skip_proxies)
