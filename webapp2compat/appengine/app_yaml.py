"""Reading ``app.yaml``: the SDK's own schema, plus the includes and builtins that the SDK left behind in Python 2.

:func:`load_service` answers with a :class:`Service`, whose URL handlers `url_map.py` turns into matchers. Everything
wrong in a file comes out as one :class:`ConfigurationError` that names the file and the line.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..optional import import_extra

appinfo = import_extra("google.appengine.api.appinfo", "appengine")
yaml_errors = import_extra("google.appengine.api.yaml_errors", "appengine")
yaml = import_extra("ruamel.yaml", "appengine")

logger = logging.getLogger(__name__)

# What Python 2's SDK kept in google/appengine/ext/builtins/<name>/include.yaml.
BUILTINS = {
    "appstats": ("/_ah/stats.*", "google.appengine.ext.appstats.ui.app"),
    "deferred": ("/_ah/queue/deferred", "google.appengine.ext.deferred.deferred.application"),
    "remote_api": ("/_ah/remote_api(/.*)?", "google.appengine.ext.remote_api.handler.application"),
}

# Switched off by App Engine since; the SDK of today rejects files that still name them.
_GONE = re.compile(
    r"^pagespeed:.*\n(?:[ \t]+.*\n|-.*\n)*|^[ \t]*-[ \t]*(?:xmpp_\w+|channel_presence)[ \t]*(?:#.*)?\n", re.MULTILINE
)
_EMPTY_LIST = re.compile(r"^inbound_services:[ \t]*(?:#.*)?\n(?=(?:[ \t]*(?:#.*)?\n)*(?:[^\s#-]|\Z))", re.MULTILINE)

# What the SDK's exceptions without a message mean.
_WORDLESS = {
    "AssertionError": "A list or a mapping stands where something else is expected.",
    "EmptyConfigurationFile": "The file is empty.",
    "MultipleConfigurationFile": "The file holds more than one document.",
}


class ConfigurationError(ValueError):
    """Raised when a configuration file cannot be used: says which file, which line and why.

    .. versionadded:: 1.0
    """

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        super().__init__(path, line, reason)
        self.path, self.line, self.reason = path, line, reason

    def __str__(self) -> str:
        place = str(self.path) if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.reason}"


@dataclass
class Service:
    """One service of an application: its folder and what its ``app.yaml`` says, includes and builtins merged in.

    ``info`` is the SDK's ``AppInfoExternal``.
    """

    path: Path
    info: Any  # The SDK has no types.
    builtins: set[str] = field(default_factory=set)

    @property
    def root(self) -> Path:
        """The folder that the file lies in: the import path and the static files start here."""
        return self.path.parent

    @property
    def name(self) -> str:
        """The service's name; ``default`` unless the file names one."""
        return self.info.service or self.info.module or "default"

    @property
    def application(self) -> str:
        """The application id; ``app`` when the file names none, as files for Python 3 do."""
        return self.info.application or "app"

    @property
    def version(self) -> str:
        """The version; ``1`` when the file names none."""
        return self.info.version or "1"

    @property
    def env_variables(self) -> dict[str, str]:
        """What ``env_variables`` adds to ``os.environ``."""
        return dict(self.info.env_variables or {})


def load_service(path: Path) -> Service:
    """Read one ``app.yaml`` with everything it includes.

    :param path: The file.
    :raises ConfigurationError: If the file, or one that it includes, does not hold to App Engine's schema.
    """
    service = Service(path, load_yaml(path, appinfo.LoadSingleAppInfo))
    merged: Any = None
    for include in _includes(service.info, path, path.parent, {path.resolve()}):
        service.builtins |= _builtin_names(include)
        merged = appinfo.AppInclude.MergeAppIncludes(merged, include)
    service.builtins |= _builtin_names(service.info)
    appinfo.AppInclude.MergeAppYamlAppInclude(service.info, merged)
    service.info.handlers = [*_builtin_handlers(service), *(service.info.handlers or []), *_last_handlers(service)]
    return service


def load_yaml(path: Path, load: Callable[[str], Any]) -> Any:
    """Read one file with one of the SDK's loaders.

    :param load: A loader that takes the file's text, such as ``appinfo.LoadSingleAppInfo``.
    :raises ConfigurationError: If the file cannot be read or the loader rejects it.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(path, None, f"The file cannot be read: {error}.") from error
    text = _without_gone_settings(path, text)
    _check_top_level(path, text)
    try:
        return load(text)
    except yaml_errors.EventListenerYAMLError as error:
        raise ConfigurationError(path, _line_of_syntax_error(error.cause), _sentence(error.cause)) from error
    except yaml_errors.EventError as error:
        reason = _sentence(error.cause)
        line = _line_of_element(text, reason) or _line_of_event(text, error.event)
        raise ConfigurationError(path, line, reason) from error
    except Exception as error:
        # The loaders of the SDK raise exceptions of any kind.
        raise ConfigurationError(path, None, _sentence(error)) from error


def _without_gone_settings(path: Path, text: str) -> str:
    """Blank the settings that no longer exist, line for line, so that the file still runs and lines keep numbers."""
    kept, count = _GONE.subn(
        lambda match: "\n" * match.group().count("\n"), text if text.endswith("\n") else text + "\n"
    )
    if not count:
        return text
    logger.warning("%s: ignored the settings for pagespeed, XMPP or Channel, which App Engine switched off.", path)
    return _EMPTY_LIST.sub("\n", kept)


def _check_top_level(path: Path, text: str) -> None:
    """Refuse a file that is a list or a text: the SDK takes some of them for an application without handlers."""
    # What is no YAML at all is the loader's to say.
    with suppress(yaml.error.YAMLError):
        for event in yaml.YAML(typ="safe", pure=True).parse(text):
            if isinstance(event, yaml.events.MappingStartEvent):
                return
            is_list = isinstance(event, yaml.events.SequenceStartEvent)
            if is_list or (isinstance(event, yaml.events.ScalarEvent) and event.value):
                kind = "a list" if is_list else f"the text {event.value!r}"
                reason = f"The file is {kind}, and lines of the form 'name: value' are expected."
                raise ConfigurationError(path, event.start_mark.line + 1, reason)


def _sentence(error: Exception) -> str:
    if isinstance(error, yaml.error.MarkedYAMLError):
        return ", ".join(part for part in (error.context, error.problem) if part)
    name = type(error).__name__
    # Without the entry itself, all of its empty attributes included.
    text = re.sub(r"\s*<URLMap[^>]*>", "", str(error), flags=re.DOTALL)
    return text.strip().replace("\n", " ") or _WORDLESS.get(name, name)


def line_with(path: Path, text: str) -> int | None:
    """The number of the first line of a file that holds ``text``; ``None`` if it comes from another file."""
    lines = path.read_text("utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if text in line), None)


def _line_of_syntax_error(error: Any) -> int | None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return None if mark is None else mark.line + 1


def _line_of_element(text: str, reason: str) -> int | None:
    """The line of an element of a list, which the SDK checks only after it has read everything."""
    element = re.match(r"Value (?:element )?'(.*?)' for \w+ ", reason)
    if element is None:
        return None
    start = re.compile(rf"[ \t]*-[ \t]*['\"]?{re.escape(element[1])}(?!\w)")
    return next((number for number, line in enumerate(text.splitlines(), 1) if start.match(line)), None)


def _line_of_event(text: str, event: Any) -> int:
    """The line to blame: for a fault found at the end of an entry, the line that the entry starts on."""
    starts: list[int] = []
    started: dict[tuple[int, type], int] = {}
    # Below the fault there may be one of syntax as well.
    with suppress(yaml.error.YAMLError):
        for passed in yaml.YAML(typ="safe", pure=True).parse(text):
            if isinstance(passed, yaml.events.CollectionStartEvent):
                starts.append(passed.start_mark.line)
            elif isinstance(passed, yaml.events.CollectionEndEvent):
                # Entries that end together: the innermost comes first, and is the likelier culprit.
                started.setdefault((passed.start_mark.index, type(passed)), starts.pop())
    line: int = started.get((event.start_mark.index, type(event)), event.start_mark.line)
    return line + 1


def _includes(info: Any, source: Path, root: Path, seen: set[Path]) -> list[Any]:
    """Every file that ``info`` includes, however deep, in order; each once."""
    found: list[Any] = []
    for name in info.includes or []:
        path = _included_path(str(name), source, root)
        if path.resolve() not in seen:
            seen.add(path.resolve())
            include = load_yaml(path, appinfo.LoadAppInclude)
            found += [include, *_includes(include, path, root, seen)]
    return found


def _included_path(name: str, source: Path, root: Path) -> Path:
    for folder in (source.parent, root):
        path = folder / name
        if (path / "include.yaml").is_file():
            return path / "include.yaml"
        if path.is_file():
            return path
    raise ConfigurationError(source, line_with(source, name), f"It includes {name!r}, and there is no such file.")


def _builtin_names(info: Any) -> set[str]:
    return {
        name
        for name, state in appinfo.BuiltinHandler.ListToTuples(info.builtins or [])
        if state in ("on", "yes", "true")
    }


def _builtin_handlers(service: Service) -> list[Any]:
    for name in sorted(service.builtins - set(BUILTINS) - {"default"}):
        logger.warning("%s: the builtin %r does not exist on Python 3 and is not served.", service.path, name)
    return [
        appinfo.URLMap(url=url, script=script, login="admin", secure="optional")
        for name, (url, script) in BUILTINS.items()
        if name in service.builtins
    ]


def _last_handlers(service: Service) -> list[Any]:
    """What answers where no handler matches: with Python 3 the entrypoint does, as App Engine has it."""
    if not str(service.info.runtime).startswith("python3"):
        return []
    return [appinfo.URLMap(url="/.*", script="auto", secure="optional")]
