"""The task queue stub whose tasks are kept, and the thread that runs them."""

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from google.appengine.api import taskqueue


class Worker:
    """A WSGI application that notes its requests and answers with the statuses given."""

    def __init__(self, *statuses):
        self.statuses, self.requests = [*statuses], []

    def __call__(self, environ, start_response):
        self.requests.append({**environ, "body": environ["wsgi.input"].read()})
        start_response(self.statuses.pop(0) if self.statuses else "200 OK", [])
        return []


def names(services):
    return [task["name"] for task in services.tasks.waiting()]


def test_task_runs_with_app_engines_headers(local, wait_until):
    worker = Worker()
    local(worker).start_tasks()
    taskqueue.add(url="/work", name="first", payload="x", headers={"Content-Type": "text/x"})
    wait_until(lambda: worker.requests)

    request = worker.requests[0]
    assert (request["REQUEST_METHOD"], request["PATH_INFO"], request["QUERY_STRING"]) == ("POST", "/work", "")
    assert (request["HTTP_X_APPENGINE_TASKNAME"], request["HTTP_X_APPENGINE_QUEUENAME"]) == ("first", "default")
    assert (request["HTTP_X_APPENGINE_TASKRETRYCOUNT"], request["REMOTE_ADDR"]) == ("0", "0.1.0.2")
    assert (request["body"], request["CONTENT_TYPE"]) == (b"x", "text/x")


def test_failed_task_runs_again_and_then_is_gone(local, wait_until):
    worker = Worker("500 Internal Server Error")
    services = local(worker)
    services.start_tasks()
    taskqueue.add(url="/work")

    assert wait_until(lambda: len(worker.requests) == 2 and not names(services))
    assert worker.requests[1]["HTTP_X_APPENGINE_TASKRETRYCOUNT"] == "1"
    assert worker.requests[1]["HTTP_X_APPENGINE_TASKPREVIOUSRESPONSE"] == "500"


def test_task_that_raises_does_not_stop_the_others(local, wait_until):
    def broken(environ, start_response):
        seen.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [] if environ["PATH_INFO"] == "/good" else [1 / 0]

    seen = []
    local(broken).start_tasks()
    taskqueue.add(url="/bad")
    taskqueue.add(url="/good")

    assert wait_until(lambda: "/good" in seen)


def test_task_that_purges_its_queue_and_fails_does_not_stop_the_others(local, wait_until):
    def purging(environ, start_response):
        seen.append(environ["PATH_INFO"])
        taskqueue.Queue("default").purge()
        start_response("500 Internal Server Error", [])
        return []

    seen = []
    local(purging).start_tasks()
    taskqueue.add(url="/bad")
    wait_until(lambda: seen)
    taskqueue.add(url="/next")

    assert wait_until(lambda: "/next" in seen)


def test_waiting_tasks_survive_the_process_and_run(local, wait_until):
    local()
    taskqueue.add(url="/work", name="kept", payload="x")
    worker = Worker()
    services = local(worker)
    before = names(services)
    services.start_tasks()

    assert before == ["kept"]
    assert wait_until(lambda: worker.requests and worker.requests[0]["body"] == b"x")


def test_postponed_task_survives_with_its_retries(local, wait_until):
    worker = Worker("500 Internal Server Error")
    services = local(worker)
    options = taskqueue.TaskRetryOptions(min_backoff_seconds=60)
    taskqueue.add(url="/work", name="slow", retry_options=options)
    services.start_tasks()
    wait_until(lambda: dict(services.tasks.waiting()[0]["headers"])["X-AppEngine-TaskRetryCount"] == "1")
    services = local()

    assert dict(services.tasks.waiting()[0]["headers"])["X-AppEngine-TaskRetryCount"] == "1"


def test_purged_and_deleted_tasks_stay_away(local):
    local()
    taskqueue.add(url="/work", countdown=60)
    taskqueue.Queue("default").purge()
    taskqueue.Queue("default").delete_tasks(taskqueue.add(url="/work", countdown=60))
    taskqueue.Queue("default").delete_tasks_by_name("no-such-task")

    assert names(local()) == []


@pytest.mark.parametrize("name", ["once", "task-42"])
def test_name_that_the_application_used_is_not_taken_again(local, name):
    local()
    taskqueue.Queue("default").delete_tasks(taskqueue.add(url="/work", name=name, countdown=60))
    local()

    with pytest.raises(taskqueue.TombstonedTaskError):
        taskqueue.add(url="/work", name=name)


def test_task_of_a_queue_that_is_gone_is_reported_and_kept(local, tmp_path, caplog):
    queues = tmp_path / "queue.yaml"
    queues.write_text("queue:\n- name: slow\n  rate: 1/s\n")
    local()
    taskqueue.add(url="/work", queue_name="slow", name="waits")
    taskqueue.Queue("slow").delete_tasks(taskqueue.add(url="/work", queue_name="slow", name="gone"))
    queues.unlink()
    gone = names(local())
    queues.write_text("queue:\n- name: slow\n  rate: 1/s\n")

    assert (gone, names(local())) == ([], ["waits"])
    assert "the queue 'slow', which queue.yaml no longer has" in caplog.text


def test_leased_task_of_a_pull_queue_stays_leased(local, tmp_path):
    (tmp_path / "queue.yaml").write_text("queue:\n- name: pull\n  mode: pull\n")
    local()
    taskqueue.Queue("pull").add(taskqueue.Task(payload="x", method="PULL", tag="t"))
    leased = taskqueue.Queue("pull").lease_tasks(60, 10)
    local()

    assert (len(leased), taskqueue.Queue("pull").lease_tasks(60, 10)) == (1, [])


def test_task_far_off_can_be_run_now(local, wait_until):
    worker = Worker()
    services = local(worker)
    services.start_tasks()
    taskqueue.add(url="/work", name="later", countdown=3600)

    assert services.tasks.run_now("default", "later")
    assert wait_until(lambda: worker.requests)


@pytest.mark.parametrize(("queue", "name"), [("default", "b"), ("default", "nothing"), ("no-queue", "a")])
def test_task_that_does_not_exist_cannot_be_run(local, queue, name):
    services = local()
    taskqueue.add(url="/work", name="c", countdown=60)

    assert not services.tasks.run_now(queue, name)


def test_task_goes_to_the_service_that_it_names(local, wait_until, monkeypatch):
    monkeypatch.setenv("HTTP_HOST", "127.0.0.1:80")
    monkeypatch.setenv("DEFAULT_VERSION_HOSTNAME", "127.0.0.1:80")
    worker = Worker()
    local(worker, ["default", "mobile"]).start_tasks()
    taskqueue.add(url="/work", target="mobile")
    wait_until(lambda: worker.requests)

    assert worker.requests[0]["webapp2compat.appengine.service"] == "mobile"
