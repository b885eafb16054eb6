import errno
import os
import socket

import pytest

from webapp2compat.serving.failure import CannotServe
from webapp2compat.serving.listening import INHERITED, is_loopback, listen, url_of


@pytest.fixture
def taken():
    """A port that is in use."""
    with listen("127.0.0.1", 0, 1) as listener:
        yield listener.getsockname()[1]


def test_port_0_takes_a_free_one():
    with listen("127.0.0.1", 0, 1) as listener:
        assert url_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_all_networks_are_reached_through_this_machine():
    with listen("0.0.0.0", 0, 1) as listener:
        assert url_of(listener).startswith("http://127.0.0.1:")


@pytest.mark.skipif(not os.path.exists("/proc/net/if_inet6"), reason="there is no IPv6")
def test_ipv6_hosts_may_stand_in_brackets():
    with listen("[::1]", 0, 1) as listener:
        assert url_of(listener).startswith("http://[::1]:")


def test_a_port_in_use_names_the_next_free_one(taken):
    with pytest.raises(CannotServe, match=rf"Port {taken} on 127.0.0.1 is in use: .* \(--port \d+\)") as raised:
        listen("127.0.0.1", taken, 1)

    assert raised.value.__cause__.errno == errno.EADDRINUSE


def test_where_no_port_is_free_any_is_proposed(taken, monkeypatch):
    monkeypatch.setattr("webapp2compat.serving.listening._PORTS_TRIED", 1)

    with pytest.raises(CannotServe, match=r"port 0, which takes any free one \(--port 0\)"):
        listen("127.0.0.1", taken, 1)


def test_a_taken_port_is_not_proposed(monkeypatch):
    refusals = iter([OSError(errno.EADDRINUSE, "in use")] * 2)
    bind = socket.socket.bind

    class Crowded(socket.socket):
        def bind(self, address):
            for refusal in refusals:
                raise refusal
            bind(self, ("127.0.0.1", 0))

    monkeypatch.setattr(socket, "socket", Crowded)

    with pytest.raises(CannotServe, match="try port 102, which is free"):
        listen("127.0.0.1", 100, 1)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), "The host '127.0.0.1' is not known"),
        (OSError(errno.EACCES, "denied"), "Port 80 on 127.0.0.1 is not allowed for this user"),
        (OSError(errno.EADDRNOTAVAIL, "no address"), "127.0.0.1 is not an address of this machine"),
        (OSError(errno.EIO, "broken"), "Port 80 on 127.0.0.1 cannot be listened on: broken."),
        (OSError("odd"), "Port 80 on 127.0.0.1 cannot be listened on: odd."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(monkeypatch, error, message):
    def bind(self, address):
        raise error

    monkeypatch.setattr(socket, "socket", type("Broken", (socket.socket,), {"bind": bind}))

    with pytest.raises(CannotServe) as raised:
        listen("127.0.0.1", 80, 1)
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize("host", ["x" * 300, "ü..example"])
def test_a_host_that_no_network_can_know_is_unknown(host):
    with pytest.raises(CannotServe, match=f"The host {host!r} is not known"):
        listen(host, 0, 1)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_has_bounds(port):
    with pytest.raises(CannotServe, match=f"{port} is not a port: choose a number from 0 to 65535."):
        listen("127.0.0.1", port, 1)


def test_an_inherited_socket_is_taken_once(monkeypatch):
    with listen("127.0.0.1", 0, 1) as listener:
        monkeypatch.setenv(INHERITED, str(os.dup(listener.fileno())))

        with listen("127.0.0.1", 0, 1) as inherited:
            assert inherited.getsockname() == listener.getsockname()
    assert INHERITED not in os.environ


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.1.2.3", True), ("LOCALHOST", True), ("[::1]", True), ("0.0.0.0", False), ("", False)],
)
def test_loopback_is_known(host, expected):
    assert is_loopback(host) is expected
