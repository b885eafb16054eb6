"""The SDK's Datastore stub over :class:`~webapp2compat.appengine.storage.Storage`: commits survive the process.

The stub of the SDK rewrites its whole file at every commit; this one writes only what the commit changed, at once.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..optional import import_extra
from .storage import Storage

apiproxy_errors = import_extra("google.appengine.runtime.apiproxy_errors", "appengine")
apiproxy_stub_map = import_extra("google.appengine.api.apiproxy_stub_map", "appengine")
datastore_file_stub = import_extra("google.appengine.api.datastore_file_stub", "appengine")
datastore_stub_util = import_extra("google.appengine.datastore.datastore_stub_util", "appengine")
entity_pb2 = import_extra("google.appengine.datastore.entity_bytes_pb2", "appengine")
datastore_types = import_extra("google.appengine.api.datastore_types", "appengine")
taskqueue_service_pb2 = import_extra("google.appengine.api.taskqueue.taskqueue_service_bytes_pb2", "appengine")

logger = logging.getLogger(__name__)

KIND, COMMITTED_TASK = "entity", "committed task"
UNKNOWN_MODE = datastore_stub_util.datastore_pb.BeginTransactionRequest.UNKNOWN


class _AddedLater(list[Any]):
    """The tasks of a transaction: it has some, but the SDK's commit, which would add them too early, finds none."""

    def __iter__(self) -> Iterator[Any]:
        return iter(())


class _DurableTransaction(datastore_stub_util.LiveTxn):  # type: ignore[name-defined]  # The SDK has no types.
    _actions: list[Any]

    def Commit(self) -> Any:  # The SDK's name.
        # One commit at a time: what Write() finds pending then belongs to this commit, and is written whole or not.
        with self._txn_manager.commit_lock:
            tasks, self._actions = self._actions, _AddedLater(self._actions)
            with self._txn_manager.tasks_written(tasks):
                return super().Commit()


class DurableDatastore(datastore_file_stub.DatastoreFileStub):  # type: ignore[name-defined]
    """A Datastore stub whose entities live in a :class:`~webapp2compat.appengine.storage.Storage`.

    :param application: The full application id, such as ``dev~app``.
    :param storage: Where the entities are kept.
    """

    def __init__(self, application: str, storage: Storage) -> None:
        self.storage = storage
        self.commit_lock = threading.RLock()
        self._pending: dict[bytes, bytes | None] = {}
        self._tasks: dict[bytes, bytes] = {}
        scattered = datastore_stub_util.SCATTERED
        super().__init__(application, None, save_changes=False, use_atexit=False, auto_id_policy=scattered)

    def Read(self) -> None:
        """Load every entity; the SDK's stub calls it once, when it starts."""
        for _, encoded in self.storage.records(KIND):
            entity = entity_pb2.EntityProto.FromString(encoded)
            self._StoreRecord(datastore_stub_util._FromStorageEntity(entity))
            last = entity.key.path.element[-1]
            if last.id:
                self._SetMaxId(last.id)
        self._pending.clear()

    def Write(self) -> None:
        """Write what changed since the last call; the SDK's stub calls it at the end of every commit."""
        with self.commit_lock:
            super().Write()
            pending, self._pending = self._pending, {}
            tasks, self._tasks = self._tasks, {}
            changes = [(KIND, key, record) for key, record in pending.items()]
            self.storage.write_all([*changes, *((COMMITTED_TASK, key, task) for key, task in tasks.items())])

    @contextmanager
    def tasks_written(self, tasks: list[Any]) -> Iterator[None]:
        """Write a transaction's tasks together with its entities; when it is committed they go to their queues.

        A process that is killed in between leaves all of it or nothing.
        """
        self._tasks = {uuid.uuid4().hex.encode(): task.SerializePartialToString() for task in tasks}
        try:
            yield
        finally:
            self._tasks = {}
        if tasks:
            self.add_tasks()

    def add_tasks(self) -> None:
        """Add the tasks of committed transactions to their queues, those that an earlier process has left too."""
        with self.commit_lock:
            for key, encoded in self.storage.records(COMMITTED_TASK):
                task = taskqueue_service_pb2.TaskQueueAddRequest.FromString(encoded)
                try:
                    response = taskqueue_service_pb2.TaskQueueAddResponse()
                    apiproxy_stub_map.MakeSyncCall("taskqueue", "Add", task, response)
                except apiproxy_errors.ApplicationError as error:
                    logger.warning("The task %s of a transaction cannot be added: %s", task.url.decode(), error)
                self.storage.write(COMMITTED_TASK, [(key, None)])

    def kinds(self) -> dict[tuple[str, str], int]:
        """Count the entities by namespace and kind; the SDK's own kinds, and those without any, are left out."""
        counts: Counter[tuple[str, str]] = Counter()
        for (app_and_namespace, kind), entities in list(self._GetAllEntities().items()):
            _, namespace = datastore_types.DecodeAppIdNamespace(app_and_namespace)
            if entities and not kind.startswith("__"):
                counts[namespace, kind] += len(entities)
        return dict(sorted(counts.items()))

    def _BeginTransaction(self, app: str, allow_multiple_eg: bool, mode: Any = UNKNOWN_MODE) -> Any:
        return _DurableTransaction(self, app, allow_multiple_eg, mode)

    def _StoreRecord(self, record: Any, insert: bool = False) -> None:
        super()._StoreRecord(record, insert)
        encoded = datastore_stub_util._ToStorageEntity(record).SerializeToString()
        self._pending[record.entity.key.SerializeToString()] = encoded

    def _Delete(self, key: Any) -> None:
        super()._Delete(key)
        self._pending[key.SerializeToString()] = None
