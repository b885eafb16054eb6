"""Jinja2 templates for an application, with its translations when the templates ask for them.

A handler gets the application's :class:`Jinja2` from :func:`get_jinja2`; the environment is made when that is called
first. Needs the extra ``jinja2``, and ``i18n`` for templates that translate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..context import get_app
from ..optional import import_extra
from . import i18n

if TYPE_CHECKING:
    from jinja2 import BaseLoader, Environment

    from ..app import WSGIApplication

#: The defaults of ``config['webapp2_extras.jinja2']``:
#:
#: ``template_path`` - the folder of the templates, or a list of folders;
#: ``compiled_path`` - a folder or zip file of compiled templates, used instead unless the application is in debug mode;
#: ``force_compiled`` - whether to use ``compiled_path`` in debug mode too;
#: ``environment_args`` - arguments of the Jinja2 environment;
#: ``globals``, ``filters`` - dicts of further names for all templates.
default_config: dict[str, Any] = {
    "template_path": "templates",
    "compiled_path": None,
    "force_compiled": False,
    "environment_args": {
        "autoescape": True,
        "extensions": ["jinja2.ext.autoescape", "jinja2.ext.with_"],
    },
    "globals": None,
    "filters": None,
}

# Built into Jinja2 since 2.9 and no longer there since 3.1; every configuration copied from webapp2's pages names them.
_BUILT_IN = ("jinja2.ext.autoescape", "jinja2.ext.with_")
_I18N = "jinja2.ext.InternationalizationExtension"


class Jinja2:
    """The Jinja2 environment of an application.

    :param app: The application.
    :param config: Values that go before ``app.config['webapp2_extras.jinja2']``.

    .. differs::
        The extensions ``jinja2.ext.autoescape`` and ``jinja2.ext.with_`` are passed over, since current Jinja2 has
        them built in; webapp2 cannot be used with it, in its default configuration as well. An ``environment_args``
        that does not say ``autoescape`` leaves it on; in webapp2 it is then off.
    """

    #: The configuration key.
    config_key = "webapp2_extras.jinja2"
    #: The configuration of this environment.
    config: dict[str, Any] = None  # type: ignore[assignment]  # webapp2: None on the class
    #: The :class:`jinja2.Environment`.
    environment: Environment

    def __init__(self, app: WSGIApplication, config: dict[str, Any] | None = None) -> None:
        self.config = app.config.load_config(self.config_key, default_values=default_config, user_values=config)
        arguments = {
            **self.config["environment_args"],
            "extensions": _extensions(self.config["environment_args"].get("extensions") or ()),
        }
        arguments.setdefault("loader", self._loader(app))
        self.environment = import_extra("jinja2", "jinja2").Environment(**arguments)
        if _I18N in self.environment.extensions:
            _translate(self.environment)
        self.environment.globals.update(self.config["globals"] or {})
        self.environment.filters.update(self.config["filters"] or {})

    def _loader(self, app: WSGIApplication) -> BaseLoader:
        loaders = import_extra("jinja2", "jinja2")
        loader: BaseLoader
        if self.config["compiled_path"] and (self.config["force_compiled"] or not app.debug):
            loader = loaders.ModuleLoader(self.config["compiled_path"])
        else:
            loader = loaders.FileSystemLoader(self.config["template_path"])
        return loader

    def render_template(self, _filename: str, **context: Any) -> str:
        """Render a template with the given values and return the text."""
        return self.environment.get_template(_filename).render(**context)

    def get_template_attribute(self, filename: str, attribute: str) -> Any:
        """Return a macro or variable that a template defines, for use in Python code.

        :raises AttributeError: If the template does not define it.
        """
        return getattr(self.environment.get_template(filename).module, attribute)


def _extensions(extensions: Any) -> list[Any]:
    """Leave out the extensions that have become part of Jinja2."""
    return [extension for extension in extensions if extension not in _BUILT_IN]


def _translate(environment: Any) -> None:
    environment.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)
    environment.filters.update(
        format_date=i18n.format_date,
        format_time=i18n.format_time,
        format_datetime=i18n.format_datetime,
        format_timedelta=i18n.format_timedelta,
    )


_registry_key = "webapp2_extras.jinja2.Jinja2"


def get_jinja2(
    factory: Callable[[WSGIApplication], Any] = Jinja2, key: str = _registry_key, app: WSGIApplication | None = None
) -> Any:
    """Return the :class:`Jinja2` of an application, making it the first time.

    :param factory: What makes it, called with the application.
    :param key: The key under which ``app.registry`` keeps it.
    :param app: The application, or ``None`` for the current one.
    :raises AssertionError: If there is no ``app`` and no current one.
    """
    app = app or get_app()
    if not app.registry.get(key):
        app.registry[key] = factory(app)
    return app.registry[key]


def set_jinja2(jinja2: Any, key: str = _registry_key, app: WSGIApplication | None = None) -> None:
    """Make ``jinja2`` what :func:`get_jinja2` returns for an application.

    :param jinja2: An instance of :class:`Jinja2`, or what stands for one.
    :param key: The key under which ``app.registry`` keeps it.
    :param app: The application, or ``None`` for the current one.
    :raises AssertionError: If there is no ``app`` and no current one.
    """
    app = app or get_app()
    app.registry[key] = jinja2
