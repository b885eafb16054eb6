import os
import signal
import threading

import pytest

from webapp2compat.serving.shutdown import ended_by_signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_stop_the_server_and_are_then_left_as_before(number):
    before, stops = signal.getsignal(number), []

    with ended_by_signals(lambda: stops.append(1)):
        os.kill(os.getpid(), number)

    assert (stops, signal.getsignal(number)) == ([1], before)


def test_other_threads_leave_signals_alone():
    seen = []

    def run():
        with ended_by_signals(lambda: None):
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGTERM)]
