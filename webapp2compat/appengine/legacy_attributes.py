"""What other packages have dropped since Python 2 and applications for App Engine still ask them for.

While a tree is open, ``jinja2.ext.autoescape``, ``PIL.Image.ANTIALIAS``, ``cgi.escape`` and the like exist again, if
their packages are installed; ``yaml.load(document)`` needs no loader: it takes the safe one; and ``cgi.FieldStorage()``
reads the current request.
"""

from __future__ import annotations

import html
import importlib
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from operator import attrgetter
from typing import Any


def _cgi_escape(s: str, quote: bool | None = None) -> str:
    """Escape ``&``, ``<`` and ``>``, and double quotes if asked to: ``cgi.escape`` left single quotes alone."""
    escaped = html.escape(s, quote=False)
    return escaped.replace('"', "&quot;") if quote else escaped


def _builtin_extension(ext: Any) -> type:
    """A Jinja2 extension that does nothing: what it did is part of Jinja2 now."""
    return type("BuiltIn", (ext.Extension,), {})


def _same(home: str, name: str) -> Callable[[Any], Any]:
    return lambda module: getattr(importlib.import_module(home), name)


# (module, attribute, what makes it from the module); a module that is not installed is left out.
_DROPPED: list[tuple[str, str, Callable[[Any], Any]]] = [
    ("cgi", "escape", lambda cgi: _cgi_escape),
    ("jinja2", "Markup", _same("markupsafe", "Markup")),
    ("jinja2", "escape", _same("markupsafe", "escape")),
    ("jinja2", "contextfilter", _same("jinja2", "pass_context")),
    ("jinja2", "contextfunction", _same("jinja2", "pass_context")),
    ("jinja2", "environmentfilter", _same("jinja2", "pass_environment")),
    ("jinja2", "environmentfunction", _same("jinja2", "pass_environment")),
    ("jinja2", "evalcontextfilter", _same("jinja2", "pass_eval_context")),
    ("jinja2", "evalcontextfunction", _same("jinja2", "pass_eval_context")),
    ("jinja2.ext", "autoescape", _builtin_extension),
    ("jinja2.ext", "with_", _builtin_extension),
    ("jinja2.utils", "Markup", _same("markupsafe", "Markup")),
    ("PIL.Image", "ANTIALIAS", lambda image: image.LANCZOS),
    # The stub asks for it when a certificate is to be checked; None stands for the certificates of the machine.
    ("google.appengine.api.urlfetch_stub", "CERT_PATH", lambda stub: None),
]

# (module, function, what its last argument has to be when it is left out).
_REQUIRED: list[tuple[str, str, Callable[[Any], Any]]] = [
    # Python 2's loader ran whatever code a document named.
    ("yaml", "load", lambda yaml: yaml.SafeLoader),
    ("yaml", "load_all", lambda yaml: yaml.SafeLoader),
]

# (module, function): they have the ``os.environ`` of their import as a default, and need the current one.
_OF_ENVIRON = [("cgi", "FieldStorage.__init__"), ("cgi", "parse"), ("cgi", "print_environ")]


@contextmanager
def legacy_attributes() -> Iterator[None]:
    """Give other packages the attributes back that they have dropped, until the block ends."""
    with ExitStack() as exits:
        for name, attribute, make in _DROPPED:
            module = _imported(name)
            if module is not None and not hasattr(module, attribute):
                setattr(module, attribute, make(module))
                exits.callback(delattr, module, attribute)
        for name, attribute, make in _REQUIRED:
            module = _imported(name)
            if module is not None:
                function = getattr(module, attribute)
                exits.callback(setattr, function, "__defaults__", function.__defaults__)
                function.__defaults__ = (make(module),)
        _follow_environ(exits)
        yield


def _follow_environ(exits: ExitStack) -> None:
    for name, path in _OF_ENVIRON:
        function = attrgetter(path)(_imported(name))
        exits.callback(setattr, function, "__defaults__", function.__defaults__)
        function.__defaults__ = tuple(
            os.environ if hasattr(value, "keys") else value for value in function.__defaults__
        )


def _imported(name: str) -> Any:
    try:
        with warnings.catch_warnings():
            # Python 3.11 and 3.12 warn that cgi will go.
            warnings.simplefilter("ignore", DeprecationWarning)
            return importlib.import_module(name)
    except ImportError:
        return None
