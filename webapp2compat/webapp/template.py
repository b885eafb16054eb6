"""``google.appengine.ext.webapp.template``: Django templates, rendered by the path of their file.

Tags that Django has dropped (``ifequal``, ``ifnotequal``, ``url`` with the name of a handler) are in `django_tags.py`.
The extra ``django`` is needed when a template is loaded.
"""

from __future__ import annotations

import importlib
import os
from typing import Any

from ..optional import import_extra

_OWN_TAGS = "webapp2compat.webapp.django_tags"

# The packages that register_template_library() was called for.
_registered: list[str] = []
# What renders the templates of a folder, by the folder: it keeps them.
_engines: dict[str, Any] = {}


def __getattr__(name: str) -> Any:
    """Return Django's ``Template`` or ``Context``, which webapp offers under these names too."""
    if name in ("Template", "Context"):
        _configure()
        return getattr(import_extra("django.template", "django"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def render(template_path: str, template_dict: dict[str, Any], debug: bool = False) -> str:
    """Render a template to text.

    :param template_path: The path of the file. Other templates are looked for in its folder.
    :param template_dict: The variables of the template.
    :param debug: Whether to read the file anew, instead of keeping the template.
    :raises MissingExtraError: If Django is not installed.
    """
    text: str = load(template_path, debug).render(import_extra("django.template", "django").Context(template_dict))
    return text


def load(path: str, debug: bool = False) -> Any:
    """Return a template, which ``render(Context({...}))`` renders.

    :param path: The path of the file.
    :param debug: Whether to read the file anew, instead of keeping the template.
    :raises MissingExtraError: If Django is not installed.
    """
    folder, name = os.path.split(os.path.abspath(path))
    if debug:
        return _engine(folder, debug=True).get_template(name)
    if folder not in _engines:
        _engines[folder] = _engine(folder, debug=False)
    return _engines[folder].get_template(name)


def create_template_register() -> Any:
    """Return a Django ``Library`` on which a module registers its filters and tags."""
    _configure()
    return import_extra("django.template", "django").Library()


def register_template_library(package_name: str) -> None:
    """Let all templates use the filters and tags of a module, without ``{% load %}``.

    :param package_name: The dotted name of a module that has a ``register``, as :func:`create_template_register` makes.
    """
    importlib.import_module(package_name)  # what cannot be imported is noticed here, not by a template
    if package_name not in _registered:
        _registered.append(package_name)
        _engines.clear()


def _engine(folder: str, debug: bool) -> Any:
    _configure()
    files = "django.template.loaders.filesystem.Loader"
    return import_extra("django.template", "django").Engine(
        dirs=[folder],
        debug=debug,
        loaders=[files] if debug else [("django.template.loaders.cached.Loader", [files])],
        libraries={**_installed_libraries(), "future": _OWN_TAGS},
        builtins=[_OWN_TAGS, *_registered],
    )


def _installed_libraries() -> dict[str, str]:
    """What templates can load: Django's own libraries, and those of ``INSTALLED_APPS``."""
    found: dict[str, str] = import_extra("django.template.backends.django", "django").get_installed_libraries()
    return found


def _configure() -> None:
    """Give Django settings, unless the application has its own, and set it up."""
    settings = import_extra("django.conf", "django").settings
    if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
        backend = {"BACKEND": "django.template.backends.django.DjangoTemplates"}
        settings.configure(TEMPLATES=[backend], USE_I18N=False, USE_TZ=False, LOGGING_CONFIG=None)
    if not import_extra("django.apps", "django").apps.ready:
        import_extra("django", "django").setup()
