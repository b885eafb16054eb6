"""Names below localhost."""

import socket

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from webapp2compat.appengine.loopback import localhost_names


@pytest.mark.parametrize("name", ["api.localhost", "v1.API.Localhost"])
def test_names_below_localhost_are_this_machine(name):
    with localhost_names():
        found = socket.getaddrinfo(name, 80, type=socket.SOCK_STREAM)

    assert found == socket.getaddrinfo("localhost", 80, type=socket.SOCK_STREAM)


def test_other_names_are_resolved_as_ever():
    resolve = socket.getaddrinfo
    with localhost_names():
        found = socket.getaddrinfo("127.0.0.1", 80)

    assert (found, socket.getaddrinfo) == (resolve("127.0.0.1", 80), resolve)
