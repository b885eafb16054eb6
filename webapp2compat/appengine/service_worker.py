"""The process of one service: it runs the scripts that `service_process.py` asks for, in the service's own folder.

:func:`main` reads from standard input what it is to run, and ends when that is closed: when the process that started it
ends, in whatever way.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from io import BytesIO
from pathlib import Path
from typing import Any

from ..optional import import_extra
from . import gaps
from .answers import Answer, collect
from .background_threads import background_threads
from .environ import isolated_environ, process_environ, process_variables, request_environ
from .legacy_attributes import legacy_attributes
from .loopback import localhost_names
from .process_calls import Answering, Asking, RemoteError
from .scripts import Scripts, import_config, without_input, working_in
from .stubs import local_variables, registered, worthless_tokens

apiproxy_stub = import_extra("google.appengine.api.apiproxy_stub", "appengine")
apiproxy_stub_map = import_extra("google.appengine.api.apiproxy_stub_map", "appengine")
namespace_manager = import_extra("google.appengine.api.namespace_manager", "appengine")

PATIENCE = 3  # seconds


class FrontStub(apiproxy_stub.APIProxyStub):  # type: ignore[name-defined]  # The SDK has no types.
    """Passes every call of App Engine's services on to the process that has them."""

    def __init__(self, ask: Asking) -> None:
        super().__init__("all of them")
        self.ask = ask

    def MakeSyncCall(self, service: str, call: str, request: Any, response: Any, request_id: Any = None) -> None:
        """Make a call; the name is the SDK's."""
        response.CopyFrom(self.ask("call", dict(os.environ), service, call, request, response))


class FrontLog(logging.Handler):
    """Passes what is logged on to the process that has the log."""

    def __init__(self, ask: Asking) -> None:
        super().__init__()
        self.ask = ask

    def emit(self, record: logging.LogRecord) -> None:
        """Pass a record on; what cannot be is no failure of the application."""
        try:
            self.ask("log", dict(os.environ), _in_text(record))
        except Exception:
            self.handleError(record)


def _in_text(record: logging.LogRecord) -> logging.LogRecord:
    """Return a record that is all text, for another process to read."""
    names = ("name", "levelno", "levelname", "created", "msecs", "pathname", "lineno", "funcName")
    values = {name: getattr(record, name) for name in names} | {"msg": record.getMessage()}
    if record.exc_info and record.exc_info[0]:
        error = RemoteError("".join(traceback.format_exception(*record.exc_info)))
        values["exc_info"] = (RemoteError, error, None)
    return logging.makeLogRecord(values)


class Worker:
    """What the process answers.

    :param path: The service's file; its folder is the current one.
    :param entrypoint: The ``entrypoint`` in it.
    """

    def __init__(self, path: Path, entrypoint: str) -> None:
        self.scripts = Scripts(path, entrypoint)

    def run(self, script: str, variables: dict[str, str], namespace: str, body: bytes) -> tuple[Any, ...]:
        """Answer a request with a script.

        :param variables: The texts of its environ.
        """
        environ = {
            **variables,
            "wsgi.version": (1, 0),
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        with request_environ({**process_environ(), **variables}):
            namespace_manager.set_namespace(namespace)
            answer: Answer = collect(self.scripts.load(script), environ)
            return tuple(answer)


@contextmanager
def in_service(ask: Asking, path: Path, variables: dict[str, str]) -> Iterator[None]:
    """Make the process that of a service: its folder, its variables, App Engine's services, its configuration."""
    gaps.install()
    is_local = local_variables("").keys() <= variables.keys()
    with (
        working_in(path.parent),
        without_input(),
        isolated_environ(),
        process_variables(variables),
        legacy_attributes(),
        localhost_names(),
        background_threads(),
        registered(apiproxy_stub_map.APIProxyStubMap(FrontStub(ask))),
        worthless_tokens() if is_local else nullcontext(),
    ):
        import_config()
        yield


def main() -> None:
    """Serve until standard input is closed."""
    # Ctrl-C is for the process that started this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start = sys.stdin.buffer
    key, address, path, entrypoint, variables, level = pickle.load(start)
    ask = Asking(address, key)
    logging.basicConfig(handlers=[FrontLog(ask)], level=level)
    with in_service(ask, path, variables):
        worker = Worker(path, entrypoint)
        answering = Answering({"run": worker.run, "routes": worker.scripts.routes}, key)
        ask("ready", answering.address)
        start.read()
    answering.close()
    # Threads of the application's own do not keep it.
    end = threading.Timer(PATIENCE, os._exit, [0])
    end.daemon = True
    end.start()
