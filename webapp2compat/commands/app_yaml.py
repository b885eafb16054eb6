"""Targets of ``serve`` that are an ``app.yaml``, or a folder that holds one: a tree for App Engine.

The App Engine SDK is imported only when such a target is served.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..optional import import_extra
from ..typing import WSGIApp
from .failure import BrokenApp, UsageError

if TYPE_CHECKING:
    from ..appengine.local import OpenTree

HELP = "app.yaml or a folder with it"
_NAMES = ("app.yaml", "app.yml", "dispatch.yaml")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments that only these targets heed."""
    group = parser.add_argument_group("targets with app.yaml")
    group.add_argument(
        "--services",
        choices=["auto", "local", "none"],
        default="auto",
        help="run App Engine's services on local stubs (default: unless Google runs this process)",
    )
    group.add_argument(
        "--storage",
        metavar="DIR",
        help="where local services keep their data, or :memory: (default: .webapp2compat/ID beside app.yaml)",
    )
    group.add_argument(
        "--as-production",
        action="store_true",
        help="enforce secure, expiration and redirect_http_response_code, as the deployed app would",
    )


def is_app_yaml(target: str) -> bool:
    """Say whether a target is an ``app.yaml``, by whatever name ending in ``.yaml``, or a folder that holds one."""
    path = Path(target)
    return path.suffix in (".yaml", ".yml") or any((path / name).is_file() for name in _NAMES)


def load_app_yaml(options: argparse.Namespace) -> OpenTree:
    """Open the tree that the command line names.

    :raises UsageError: If a file of it is wrong, or the data is in use.
    :raises MissingExtraError: If the App Engine SDK is not installed.
    """
    if options.server == "gunicorn" and options.services != "none":
        raise UsageError(
            "Local services live in one process, and gunicorn has several: use --server paste or --services none."
        )
    return _open(
        options.target,
        *options.more,
        storage=options.storage,
        as_production=options.as_production,
        services=options.services,
    )


def load_first_script(target: str) -> WSGIApp:
    """Import the first script of the default service, on services that forget.

    :raises UsageError: If a file of the tree is wrong, or no handler names a script.
    :raises MissingExtraError: If the App Engine SDK is not installed.
    """
    with _open(target, storage=":memory:") as opened:
        served = opened.tree.own
        for handler in served.handlers:
            if not handler.is_static and not handler.info.url.startswith("/_ah/"):
                return served.scripts.load(handler.target)
    raise UsageError(f"No handler in {served.service.path} names a script of the app.")


def _open(*targets: str, **options: Any) -> OpenTree:  # Any: the options of open_tree()
    missing = next((target for target in targets if not Path(target).exists()), None)
    if missing is not None:
        raise UsageError(f"There is no file or folder {missing!r} in {Path.cwd()}: name an {HELP}.")
    # Optional: the App Engine SDK comes with the extra "appengine".
    import_extra("google.appengine.api", "appengine")
    from ..appengine.app_yaml import ConfigurationError
    from ..appengine.local import open_tree
    from ..appengine.scripts import ConfigFailed
    from ..appengine.storage import StorageFailed, StorageInUse
    from ..appengine.stubs import NotLocal

    try:
        return open_tree(*targets, **options)
    except (ConfigFailed, ConfigurationError) as error:
        raise BrokenApp(str(error)) from error
    except (NotLocal, StorageFailed, StorageInUse) as error:
        raise UsageError(str(error)) from error
