"""From the TARGET of a command to the WSGI app that it names.

:func:`load_app` asks the :data:`RESOLVERS` in turn. A kind of target more is a line more in that table.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import re
import sys
import traceback
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, NamedTuple

from ..optional import MissingExtraError
from ..serving.loading import capturing
from ..typing import WSGIApp
from .failure import BrokenApp, UsageError

HELP = "module:app, a .py file, or a folder with main.py or app.py (default: the current folder)"
_APP_NAMES = ("app", "application", "APP", "APPLICATION", "wsgi_app")
_MODULES = ("main.py", "app.py")
_NOT_THE_APP = ("webapp2compat.commands.", "importlib.")
#: Modules of the standard library that Python 3 names otherwise, or has not.
_PYTHON_2 = re.compile(
    r"(BaseHTTP|CGIHTTP|SimpleHTTP|Socket)Server|ConfigParser|Cookie|HTMLParser|Queue|c?StringIO|User(Dict|List|String)|"
    r"__builtin__|anydbm|cPickle|commands|cookielib|copy_reg|exceptions|htmlentitydefs|httplib|md5|mimetools|robotparser|"
    r"sets|sha|thread|urllib2|urlparse|xmlrpclib"
)
_ANOTHER = "name another, or leave it out to have the app looked for"
_DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


class Resolver(NamedTuple):
    """One kind of target: whether a target is of that kind, and how its app is loaded."""

    claims: Callable[[str], bool]
    load: Callable[[str], WSGIApp]


def load_app(target: str) -> WSGIApp:
    """Import what ``target`` names and answer with its app; an app that runs itself on import is not run.

    The folder of the app becomes the first of ``sys.path``, and for a file or a folder also the current one, as on
    App Engine.

    :raises UsageError: If there is no such target, it cannot be imported, or it has no app.
    """
    for resolver in RESOLVERS:
        if resolver.claims(target):
            return resolver.load(target)
    raise UsageError(f"There is no file, folder or module {target!r} in {os.getcwd()}: name {HELP}.")


def root_of(target: str) -> Path:
    """Answer with the folder that holds the code of a target; for a module it is the current one."""
    path = Path(target)
    if path.is_dir():
        return path.resolve()
    file = Path(_file_and_name(target)[0])
    return file.resolve().parent if file.is_file() else Path.cwd()


# Folders and files.


def _is_folder(target: str) -> bool:
    return Path(target).is_dir()


def _load_folder(target: str) -> WSGIApp:
    for name in _MODULES:
        if Path(target, name).is_file():
            return _load_file(os.path.join(target, name))
    raise UsageError(f"The folder {target!r} has neither main.py nor app.py: name the file or the module:app instead.")


def _file_and_name(target: str) -> tuple[str, str | None]:
    file, colon, name = target.rpartition(":")
    return (file, name) if colon and file.endswith(".py") else (target, None)


def _is_file(target: str) -> bool:
    file, _ = _file_and_name(target)
    return file.endswith(".py") or os.sep in file


def _load_file(target: str) -> WSGIApp:
    name, attribute = _file_and_name(target)
    file = Path(name).resolve()
    if not file.is_file():
        raise UsageError(f"There is no file {name!r} in {os.getcwd()}: name {HELP}.")
    sys.path.insert(0, str(file.parent))
    os.chdir(file.parent)
    spec = importlib.util.spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise UsageError(f"{name!r} is not a Python file: name {HELP}.")
    return _import(str(file), lambda: _execute(spec), attribute)


def _execute(spec: ModuleSpec) -> ModuleType:
    module = importlib.util.module_from_spec(spec)
    # Under its own name, so that other modules of the app import the same one.
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)  # type: ignore[union-attr]  # the caller has looked
    except BaseException:
        del sys.modules[spec.name]
        raise
    return module


# Modules.


def _is_module(target: str) -> bool:
    return all(_DOTTED.fullmatch(part) for part in target.split(":", 1))


def _load_module(target: str) -> WSGIApp:
    name, _, attribute = target.partition(":")
    sys.path.insert(0, os.getcwd())
    return _import(name, lambda: importlib.import_module(name), attribute or None)


#: Asked in this order.
RESOLVERS: list[Resolver] = [
    Resolver(_is_folder, _load_folder),
    Resolver(_is_file, _load_file),
    Resolver(_is_module, _load_module),
]


# The app in a module.


def _import(name: str, load: Callable[[], ModuleType], attribute: str | None) -> WSGIApp:
    with capturing() as captured:
        try:
            module = load()
        except MissingExtraError:
            raise  # It says what to install.
        except ModuleNotFoundError as error:
            raise _missing(name, error) from error
        except (Exception, SystemExit) as error:
            _show(error)
            raise BrokenApp(
                f"{name} could not be imported, as the lines above say: mend it, or {_remedy(error)}."
            ) from error
        return _named_app(module, name, attribute) if attribute else _found_app(module, name, captured)


def _remedy(error: BaseException) -> str:
    return "convert it with fissix if it is for Python 2" if isinstance(error, SyntaxError) else "name another"


def _missing(name: str, error: ModuleNotFoundError) -> UsageError:
    if error.name is not None and f"{name}.".startswith(f"{error.name}."):
        return UsageError(f"There is no module {name!r} in {os.getcwd()} or on sys.path: name {HELP}.")
    importer = _importer(name, error)
    if _PYTHON_2.fullmatch(error.name or ""):
        remedy = "which only Python 2 has: convert it first, with fissix for example"
    else:
        remedy = "which is not installed: install it, or add its folder to PYTHONPATH"
    return BrokenApp(f"{importer} imports {error.name!r}, {remedy}.")


def _importer(name: str, error: ModuleNotFoundError) -> str:
    """Answer with the name of the module that failed to import another, which the target may have imported itself."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__) if not _is_machinery(frame)]
    file = frames[-1].f_code.co_filename
    return name if Path(file).stem == name.rpartition(".")[2] else file


def _named_app(module: ModuleType, name: str, attribute: str) -> WSGIApp:
    found: Any = module  # an attribute of a module may be anything
    for part in attribute.split("."):
        found = getattr(found, part, None)
    if found is None:
        raise BrokenApp(f"{attribute!r} in {name} does not exist: {_ANOTHER}.")
    if not _is_app(found):
        makes_one = f" If it makes one, add a line to the module: app = {attribute}()." if callable(found) else ""
        raise BrokenApp(f"{attribute!r} in {name} is not a WSGI app: {_ANOTHER}.{makes_one}")
    return _app(found)


def _found_app(module: ModuleType, name: str, captured: list[WSGIApp]) -> WSGIApp:
    for attribute in _APP_NAMES:
        found = getattr(module, attribute, None)
        if not isinstance(found, type) and _is_app(found):
            return _app(found)
    if not captured and callable(getattr(module, "main", None)):
        # Modules for the first App Engine runtime build their app in main() and run it there.
        _call_main(module.main, name)
    if captured:
        return captured[0]
    raise BrokenApp(f"{name} has no WSGI app named {', '.join(_APP_NAMES)}{_but(module)}: name it as {name}:NAME.")


def _but(module: ModuleType) -> str:
    """Tell of what has a usual name and is no app."""
    attribute = next((each for each in _APP_NAMES if hasattr(module, each)), None)
    return "" if attribute is None else f" ({attribute!r} is {getattr(module, attribute)!r:.200})"


def _call_main(main: Callable[[], object], name: str) -> None:
    try:
        main()
    except (Exception, SystemExit) as error:
        _show(error)
        raise BrokenApp(f"main() of {name} failed, as the lines above say: mend it, or name the app.") from error


def _show(error: BaseException) -> None:
    """Print a traceback, from where it reaches the app's own code."""
    frame = error.__traceback__
    while frame is not None and _is_machinery(frame.tb_frame):
        frame = frame.tb_next
    traceback.print_exception(error.with_traceback(frame))


def _is_machinery(frame: FrameType) -> bool:
    return f"{frame.f_globals.get('__name__')}.".startswith(_NOT_THE_APP)


def _is_app(found: object) -> bool:
    """Tell whether ``found`` can be called as WSGI says."""
    if isinstance(found, type) and not hasattr(found, "__iter__"):
        return False  # The class of an application or of a handler; that of a body is an app (PEP 3333).
    try:
        inspect.signature(found).bind({}, None)  # type: ignore[arg-type]  # what is not callable is a TypeError
    except TypeError:
        return False
    except ValueError:
        pass  # Written in C, and does not tell.
    return True


def _app(found: Any) -> WSGIApp:  # Any: that it is callable is all that is known
    app: WSGIApp = found
    return app
