"""``os.environ`` for one request at a time, as App Engine's runtime had it.

Legacy code reads ``os.environ["HTTP_HOST"]``, ``USER_EMAIL`` or ``CURRENT_VERSION_ID`` at any depth. While a
:func:`request_environ` is open, its thread, and threads that the request starts, see that request's values; every
other thread sees the process's own.
"""

from __future__ import annotations

import contextvars
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from types import MethodType
from typing import Any

from ..optional import import_extra
from ..typing import Environ

apiproxy_rpc = import_extra("google.appengine.api.apiproxy_rpc", "appengine")
context = import_extra("google.appengine.runtime.context", "appengine")
request_environment = import_extra("google.appengine.runtime.request_environment", "appengine")


# By these the SDK knows that a thread has what belongs to the current request, such as ndb's cache of entities. What
# runs outside of requests, such as appengine_config.py, must not make a request take over what an earlier one has left.
_OF_REQUEST = ("__CALLBACK__", "__CONTEXT__", "__DATASTORE_CONNECTION_INITIALIZED__", "__EVENT_LOOP__")


class RequestEnviron(request_environment.RequestLocalEnviron):  # type: ignore[name-defined]  # The SDK has no types.
    """The mapping that stands in for ``os.environ``: the current request's values, or the process's outside of one.

    It is the SDK's class, so code that asks for that finds it.
    """

    def __init__(self, process: Any) -> None:
        super().__init__(self)
        self.process = process

    @property
    def environ(self) -> Any:
        """The values that this thread sees."""
        return request_environment.current_request.environ or self.process


def process_environ() -> dict[str, str]:
    """Copy the process's own environment, as it is outside of every request; a request starts with it."""
    variables = dict(os.environ.process if isinstance(os.environ, RequestEnviron) else os.environ)
    for name in _OF_REQUEST:
        variables.pop(name, None)
    return variables


def texts_of(environ: Environ) -> dict[str, str]:
    """What a request puts into ``os.environ``; its Proxy header would redirect what libraries fetch."""
    return {name: value for name, value in environ.items() if isinstance(value, str) and name != "HTTP_PROXY"}


@contextmanager
def process_variables(values: dict[str, str]) -> Iterator[None]:
    """Let every thread see ``values`` in ``os.environ``, in a request or not, until the block ends."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    _set_time_zone()
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        _set_time_zone()


def _set_time_zone() -> None:
    # Windows has no tzset().
    getattr(time, "tzset", lambda: None)()


@contextmanager
def isolated_environ() -> Iterator[None]:
    """Make ``os.environ`` and new threads follow the request that they belong to, until the block ends."""
    process, start, calls = os.environ, threading.Thread.start, apiproxy_rpc._THREAD_POOL
    os.environ = RequestEnviron(process)  # noqa: B003  # Nothing is cleared: it reads what it replaces.
    threading.Thread.start = _start_in_request(start)  # type: ignore[method-assign,assignment]
    apiproxy_rpc._THREAD_POOL = _CallPool(apiproxy_rpc._MAX_CONCURRENT_API_CALLS)
    try:
        yield
    finally:
        apiproxy_rpc._THREAD_POOL.shutdown(wait=False)
        apiproxy_rpc._THREAD_POOL = calls
        os.environ = process  # noqa: B003  # It is the process's own object that comes back.
        threading.Thread.start = start  # type: ignore[method-assign]


@contextmanager
def request_environ(values: dict[str, str]) -> Iterator[None]:
    """Let this thread see ``values`` as ``os.environ`` until the block ends.

    The SDK's context variables (user, namespace, host) are set from them too; run it in a context of its own.
    """
    current = request_environment.current_request
    outer = current.environ
    current.Init(errors=None, environ=dict(values))
    context.init_from_wsgi_environ(values)
    try:
        yield
    finally:
        current.environ = outer


@contextmanager
def outside_of_requests() -> Iterator[None]:
    """Let this thread see the process's environ, and threads that it starts too, until the block ends."""
    current = request_environment.current_request
    outer, current.environ = current.environ, {}
    try:
        yield
    finally:
        current.environ = outer


class _CallPool(ThreadPoolExecutor):
    """Runs the SDK's calls, each for the request that makes it; a thread outlives the request that started it."""

    def submit(self, call: Callable[[], Any]) -> Future[Any]:  # type: ignore[override]  # The SDK gives no arguments.
        """Let a thread make a call."""
        return super().submit(_call_for, dict(request_environment.current_request.environ), call)


def _call_for(values: dict[str, str], call: Callable[[], Any]) -> Any:
    request_environment.current_request.Init(errors=None, environ=values)
    return call()


def _start_in_request(start: Callable[[threading.Thread], None]) -> Callable[[threading.Thread], None]:
    """``Thread.start`` that hands the starter's environ, user and namespace on to the new thread."""

    def start_in_request(thread: threading.Thread) -> None:
        if request_environment.current_request.environ:
            install = request_environment.current_request.CloneRequestEnvironment()
            inherited, run = contextvars.copy_context(), thread.run

            def run_in_request(thread: threading.Thread) -> None:
                install()
                inherited.run(run)

            # A method, as others who wrap it expect: sentry-sdk calls its function with the thread.
            thread.run = MethodType(run_in_request, thread)  # type: ignore[method-assign]
        start(thread)

    return start_in_request
