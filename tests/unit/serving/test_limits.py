import dataclasses

import pytest

from webapp2compat.serving.limits import Limits


def test_the_limits_of_a_server_do_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Limits().workers = 1


def test_the_defaults_are_those_that_are_documented():
    limits = Limits()

    assert (limits.head_bytes, limits.target_bytes, limits.header_count) == (32 << 10, 16 << 10, 100)
    assert (limits.body_bytes, limits.connections, limits.backlog) == (32 << 20, 1000, 512)
    assert (limits.head_seconds, limits.body_seconds, limits.io_seconds, limits.drain_seconds) == (5, 20, 10, 8)
    assert (limits.hung_seconds, limits.kill_seconds) == (30, 60)
