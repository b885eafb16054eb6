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
]
exclude_patterns = ["_build"]
html_theme = "furo"
html_static_path = ["_static"]
html_title = "webapp2compat"

autodoc_default_options = {"members": True, "show-inheritance": True, "member-order": "bysource"}
autodoc_typehints = "none"  # The signatures name many types of other projects, which this build cannot link to.
autodoc_inherit_docstrings = False  # WebOb's docstrings refer to WebOb's documentation.

# Other projects' objects, which are described elsewhere. Ours begin with webapp2compat and must resolve.
nitpick_ignore_regex = [
    ("py:.*", r"(webob|paste|mako|jinja2|babel|google|django|werkzeug|redis|pymemcache|sentry_sdk|opentelemetry)\..*"),
    ("py:.*", r"(collections|contextvars|datetime|decimal|http|io|json|logging|os|pathlib|re|socket|types|typing)\..*"),
    ("py:.*", r"(wsgiref|threading|traceback|string|gettext|importlib|unittest|argparse|email|urllib|ssl|abc)\..*"),
]

doctest_global_setup = "import webapp2"
