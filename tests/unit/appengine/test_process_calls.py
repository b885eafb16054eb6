"""Calls between processes; here both ends are in one."""

import contextvars
import threading
from multiprocessing import AuthenticationError

import pytest

from webapp2compat.appengine.process_calls import Answering, Asking, RemoteError

KEY = b"key"
VARIABLE = contextvars.ContextVar("VARIABLE", default="unset")


@pytest.fixture
def answering():
    """Answer with functions: ``answering({"name": function}, LookupError)``; ended after the test."""
    started = []

    def start(functions, *passed_on):
        started.append(Answering(functions, KEY, *passed_on))
        return started[-1]

    yield start
    for end in started:
        end.close()


def fail(error):
    raise error


def test_function_is_called_with_the_values(answering):
    ask = Asking(answering({"add": lambda a, b: a + b}).address, KEY)

    assert [ask("add", 1, 2), ask("add", "a", "b")] == [3, "ab"]


def test_calls_of_threads_do_not_wait_for_one_another(answering):
    together = threading.Barrier(2)
    ask = Asking(answering({"meet": lambda: together.wait(5)}).address, KEY)
    met = []
    threads = [threading.Thread(target=lambda: met.append(ask("meet"))) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(met) == [0, 1]


def test_each_call_has_a_context_of_its_own(answering):
    ask = Asking(answering({"get": VARIABLE.get, "set": lambda value: VARIABLE.set(value) and None}).address, KEY)
    ask("set", "set")

    assert ask("get") == "unset"


def test_exceptions_of_the_named_types_are_raised_again(answering):
    ask = Asking(answering({"fail": fail}, LookupError).address, KEY)

    with pytest.raises(KeyError, match="lost"):
        ask("fail", KeyError("lost"))


@pytest.mark.parametrize("error", [ValueError("broken"), SystemExit("broken"), GeneratorExit("broken")])
def test_other_exceptions_come_as_text(answering, error):
    ask = Asking(answering({"fail": fail}).address, KEY)

    with pytest.raises(RemoteError, match=f"Traceback(.|\n)*{type(error).__name__}: broken"):
        ask("fail", error)


def test_stranger_is_not_answered(answering):
    end = answering({"one": lambda: 1})
    with pytest.raises(AuthenticationError):
        Asking(end.address, b"other")("one")

    assert Asking(end.address, KEY)("one") == 1


def test_nobody_is_answered_after_the_end(answering):
    end = answering({})
    end.close()
    end.close()

    with pytest.raises(FileNotFoundError):
        Asking(end.address, KEY)("one")
