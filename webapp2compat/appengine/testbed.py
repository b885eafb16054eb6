"""The SDK's testbed for test suites that were written for Python 2: every stub on, the missing ones accepted.

`webapp2compat.testing` hands it out, and suites import this module in place of the SDK's: what else they ask it for is
the SDK's, and modules that the SDK lacks can be imported from then on.
"""

from __future__ import annotations

import os
from base64 import b64decode
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from ..optional import import_extra
from ..typing import WSGIApp
from . import gaps
from .internal_request import ask, internal_environ
from .legacy_attributes import legacy_attributes
from .user import User

deferred = import_extra("google.appengine.ext.deferred.deferred", "appengine")
testbed = import_extra("google.appengine.ext.testbed", "appengine")

DEFERRED = "/_ah/queue/deferred"

# Suites import the application next, and with it what the SDK lacks.
gaps.install()


def __getattr__(name: str) -> Any:
    """Return what the SDK's module has under a name, such as ``MAIL_SERVICE_NAME``."""
    return getattr(testbed, name)


class RanTask(NamedTuple):
    """A task that :meth:`Testbed.run_tasks` has run."""

    queue: str
    name: str
    url: str
    code: int


class TooManyTasks(RuntimeError):
    """Raised when tasks keep adding tasks.

    .. versionadded:: 1.0
    """

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit

    def __str__(self) -> str:
        return f"{self.limit} tasks ran, and still there are more. Does a task add itself? Else pass a higher limit."


class Testbed(testbed.Testbed):  # type: ignore[name-defined]  # The SDK has no types.
    """The SDK's ``Testbed``, which legacy suites can use as they used the one for Python 2.

    ``init_channel_stub``, ``init_files_stub``, ``init_logservice_stub``, ``init_xmpp_stub`` and ``use_sqlite`` are
    accepted, and application ids may be short. What other packages have dropped is back while the testbed is active, as
    it is while a tree is served.
    """

    __test__ = False  # Its name would make pytest collect it.

    def __init__(self) -> None:
        super().__init__()
        self._exits = ExitStack()

    def activate(self) -> None:
        """Put the stubs in place of App Engine's services."""
        super().activate()
        self._exits.enter_context(legacy_attributes())

    def deactivate(self) -> None:
        """Put back what was there before."""
        super().deactivate()
        self._exits.close()

    def init_every_stub(self, root: str | Path | None = None) -> None:
        """Turn every service on.

        :param root: The folder that holds ``queue.yaml``, if there is one.
        """
        self.init_all_stubs()
        self.init_search_stub()
        self.init_taskqueue_stub(root_path=None if root is None else str(root))

    def init_datastore_v3_stub(self, enable: bool = True, use_sqlite: bool = False, **options: Any) -> None:
        """Turn Datastore on; there is one kind of stub now, so ``use_sqlite`` makes no difference."""
        super().init_datastore_v3_stub(enable, **options)

    def init_channel_stub(self, enable: bool = True) -> None:
        """Accepted: App Engine switched the service off."""

    init_files_stub = init_xmpp_stub = init_channel_stub

    def init_logservice_stub(self, enable: bool = True, init_schema: bool | None = None) -> None:
        """Accepted: there is nothing to read in a test."""

    def setup_env(self, overwrite: bool = False, **variables: str) -> None:
        """Set variables as the SDK's testbed does; an application id that today's SDK finds too short is set too."""
        application = variables.pop("app_id", None)
        super().setup_env(overwrite, **variables)
        if application is not None:
            os.environ.update(APPLICATION_ID=application, GAE_APPLICATION=application)

    def sign_in(self, email: str, *, admin: bool = False) -> None:
        """Make ``email`` the current user."""
        variables = User(email, admin).variables()
        super().setup_env(overwrite=True, **{name.lower(): value for name, value in variables.items()})

    def sign_out(self) -> None:
        """Make nobody the current user."""
        self.sign_in("")

    def sent_mail(self) -> list[Any]:
        """List the messages that were sent: the SDK's ``EmailMessage`` objects."""
        return list(self.get_stub("mail").get_sent_messages())

    def run_tasks(self, app: WSGIApp, *, limit: int = 1000) -> list[RanTask]:
        """Run the tasks that wait, and those that they add, until none is left; a task that fails is not run again.

        :param app: Where the tasks go; deferred functions run without it.
        :returns: What ran, in order.
        :raises TooManyTasks: If ``limit`` tasks were not enough.
        """
        ran: list[RanTask] = []
        while task := self._next_task():
            if len(ran) == limit:
                raise TooManyTasks(limit)
            environ = internal_environ(
                task["method"],
                task["url"],
                headers=task["headers"],
                body=b64decode(task["body"]),
                host=os.environ["HTTP_HOST"],
                address="0.1.0.2",
            )
            environ["SERVER_SOFTWARE"] = os.environ["SERVER_SOFTWARE"]
            answer = ask(deferred.application if task["url"] == DEFERRED else app, environ)
            ran.append(RanTask(task["queue_name"], task["name"], task["url"], answer.code))
        return ran

    def _next_task(self) -> dict[str, Any] | None:
        """Take a task out of its queue; pull queues are the application's own business."""
        stub = self.get_stub("taskqueue")
        for queue in stub.GetQueues():
            if queue["mode"] == "push" and (tasks := stub.GetTasks(queue["name"])):
                stub.DeleteTask(queue["name"], tasks[0]["name"])
                return {**tasks[0], "queue_name": queue["name"]}
        return None
