"""The command line: chooses the command, and turns what goes wrong into a sentence and an exit code.

A command is a module beside this one, named in :data:`COMMANDS`. It has ``EXAMPLES``, ``add_arguments(parser)`` and
``run(options)``, which answers with an exit code. Only the chosen one is imported, so that ``--help`` is quick.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from .failure import FINDINGS, INTERNAL, OK, USAGE, UsageError

#: The name of each command and what it does.
COMMANDS = {
    "serve": "Serve an app over HTTP.",
    "routes": "List the routes of an app, or say which one answers a request.",
}
_EPILOG = f"""examples:
  webapp2compat serve samples/guestbook
  webapp2compat routes main:app --match /about

exit codes: {OK} all is well, {FINDINGS} something was found, {USAGE} the command cannot be run so, {INTERNAL} a fault \
of this program
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and answer with its exit code.

    :param arguments: What follows the program's name; ``None`` takes it from ``sys.argv``.
    """
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser(arguments).parse_args(arguments)
    try:
        _check_folder()
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads it has seen enough, as "head" has. Python writes what is left when it ends, and must not fail then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except (UsageError, ImportError) as error:
        # An ImportError that comes as far as this is that of an extra, and says how to install it.
        return _say(error, getattr(error, "code", USAGE))
    except KeyboardInterrupt:
        return OK
    except Exception as error:
        if isinstance(error, OSError) and error.filename is not None:
            return _say(f"{error.filename!r} cannot be used, as the system says: {error.strerror}.", USAGE)
        # Whatever else: it is ours.
        sys.excepthook(type(error), error, error.__traceback__)
        return _say("This is a fault of webapp2compat; please report it with the lines above.", INTERNAL)
    return code


def _check_folder() -> None:
    try:
        os.getcwd()
    except OSError as error:
        raise UsageError(
            f"The current folder cannot be used, as the system says: {error.strerror}. Change to another one."
        ) from error


def _say(sentence: object, code: int) -> int:
    print(f"webapp2compat: {sentence}", file=sys.stderr)
    return code


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="webapp2compat",
        description="webapp2 for Python 3: serve and inspect apps.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    chosen = next((argument for argument in arguments if not argument.startswith("-")), None)
    for name, summary in COMMANDS.items():
        module = import_module(f".{name}", __package__) if name == chosen else None
        command = commands.add_parser(
            name,
            help=summary,
            description=summary,
            epilog=module.EXAMPLES if module else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if module is not None:
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser


class _Version(argparse.Action):
    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version and exit")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        # Here, because this import takes longer than the rest of --help.
        from importlib.metadata import version

        print(f"webapp2compat {version('webapp2compat')}")
        parser.exit()
