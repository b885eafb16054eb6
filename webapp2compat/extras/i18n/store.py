"""The internationalisation settings of an application, and its catalogues of translations."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable
from gettext import NullTranslations
from types import MethodType
from typing import TYPE_CHECKING, Any, TypeAlias

from ...context import get_app
from ...imports import import_string
from .babel_modules import babel
from .locales import babel_locale, folders, is_safe

if TYPE_CHECKING:
    from ...app import WSGIApplication
    from ...request import Request

#: The defaults of ``config['webapp2_extras.i18n']``:
#:
#: ``translations_path`` - the folder of the catalogues, ``<locale>/LC_MESSAGES/<domain>.mo``;
#: ``domains`` - the gettext domains, of which a later one goes before an earlier one;
#: ``default_locale``, ``default_timezone`` - what a request gets that has no other;
#: ``locale_selector``, ``timezone_selector`` - a function of ``(store, request)`` that returns the locale or time zone
#: of a request, or its dotted name;
#: ``date_formats`` - formats by name: ``date`` names the default one, and ``date.iso`` is what ``format='iso'`` means.
default_config: dict[str, Any] = {
    "translations_path": "locale",
    "domains": ["messages"],
    "default_locale": "en_US",
    "default_timezone": "UTC",
    "locale_selector": None,
    "timezone_selector": None,
    "date_formats": {
        "time": "medium",
        "date": "medium",
        "datetime": "medium",
        "time.short": None,
        "time.medium": None,
        "time.full": None,
        "time.long": None,
        "time.iso": "HH':'mm':'ss",
        "date.short": None,
        "date.medium": None,
        "date.full": None,
        "date.long": None,
        "date.iso": "yyyy'-'MM'-'dd",
        "datetime.short": None,
        "datetime.medium": None,
        "datetime.full": None,
        "datetime.long": None,
        "datetime.iso": "yyyy'-'MM'-'dd'T'HH':'mm':'ssZ",
    },
}

# Any: webapp2 passes the store, bound as a method is, and takes whatever set_locale() or set_timezone() takes.
Selector: TypeAlias = Callable[..., Any]

# Catalogues that are kept; there are more locales than any application has translations.
_KEPT = 64


class I18nStore:
    """The internationalisation settings of an application, and its catalogues of translations.

    :param app: The application.
    :param config: Values that go before ``app.config['webapp2_extras.i18n']``.
    """

    #: The configuration key.
    config_key = "webapp2_extras.i18n"
    #: Catalogues by locale, the one used last at the end.
    translations: dict[Any, NullTranslations] = None  # type: ignore[assignment]  # webapp2: all are None on the class
    #: The folder of the catalogues.
    translations_path: str = None  # type: ignore[assignment]
    #: The gettext domains.
    domains: list[str] = None  # type: ignore[assignment]
    #: The locale of a request that has no other.
    default_locale: str = None  # type: ignore[assignment]
    #: The time zone of a request that has no other.
    default_timezone: str = None  # type: ignore[assignment]
    #: Formats by name.
    date_formats: dict[str, str | None] = None  # type: ignore[assignment]
    #: The function that returns the locale of a request.
    locale_selector: Selector = None  # type: ignore[assignment]
    #: The function that returns the time zone of a request.
    timezone_selector: Selector = None  # type: ignore[assignment]

    def __init__(self, app: WSGIApplication, config: dict[str, Any] | None = None) -> None:
        values = app.config.load_config(self.config_key, default_values=default_config, user_values=config)
        self._app = app
        self._lock = threading.Lock()
        self._folders: dict[str, str] | None = None
        self._remembered = functools.lru_cache(maxsize=256)(self._search)
        self.translations = {}
        self.translations_path = values["translations_path"]
        self.domains = values["domains"]
        self.default_locale = values["default_locale"]
        self.default_timezone = values["default_timezone"]
        self.date_formats = values["date_formats"]
        self.set_locale_selector(values["locale_selector"])
        self.set_timezone_selector(values["timezone_selector"])

    def set_locale_selector(self, func: Selector | str | None) -> None:
        """Set the function that returns the locale of a request.

        :param func: A function of ``(store, request)``, its dotted name, or ``None`` for the default locale.
        """
        self.locale_selector = self._selector(func) or self.default_locale_selector

    def set_timezone_selector(self, func: Selector | str | None) -> None:
        """Set the function that returns the time zone of a request.

        :param func: A function of ``(store, request)``, its dotted name, or ``None`` for the default time zone.
        """
        self.timezone_selector = self._selector(func) or self.default_timezone_selector

    def _selector(self, func: Selector | str | None) -> Selector | None:
        function = import_string(func) if isinstance(func, str) else func
        return None if function is None else MethodType(function, self)

    def default_locale_selector(self, request: Request) -> str:
        """Return the default locale, whatever the request."""
        return self.default_locale

    def default_timezone_selector(self, request: Request) -> str:
        """Return the default time zone, whatever the request."""
        return self.default_timezone

    def find_locale(self, locale: Any) -> Any:
        """Return the locale to use for one that was asked for, perhaps by a request.

        :param locale: An identifier such as ``"pt_BR"``, or a Babel locale.
        :returns: The same if Babel knows it, the name of the folder of its translations if there is one, or else its
            language, or else the default locale.

        .. versionadded:: 1.0
        """
        # Only identifiers are remembered, and no long ones: requests make them up.
        is_plain = type(locale) is str and len(locale) < 32 and not self._app.debug
        found = self._remembered(locale) if is_plain else self._search(locale)
        return self.default_locale if found is None else found

    def _search(self, locale: Any) -> Any:
        text = str(locale).replace("-", "_")
        if self._folders is None or self._app.debug:
            self._folders = folders(self.translations_path)
        folder = self._folders.get(text.lower())
        if folder is not None:
            return folder
        if babel_locale(locale) is not None:
            return text if isinstance(locale, str) else locale
        language, _, place = text.partition("_")
        # webapp2: gettext finds the translations of a language wherever it is spoken.
        return self._search(language) if place and is_safe(text) else None

    def get_translations(self, locale: Any) -> NullTranslations:
        """Return the translations of a locale, from memory unless the application is in debug mode.

        A locale without a catalogue gets that of the default locale.

        .. differs::
            Only the catalogues used last are kept in memory; webapp2 keeps one for every identifier that a request
            makes up.
        """
        key = str(locale)
        with self._lock:
            translations = self.translations.pop(key, None)
            is_kept = translations is not None or not self._app.debug
            if translations is None:
                translations = self.load_translations(self.translations_path, [key, self.default_locale], self.domains)
            if is_kept:
                self.translations[key] = translations  # at the end: the dict is ordered by use
                if len(self.translations) > _KEPT:
                    del self.translations[next(iter(self.translations))]
        return translations

    def load_translations(self, dirname: str, locales: Iterable[Any], domains: Iterable[str]) -> NullTranslations:
        """Load the catalogues of a locale.

        :param dirname: The folder of the catalogues.
        :param locales: Identifiers of locales; the first that has a catalogue is used.
        :param domains: The gettext domains, of which a later one goes before an earlier one.
        :returns: The translations, without any if there is no catalogue.

        .. differs::
            All ``domains`` count; in webapp2 only the last one does. A locale whose identifier would lead out of
            ``dirname`` has no translations; webapp2 opens the file.
        """
        support = babel("support")
        identifiers = [str(locale) for locale in locales if is_safe(str(locale))]
        result: NullTranslations = support.NullTranslations()
        for domain in domains if identifiers else ():
            catalogue = support.Translations.load(dirname, identifiers, domain)
            if isinstance(result, support.Translations):
                result.merge(catalogue)
            elif isinstance(catalogue, support.Translations):
                result = catalogue
        return result


_store_registry_key = "webapp2_extras.i18n.I18nStore"


def get_store(
    factory: Callable[[WSGIApplication], Any] = I18nStore,
    key: str = _store_registry_key,
    app: WSGIApplication | None = None,
) -> Any:
    """Return the :class:`I18nStore` of an application, making it the first time.

    :param factory: What makes it, called with the application.
    :param key: The key under which ``app.registry`` keeps it.
    :param app: The application, or ``None`` for the current one.
    :raises AssertionError: If there is no ``app`` and no current one.
    """
    app = app or get_app()
    if not app.registry.get(key):
        app.registry[key] = factory(app)
    return app.registry[key]


def set_store(store: Any, key: str = _store_registry_key, app: WSGIApplication | None = None) -> None:
    """Make ``store`` what :func:`get_store` returns for an application.

    :param store: An instance of :class:`I18nStore`, or what stands for one.
    :param key: The key under which ``app.registry`` keeps it.
    :param app: The application, or ``None`` for the current one.
    :raises AssertionError: If there is no ``app`` and no current one.
    """
    app = app or get_app()
    app.registry[key] = store
