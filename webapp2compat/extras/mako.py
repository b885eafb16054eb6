"""Mako templates for an application, with their output escaped for HTML unless a template says otherwise.

A handler gets the application's :class:`Mako` from :func:`get_mako`; the lookup is made when that is called first.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from mako import lexer, lookup, parsetree, runtime
from markupsafe import Markup

from ..context import get_app

if TYPE_CHECKING:
    from ..app import WSGIApplication

#: The defaults of ``config['webapp2_extras.mako']``:
#:
#: ``template_path`` - the folder of the templates, or a list of folders;
#: ``autoescape`` - whether ``${...}`` escapes its value for HTML.
default_config: dict[str, Any] = {
    "template_path": "templates",
    "autoescape": True,
}

# Filters of Mako's that escape: an expression or a block that names one is left to it, or it would be escaped twice.
_ESCAPES = {"h", "x", "u", "entity"}

# Names that no template uses. What Mako calls `h` by, `filters.html_escape`, fails where a variable is called filters.
_ESCAPING_ARGS = {
    "default_filters": ["_webapp2_escape"],
    "buffer_filters": ["_webapp2_markup"],
    "imports": ["from markupsafe import Markup as _webapp2_markup, escape as _webapp2_escape"],
}


class Mako:
    """The Mako template lookup of an application.

    :param app: The application.
    :param config: Values that go before ``app.config['webapp2_extras.mako']``.

    .. differs::
        ``${...}`` escapes its value for HTML, and ``${...|n}`` does not; webapp2 escapes nothing. To have that back,
        set ``config['webapp2_extras.mako']['autoescape']`` to ``False``.
    """

    #: The configuration key.
    config_key = "webapp2_extras.mako"
    #: The configuration of this lookup.
    config: dict[str, Any] = None  # type: ignore[assignment]  # webapp2: None on the class
    #: The :class:`mako.lookup.TemplateLookup`.
    environment: Any  # Mako publishes no types

    def __init__(self, app: WSGIApplication, config: dict[str, Any] | None = None) -> None:
        self.config = app.config.load_config(self.config_key, default_values=default_config, user_values=config)
        path = self.config["template_path"]
        self.environment = lookup.TemplateLookup(
            directories=[path] if isinstance(path, str) else list(path),
            output_encoding="utf-8",
            encoding_errors="replace",
            **(dict(_ESCAPING_ARGS, lexer_cls=_Lexer) if self.config["autoescape"] else {}),
        )

    def render_template(self, _filename: str, **context: Any) -> str:
        """Render a template with the given values and return the text."""
        template = self.environment.get_template(_filename)
        if not self.config["autoescape"]:
            text: str = template.render_unicode(**context)
            return text
        buffer = io.StringIO()
        template.render_context(_Context(buffer, **context), **context)
        return buffer.getvalue()


class _Lexer(lexer.Lexer):
    """Leave an expression to the escaping filter that it, or the tag around it, names."""

    page_filters: tuple[str, ...] = ()

    def append_node(self, nodecls: Any, *args: Any, **kwargs: Any) -> None:
        siblings = self.tag[-1].nodes if self.tag else self.template.nodes
        is_left_to_tag = any(_escapes(_filters(tag)) for tag in self.tag)
        super().append_node(nodecls, *args, **kwargs)
        node = siblings[-1]
        if isinstance(node, parsetree.PageTag):
            self.page_filters = tuple(node.filter_args.args)
        elif isinstance(node, parsetree.Expression) and "n" not in node.escapes_code.args:
            own = node.escapes_code.args
            if is_left_to_tag or _escapes((*self.page_filters, *own)):
                # Mako's `n` takes the filters of the page away as well as the default one.
                node.escapes_code.args = ["n", "str", *self.page_filters, *own]


def _filters(tag: Any) -> Any:
    arguments = getattr(tag, "filter_args", None)
    return arguments.args if arguments else ()


def _escapes(filters: Iterable[str]) -> bool:
    return not _ESCAPES.isdisjoint(filters)


class _Context(runtime.Context):
    """Give the template a ``capture()`` whose text is marked as escaped."""

    def __init__(self, buffer: Any, **data: Any) -> None:
        super().__init__(buffer, **data)
        self._data["capture"] = functools.partial(_capture, self)


def _capture(context: Any, callable_: Any, *args: Any, **kwargs: Any) -> Markup:
    return Markup(runtime.capture(context, callable_, *args, **kwargs))


_registry_key = "webapp2_extras.mako.Mako"


def get_mako(
    factory: Callable[[WSGIApplication], Any] = Mako, key: str = _registry_key, app: WSGIApplication | None = None
) -> Any:
    """Return the :class:`Mako` of an application, making it the first time.

    :param factory: What makes it, called with the application.
    :param key: The key under which ``app.registry`` keeps it.
    :param app: The application, or ``None`` for the current one.
    :raises AssertionError: If there is no ``app`` and no current one.
    """
    app = app or get_app()
    if not app.registry.get(key):
        app.registry[key] = factory(app)
    return app.registry[key]


def set_mako(mako: Any, key: str = _registry_key, app: WSGIApplication | None = None) -> None:
    """Make ``mako`` what :func:`get_mako` returns for an application.

    :param mako: An instance of :class:`Mako`, or what stands for one.
    :param key: The key under which ``app.registry`` keeps it.
    :param app: The application, or ``None`` for the current one.
    :raises AssertionError: If there is no ``app`` and no current one.
    """
    app = app or get_app()
    app.registry[key] = mako
