"""The SDK's task queue stub over :class:`~webapp2compat.appengine.storage.Storage`: tasks survive the process.

The SDK's scheduler thread takes the tasks that are due, hands them to :class:`Dispatcher` in `dispatcher.py`, and
puts a failed one back with the queue's back-off. What it adds, postpones and deletes is written down here.
"""

from __future__ import annotations

import logging
import re
import threading
import time
import uuid
from pathlib import Path
from typing import Any

from ..optional import import_extra
from .storage import Storage

taskqueue_stub = import_extra("google.appengine.api.taskqueue.taskqueue_stub", "appengine")

logger = logging.getLogger(__name__)

TASK, NAME = "task", "task name"
UNNAMED = "task-%s"
_IS_UNNAMED = re.compile(UNNAMED % "[0-9a-f]{32}")
PATIENCE = 5  # seconds
_OK = taskqueue_stub.taskqueue_service_pb2.TaskQueueServiceError.OK
_Task = taskqueue_stub.taskqueue_service_pb2.TaskQueueQueryTasksResponse.Task


def _key(queue: str, task: str) -> bytes:
    return f"{queue}/{task}".encode()


class _DurableQueue(taskqueue_stub._Queue):  # type: ignore[name-defined]  # The SDK has no types.
    storage: Storage

    def restore(self, task: Any) -> None:
        """Put a task back that an earlier process has left."""
        with self._lock:
            super()._InsertTask(task)

    def PurgeQueue(self) -> None:  # The SDK's names, here and below.
        names = [task.task_name.decode() for task in self._GetTasks()]
        super().PurgeQueue()
        self.storage.write(TASK, [(_key(self.queue_name, name), None) for name in names])

    def _InsertTask(self, task: Any) -> None:
        super()._InsertTask(task)
        self._write(task)

    def _PostponeTaskInsertOnly(self, task: Any, new_eta_usec: int) -> None:
        super()._PostponeTaskInsertOnly(task, new_eta_usec)
        self._write(task)

    def _DeleteNoAcquireLock(self, name: bytes | str) -> Any:
        result = super()._DeleteNoAcquireLock(name)
        if result == _OK:
            text = name.decode() if isinstance(name, bytes) else name
            if not _IS_UNNAMED.fullmatch(text):
                # A name that the application chose is never given out again.
                self.storage.write(NAME, [(_key(self.queue_name, text), b"")])
            self.storage.write(TASK, [(_key(self.queue_name, text), None)])
        return result

    def _write(self, task: Any) -> None:
        # Partial: the SDK fills in only what it needs of a task's last run.
        encoded = task.SerializePartialToString()
        self.storage.write(TASK, [(_key(self.queue_name, task.task_name.decode()), encoded)])


class _DurableGroup(taskqueue_stub._Group):  # type: ignore[name-defined]
    storage: Storage

    def restore(self) -> None:
        """Put the tasks and the used names back that an earlier process has left."""
        self._ReloadQueuesFromYaml()
        for key, _ in self.storage.records(NAME):
            queue, _, name = key.decode().partition("/")
            if self._ValidateQueueName(queue) == _OK:
                self._queues[queue].task_name_archive.add(name)
        for key, encoded in self.storage.records(TASK):
            queue = key.decode().partition("/")[0]
            if self._ValidateQueueName(queue) == _OK:
                self._queues[queue].restore(_Task.FromString(encoded))
            else:
                logger.warning("A task waits for the queue %r, which queue.yaml no longer has.", queue)

    def _ChooseTaskName(self) -> str:
        # The SDK counts from 1 in every process, which would meet the names of tasks that were left waiting.
        return UNNAMED % uuid.uuid4().hex

    def _ConstructQueue(self, queue_name: bytes | str, *args: Any, **kwargs: Any) -> None:
        super()._ConstructQueue(queue_name, *args, **kwargs)
        queue = self._queues[queue_name.decode() if isinstance(queue_name, bytes) else queue_name]
        queue.__class__ = _DurableQueue  # The SDK's group names the class of its queues itself.
        queue.storage = self.storage


class DurableTaskQueue(taskqueue_stub.TaskQueueServiceStub):  # type: ignore[name-defined]
    """A task queue stub whose tasks live in a :class:`~webapp2compat.appengine.storage.Storage`.

    :param root: The folder that holds ``queue.yaml``.
    :param request_data: The SDK's request information, whose dispatcher runs the tasks.
    :param storage: Where the tasks are kept.
    """

    def __init__(self, root: Path, request_data: Any, storage: Storage) -> None:
        super().__init__(root_path=str(root), auto_task_running=True, request_data=request_data)
        group = self._queues[None]
        group.__class__ = _DurableGroup  # The SDK's stub makes its group itself.
        group.storage = storage
        group.restore()

    def StartBackgroundExecution(self) -> None:
        """Start the thread that runs the tasks that are due."""
        self._started = True
        self._runner = threading.Thread(target=self._run_tasks, name="task runner", daemon=True)
        self._runner.start()

    def Shutdown(self) -> None:
        """Stop running tasks; the one at work is waited for a while, and runs again later if it takes longer."""
        super().Shutdown()
        if self._started:
            self._runner.join(PATIENCE)

    def _run_tasks(self) -> None:
        scheduler = self._task_scheduler
        while not scheduler._should_exit:
            try:
                scheduler.MainLoop()
            except Exception:
                # A task that purges its own queue and then fails confuses the SDK's scheduler; others must still run.
                logger.exception("The task runner failed and goes on.")
                time.sleep(0.05)

    def run_now(self, queue: str, name: str) -> bool:
        """Let a task run next, however far off it is.

        :returns: Whether there is such a task.
        """
        group = self._GetGroup()
        tasks = group.GetQueue(queue).Lookup(1, name=name) if group.HasQueue(queue) else []
        if not tasks or tasks[0].task_name.decode() != name:
            return False
        group.GetQueue(queue).RunTaskNow(tasks[0])
        self._UpdateNextEventTime(0)
        return True

    def waiting(self) -> list[dict[str, Any]]:
        """List the tasks that wait in any queue, the next one first in each."""
        return [
            {**task, "queue_name": queue}
            for queue in sorted(self._GetGroup().GetQueues())
            for task in self.GetTasks(queue)
        ]
