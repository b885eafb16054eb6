import pytest

from webapp2compat.serving.mailbox import Mailbox


@pytest.fixture
def mailbox():
    mailbox = Mailbox()
    yield mailbox
    mailbox.close()


def is_readable(mailbox):
    try:
        return mailbox.reader.recv(4096)
    except BlockingIOError:
        return b""


def test_calls_are_made_in_their_order(mailbox):
    made = []
    mailbox.post(lambda: made.append(1))
    mailbox.post(lambda: made.append(2))

    mailbox.make_calls()

    assert made == [1, 2]


def test_many_calls_wake_once(mailbox):
    mailbox.post(int)
    mailbox.post(int)

    assert is_readable(mailbox) == b"\0"


def test_a_call_that_is_posted_while_others_are_made_wakes_again_and_is_made(mailbox):
    made = []
    mailbox.post(lambda: mailbox.post(lambda: made.append(1)))

    mailbox.make_calls()

    assert (made, is_readable(mailbox)) == ([1], b"\0")


def test_making_calls_without_any_does_not_block(mailbox):
    mailbox.make_calls()

    assert is_readable(mailbox) == b""


def test_a_closed_mailbox_takes_calls(mailbox):
    mailbox.close()

    mailbox.post(int)

    assert mailbox.reader.fileno() == -1
