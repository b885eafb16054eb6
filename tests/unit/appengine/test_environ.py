"""os.environ for one request at a time."""

import contextvars
import os
import threading

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from google.appengine.runtime import request_environment

from webapp2compat.appengine.environ import isolated_environ, process_environ, request_environ


@pytest.fixture
def in_thread():
    """Call a function in another thread and answer with what it returned."""

    def call(function):
        results = []
        thread = threading.Thread(target=lambda: results.append(function()))
        thread.start()
        thread.join()
        return results[0]

    return call


@pytest.fixture
def isolated(monkeypatch):
    monkeypatch.setenv("COLOUR", "process")
    with isolated_environ():
        yield


def colour():
    return os.environ.get("COLOUR")


def test_request_sees_its_own_values(isolated):
    with request_environ({"COLOUR": "request"}):
        inside = colour()

    assert (inside, colour()) == ("request", "process")


def test_nested_request_does_not_see_the_outer_one(isolated):
    with request_environ({"COLOUR": "outer"}), request_environ({"OTHER": "1"}):
        assert colour() is None


def test_writes_of_a_request_end_with_it(isolated):
    with request_environ({"COLOUR": "request"}):
        os.environ["ADDED"] = "1"

    assert "ADDED" not in os.environ


def test_thread_without_a_request_sees_the_process(isolated, in_thread):
    assert in_thread(colour) == "process"


def test_thread_of_a_request_sees_the_request_and_its_context(isolated, in_thread):
    user = contextvars.ContextVar("user")
    user.set("ann")
    with request_environ({"COLOUR": "request"}):
        seen = in_thread(lambda: (colour(), user.get()))

    assert seen == ("request", "ann")


def test_process_environ_is_the_same_inside_and_outside(isolated):
    outside = process_environ()
    with request_environ({"COLOUR": "request"}):
        assert process_environ() == outside
    assert outside["COLOUR"] == "process"


def test_process_gets_its_own_environ_back():
    before, values, start = os.environ, dict(os.environ), threading.Thread.start
    with isolated_environ():
        assert isinstance(os.environ, request_environment.RequestLocalEnviron)

    assert (os.environ, threading.Thread.start) == (before, start)
    assert dict(os.environ) == values


def test_request_does_not_start_with_what_the_sdk_noted_outside_of_requests(isolated):
    os.environ["__CONTEXT__"] = "1"

    assert "__CONTEXT__" not in process_environ()
