"""The Datastore stub whose entities are kept."""

import threading

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from google.appengine.api import datastore, datastore_errors, taskqueue


def put(kind, **values):
    entity = datastore.Entity(kind, name=values.pop("name", None), namespace=values.pop("namespace", None))
    entity.update(values)
    return datastore.Put(entity)


def test_entities_survive_the_process(local):
    local()
    key = put("Note", text="hello")
    local()

    assert datastore.Get(key)["text"] == "hello"


def test_deleted_entities_stay_deleted(local):
    local()
    key = put("Note", text="hello")
    datastore.Delete(key)
    local()

    with pytest.raises(datastore_errors.EntityNotFoundError):
        datastore.Get(key)


def test_ids_are_not_given_out_twice(local):
    local()
    first = put("Note").id()
    local()

    assert put("Note").id() != first


def test_transaction_is_kept_whole(local):
    local()
    options = datastore.CreateTransactionOptions(xg=True)
    datastore.RunInTransactionOptions(options, lambda: (put("A", name="a"), put("B", name="b")))
    services = local()

    assert services.datastore.kinds() == {("", "A"): 1, ("", "B"): 1}


def test_transaction_that_fails_leaves_nothing(local):
    services = local()

    with pytest.raises(ZeroDivisionError):
        datastore.RunInTransaction(lambda: put("A", name="a") and 1 / 0)

    assert services.datastore.kinds() == {}


def test_kinds_are_counted_by_namespace_without_the_sdks_own(local):
    services = local()
    put("Note", name="a")
    put("Note", name="b")
    put("Note", name="c", namespace="staff")
    put("__BlobInfo__", name="d")

    assert services.datastore.kinds() == {("", "Note"): 2, ("staff", "Note"): 1}


def test_writers_in_parallel_lose_nothing(local):
    local()
    threads = [threading.Thread(target=lambda: [put("Note") for _ in range(10)]) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    services = local()

    assert services.datastore.kinds() == {("", "Note"): 80}


def test_only_what_changed_is_written(local):
    services = local()
    put("Note", name="a")
    services.storage.write_all = lambda changes: written.extend(key for _, key, _ in changes)
    written = []
    put("Note", name="b")

    assert len(written) == 1


def test_kind_whose_entities_are_gone_is_not_counted(local):
    services = local()
    datastore.Delete(datastore.Put(datastore.Entity("Note")))

    assert services.datastore.kinds() == {}


def with_task(key_name=None, url="/work"):
    """Put an entity, if it has a name, and add a task, in one transaction."""

    def change():
        if key_name:
            put("Note", name=key_name)
        taskqueue.add(url=url, transactional=True)

    datastore.RunInTransaction(change)


@pytest.mark.parametrize("key_name", ["one", None])
def test_tasks_of_a_transaction_are_added_when_it_is_committed(local, key_name):
    services = local()
    with_task(key_name)

    assert [task["url"] for task in services.tasks.waiting()] == ["/work"]
    assert services.storage.records("committed task") == []


def test_tasks_of_a_transaction_that_fails_are_not_added(local):
    services = local()

    def change():
        datastore.Get([key])
        taskqueue.add(url="/work", transactional=True)
        thread = threading.Thread(target=put, args=["Note"], kwargs={"name": "one"})
        thread.start()
        thread.join()
        put("Note", name="one")

    key = put("Note", name="one")
    with pytest.raises(datastore_errors.TransactionFailedError):
        datastore.RunInTransaction(change)

    assert services.tasks.waiting() == services.storage.records("committed task") == []


def test_tasks_of_a_transaction_are_written_with_its_entities(local, monkeypatch):
    monkeypatch.setattr(local().datastore, "add_tasks", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        with_task("one")
    services = local()

    assert (services.datastore.kinds(), len(services.tasks.waiting())) == ({("", "Note"): 1}, 1)
    assert services.storage.records("committed task") == []


def test_task_runs_only_when_its_transaction_is_written(local, monkeypatch):
    services = local()
    written, add = [], services.tasks._Dynamic_BulkAdd

    def noting(*args):
        written.extend(services.storage.records("entity"))
        add(*args)

    monkeypatch.setattr(services.tasks, "_Dynamic_BulkAdd", noting)
    with_task("one")

    assert len(written) == 1


def test_task_of_a_transaction_that_cannot_be_added_is_reported(local, tmp_path, caplog):
    queues = tmp_path / "queue.yaml"
    queues.write_text("queue:\n- {name: gone, rate: 1/s}\n")
    local().datastore.add_tasks = lambda: None
    datastore.RunInTransaction(lambda: taskqueue.add(url="/work", queue_name="gone", transactional=True))
    queues.unlink()
    services = local()

    assert "The task /work of a transaction cannot be added" in caplog.text
    assert services.storage.records("committed task") == []
