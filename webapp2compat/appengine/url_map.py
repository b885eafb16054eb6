"""The ``handlers`` of ``app.yaml`` as matchers: which entry answers a path, and with which file or script.

The entries are tried in order and the first whose ``url`` matches the whole path wins; `tree.py` then acts on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..optional import import_extra
from .app_yaml import ConfigurationError, Service, line_with

appinfo = import_extra("google.appengine.api.appinfo", "appengine")


@dataclass
class UrlHandler:
    """One entry of ``handlers``; ``info`` is the SDK's ``URLMap``."""

    info: Any  # The SDK has no types.
    pattern: re.Pattern[str]
    #: ``script``, or the file below the application's folder, with back references to ``pattern``.
    target: str
    is_static: bool
    #: The files that a ``static_files`` entry may name; ``None`` for ``static_dir``, whose folder bounds it.
    upload: re.Pattern[str] | None

    @property
    def expiration(self) -> int | None:
        """How many seconds a static file may be cached; ``None`` if the entry does not say."""
        text = self.info.expiration
        return None if text is None else int(appinfo.ParseExpiration(text))

    def expand(self, match: re.Match[str]) -> str:
        """Fill the back references of the target."""
        return match.expand(self.target)


def compile_handlers(service: Service) -> list[UrlHandler]:
    """Turn the handlers of a service into matchers, in order.

    :raises ConfigurationError: If a pattern is no regular expression.
    """
    return [_compile(service, info) for info in service.info.handlers]


def _compile(service: Service, info: Any) -> UrlHandler:
    if info.url is None:
        reason = f"The handler that names {info.GetHandler()!r} has no url: it needs a line such as 'url: /.*'."
        raise ConfigurationError(service.path, line_with(service.path, info.GetHandler()), reason)
    handler = _matcher(service, info)
    if handler.is_static or handler.pattern.groups:
        _check_references(service, handler)
    return handler


def _matcher(service: Service, info: Any) -> UrlHandler:
    try:
        if info.GetHandlerType() == appinfo.HANDLER_STATIC_DIR:
            folder = info.static_dir.rstrip("/").replace("\\", r"\\")
            pattern = re.compile(info.url.rstrip("/") + "/(?P<webapp2compat_file>.*)", re.DOTALL)
            return UrlHandler(info, pattern, folder + r"/\g<webapp2compat_file>", True, None)
        pattern = re.compile(info.url, re.DOTALL)
        if info.GetHandlerType() == appinfo.HANDLER_STATIC_FILES:
            return UrlHandler(info, pattern, info.static_files, True, re.compile(info.upload))
        return UrlHandler(info, pattern, info.GetHandler(), False, None)
    except re.error as error:
        raise ConfigurationError(
            service.path,
            line_with(service.path, info.url),
            f"The handler {info.url!r} is no regular expression: {error}.",
        ) from error


def _check_references(service: Service, handler: UrlHandler) -> None:
    try:
        # It is read whether it is needed or not.
        handler.pattern.sub(handler.target, "")
    except (re.error, IndexError) as error:
        target = handler.info.GetHandler()
        reason = (
            f"The handler {handler.info.url!r} cannot fill {target!r}: {error}. "
            r"Write \1 for the first group of its url, and / between folders."
        )
        raise ConfigurationError(service.path, line_with(service.path, target), reason) from error
