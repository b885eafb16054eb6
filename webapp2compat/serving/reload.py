"""Restarting the server whenever the source changes, for development.

The parent process opens the listening socket, so that the port outlives every restart, watches the source with
watchfiles, and runs itself once more as a child. The child (:func:`is_child`) inherits the socket and serves the app.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..optional import import_extra
from .failure import EXIT_CODE, CannotServe
from .listening import INHERITED, listen
from .shutdown import ended_by_signals

#: Set for the child: the file descriptor of a pipe that closes when the parent is gone.
_PARENT = "WEBAPP2COMPAT_RELOADER"
_POLL_MILLISECONDS = 300
#: How long a request in flight may take when its code is to be replaced.
_DRAIN_SECONDS = 2.0


def is_child() -> bool:
    """Whether this process was started by :func:`serve_and_reload` to serve the app."""
    return INHERITED in os.environ


def end_with_parent() -> None:
    """Have this process, the child, end when its parent does, however that happens."""
    pipe = int(os.environ.pop(_PARENT))

    def wait_for_parent() -> None:
        os.read(pipe, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait_for_parent, name="reloader", daemon=True).start()


def serve_and_reload(host: str, port: int, backlog: int, folders: Iterable[str] = ()) -> int:
    """Run this very program in a child, and anew after each change, until a signal ends it; answer with an exit code.

    :param folders: What to watch in addition to the folders of ``sys.path`` that hold no installed packages.
    :raises MissingExtraError: If watchfiles is not installed.
    :raises CannotServe: If the port cannot be listened on, or the source not be watched.
    """
    stopped = threading.Event()
    changes = _changes(watched_folders([*folders, *sys.path]), stopped)
    with listen(host, port, backlog) as listener, Child(listener) as child, ended_by_signals(stopped.set):
        child.start()
        for changed in changes:
            if changed:
                print(f"reloading: {_names(changed)} changed", flush=True)
                child.end()
                child.start()
            elif child.has_finished():
                return child.code or 0
    return 0


def _changes(folders: list[str], stopped: threading.Event) -> Iterator[set[tuple[object, str]]]:
    """Give what has changed, or an empty set from time to time, until ``stopped``."""
    watchfiles = import_extra("watchfiles", "dev")
    try:
        yield from watchfiles.watch(
            *folders,
            watch_filter=watchfiles.PythonFilter(ignore_paths=[sys.prefix], extra_extensions=(".yaml", ".yml")),
            stop_event=stopped,
            rust_timeout=_POLL_MILLISECONDS,
            yield_on_timeout=True,
            raise_interrupt=False,
        )
    except (OSError, RuntimeError) as error:
        # The system watches so many files and no more, and none whose names cannot be decoded.
        raise CannotServe(
            f"The source cannot be watched for changes: {error}. Serve with --no-reload, or with use_reloader=False."
        ) from error


def watched_folders(paths: Iterable[str]) -> list[str]:
    """Answer with those folders that hold source to be edited, without those inside others."""
    installed = [Path(prefix).resolve() for prefix in {sys.prefix, sys.base_prefix}]
    folders = {Path(path).resolve() for path in paths if Path(path).is_dir()}
    own = {
        folder
        for folder in folders
        if folder.parent != folder and not any(folder.is_relative_to(prefix) for prefix in installed)
    }
    return sorted(str(folder) for folder in own if own.isdisjoint(folder.parents))


def _names(changed: Iterable[tuple[object, str]]) -> str:
    return ", ".join(sorted({Path(path).name for _, path in changed}))


class Child:
    """The process that serves the app; ended at the end of a ``with`` block."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.alive, self._held_open = os.pipe()
        self.process: subprocess.Popen[bytes] | None = None
        self.is_first = False
        self.is_reported = False

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        os.close(self._held_open)
        os.close(self.alive)

    def start(self) -> None:
        """Start this program once more, with its own arguments."""
        inherited = {INHERITED: str(self.listener.fileno()), _PARENT: str(self.alive)}
        # Compiled files are told apart by whole seconds: after two quick changes they would bring old code back.
        inherited["PYTHONDONTWRITEBYTECODE"] = "1"
        self.is_first = self.process is None
        self.is_reported = False
        self.process = subprocess.Popen(
            [sys.executable, *sys.orig_argv[1:]],
            env={**os.environ, **inherited},
            pass_fds=(self.listener.fileno(), self.alive),
        )

    def end(self) -> None:
        """End the process, at once if its requests take too long."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(_DRAIN_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def code(self) -> int | None:
        """The exit code of the process; ``None`` while there is none."""
        return None if self.process is None else self.process.poll()

    def has_finished(self) -> bool:
        """Whether the app ended itself, or cannot be served as asked; else say once if a change is waited for."""
        code = self.code
        if code == EXIT_CODE and self.is_first:
            return True
        if code and not self.is_reported:
            self.is_reported = True
            print(f"The app ended with exit code {code}; waiting for a change to its source.", file=sys.stderr)
        return code == 0
