"""``webapp2compat serve``: serve an app over HTTP."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from importlib.util import find_spec

from ..errors.debugger import DebuggerRefused
from ..serving.access_log import STYLES
from ..serving.failure import CannotServe
from ..serving.logs import set_up_logging
from ..serving.start import SERVERS, Settings, start
from ..typing import WSGIApp
from . import app_yaml
from .failure import FINDINGS, USAGE, BrokenApp, UsageError
from .target import HELP, load_app, root_of

EXAMPLES = """examples:
  webapp2compat serve main:app --port 0 --debug
  webapp2compat serve web/app.yaml api/api.yaml --storage :memory:
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("target", metavar="TARGET", nargs="?", default=".", help=f"{app_yaml.HELP}, {HELP}")
    parser.add_argument(
        "more", metavar="MORE", nargs="*", help="the files of further services, after one that is so too"
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=_port, default=8080, help="the port to listen on; 0 takes any free one (default: %(default)s)"
    )
    parser.add_argument(
        "--server",
        choices=SERVERS,
        default="paste",
        help="what to serve with (default: %(default)s)",
    )
    parser.add_argument("--debug", action="store_true", help="show errors in the browser")
    parser.add_argument(
        "--debugger",
        action=argparse.BooleanOptionalAction,
        help="open consoles in the pages of errors, behind a PIN (default: with --debug)",
    )
    parser.add_argument(
        "--reload",
        action=argparse.BooleanOptionalAction,
        help="start anew when the source changes (default: with --debug, if the extra dev is installed)",
    )
    parser.add_argument(
        "--access-log",
        choices=[*STYLES, "none"],
        default="none",
        help="print a line for each request (default: %(default)s)",
    )
    parser.add_argument("--i-know", action="store_true", help="allow --debug on a host that other machines can reach")
    app_yaml.add_arguments(parser)


def _port(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: choose a number from 0 to 65535.") from None


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM.

    :raises UsageError: If the server cannot be started so.
    """
    _refuse_debugging(options)
    settings = Settings(
        options.host,
        options.port,
        options.server,
        True if options.debug else None,
        _reloads(options),
        options.debugger,
        [str(root_of(target)) for target in (options.target, *options.more)],
        None if options.access_log == "none" else options.access_log,
    )
    with ExitStack() as exits:
        try:
            return start(lambda: _load(options, exits), settings)
        except BrokenApp as error:
            # A reloader ends with exit code 2, but waits for a change that mends the app.
            error.code = FINDINGS if settings.use_reloader else USAGE
            raise
        except (CannotServe, DebuggerRefused) as error:
            raise UsageError(str(error)) from error


def _load(options: argparse.Namespace, exits: ExitStack) -> WSGIApp:
    if not all(map(app_yaml.is_app_yaml, (options.target, *options.more))):
        return load_app(_only(options))
    # App Engine logs before an application's first line runs.
    set_up_logging(debug=options.debug)
    app = app_yaml.load_app_yaml(options)
    exits.callback(app.close)
    return app


def _only(options: argparse.Namespace) -> str:
    if options.more:
        raise UsageError("Only the files of services, such as app.yaml, are served together: name one target.")
    target: str = options.target
    return target


def _reloads(options: argparse.Namespace) -> bool:
    if options.reload is not None:
        return bool(options.reload)
    return options.debug and find_spec("watchfiles") is not None


def _refuse_debugging(options: argparse.Namespace) -> None:
    # Sockets are not needed for --help.
    from ..serving.listening import is_loopback

    if options.debugger and not options.debug:
        raise UsageError(
            "--debugger opens consoles in the pages that --debug shows: add --debug, or leave --debugger out."
        )
    if is_loopback(options.host):
        return
    if options.debug and not options.i_know:
        raise UsageError(
            f"--debug shows source code and variables to everyone who can reach {options.host}: leave it out, "
            "listen on 127.0.0.1, or add --i-know."
        )
    if options.debugger:
        raise UsageError(
            f"--debugger would let everyone who can reach {options.host} run code: leave it out, "
            "or listen on 127.0.0.1."
        )
