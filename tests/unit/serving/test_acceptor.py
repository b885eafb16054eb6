import errno

import pytest

from webapp2compat.serving.acceptor import Acceptor


class Listener:
    """A listening socket on which the given outcomes wait."""

    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)

    def accept(self):
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome, ("127.0.0.1", 1)


class Selector:
    """A selector that calls at once."""

    call = None

    def register(self, listener, events, call):
        self.call = call

    def unregister(self, listener):
        self.call = None


@pytest.fixture
def accept():
    """Accept on a listener once it is ready; answer with what was taken in and whether it goes on."""

    def accept(listener, room=100):
        selector, taken = Selector(), []
        acceptor = Acceptor(listener, selector, lambda sock, address: taken.append(sock), lambda: len(taken) < room)
        acceptor.accept_if_possible()
        selector.call(1)
        return taken, acceptor.is_accepting and selector.call is not None

    return accept


@pytest.mark.parametrize("outcome", [BlockingIOError(), ConnectionAbortedError()])
def test_all_that_wait_are_accepted(accept, outcome):
    assert accept(Listener("a", "b", outcome)) == (["a", "b"], True)


def test_no_more_are_accepted_than_there_is_room_for(accept):
    assert accept(Listener("a", "b"), room=1) == (["a"], False)


def test_a_rush_does_not_keep_the_front_from_its_other_work(accept):
    taken, goes_on = accept(Listener(*range(1000)), room=1000)

    assert (len(taken), goes_on) == (64, True)


def test_accepting_pauses_when_file_descriptors_run_out(accept, caplog):
    assert accept(Listener("a", OSError(errno.EMFILE, "Too many open files"))) == (["a"], False)
    assert "could not be accepted: [Errno 24] Too many open files" in caplog.text
