"""Sessions in a real memcached, which the tests start."""

import sys

import pytest

from webapp2compat.extras.session_storage import SessionBackendError
from webapp2compat.optional import MissingExtraError


@pytest.fixture
def memcached(server):
    """Start a memcached server: ``memcached()``."""
    pytest.importorskip("pymemcache")
    options = ["-p", "{port}", "-l", "127.0.0.1", "-U", "0", "-u", "nobody"]
    return lambda port=None: server("memcached", *options, port=port)


def settings(*servers):
    return {"servers": [f"127.0.0.1:{server.port}" for server in servers], "timeout": 2}


@pytest.fixture
def client():
    """Make a client of a server, to look what it holds: ``client(server)``."""
    made = []

    def make(server):
        made.append(pytest.importorskip("pymemcache").Client(f"127.0.0.1:{server.port}"))
        return made[-1]

    yield make
    for one in made:
        one.close()


def put(session):
    session["a"] = ["é", {"b": None}]


def test_a_session_is_kept_in_memcached(memcached, visit_with):
    visit = visit_with("memcached", settings(memcached()))
    visit(put)

    assert visit(lambda session: session["a"].append(1)) == {"a": ["é", {"b": None}]}
    assert visit() == {"a": ["é", {"b": None}, 1]}


def test_s9_rotation_removes_the_old_id_from_memcached(memcached, visit_with, client):
    server, sids = memcached(), []
    visit = visit_with("memcached", settings(server))
    visit(lambda session: (put(session), sids.append(session.container.sid)))
    visit(lambda session: (session.rotate(), sids.append(session.container.sid)))

    assert list(client(server).get_many([f"session:{sid}" for sid in sids])) == [f"session:{sids[1]}"]
    assert visit()["a"]


def test_s9_keys_in_memcached_end(memcached, visit_with, client, monkeypatch):
    server, sids = memcached(), []
    monkeypatch.setattr("webapp2compat.extras.session_storage.DEFAULT_LIFETIME", 1)
    visit = visit_with("memcached", settings(server))
    visit(lambda session: (put(session), sids.append(session.container.sid)))
    line = client(server).raw_command(f"mg session:{sids[0]} t")

    assert line in (b"HD t1", b"HD t0", b"EN")


def test_a_lifetime_that_memcached_would_take_for_a_date_is_shortened(memcached, visit_with, monkeypatch):
    monkeypatch.setattr("webapp2compat.extras.session_storage.DEFAULT_LIFETIME", 365 * 24 * 3600)
    visit = visit_with("memcached", settings(memcached()))
    visit(put)

    assert visit()["a"]


def test_sessions_are_spread_over_servers(memcached, visit_with, client):
    servers = memcached(), memcached()
    visits = [visit_with("memcached", settings(*servers)) for _ in range(24)]
    assert [visit(put) for visit in visits] == [{}] * 24

    assert all(visit()["a"] for visit in visits)
    assert all(int(client(server).stats()[b"curr_items"]) for server in servers)


def test_a_memcached_that_was_restarted_is_found(memcached, visit_with):
    server = memcached()
    visit = visit_with("memcached", settings(server))
    visit(put)
    server.kill()
    server.wait()
    memcached(port=server.port)

    assert visit() == {}


def test_a_memcached_that_is_down_is_named(memcached, visit_with):
    server = memcached()
    visit = visit_with("memcached", settings(server))
    visit(put)
    server.kill()
    server.wait()

    with pytest.raises(SessionBackendError, match=rf"'memcached' at 127.0.0.1:{server.port} does not answer"):
        visit()
    with pytest.raises(SessionBackendError, match="refused"):
        visit_with("memcached", settings(server))(put)


class Kept(dict):
    """What a client of memcached keeps, where there is no server."""

    def set(self, key, value, expire, noreply):
        self[key] = value

    def delete(self, key, noreply):
        del self[key]


def test_clients_of_several_servers_keep_sessions(visit_with, monkeypatch):
    pytest.importorskip("pymemcache")
    kept = {"a:1": Kept(), "b:1": Kept()}
    monkeypatch.setattr("webapp2compat.extras.sessions_memcached._client", lambda server, timeout: kept[server])
    visit = visit_with("memcached", {"servers": list(kept)})
    visit(put)
    visit(lambda session: session.rotate())

    assert (visit()["a"], sum(map(len, kept.values()))) == (["é", {"b": None}], 1)


def test_a_memcached_that_was_never_there_is_named(visit_with):
    pytest.importorskip("pymemcache")

    with pytest.raises(SessionBackendError, match=r"'memcached' at 127\.0\.0\.1:2 does not answer"):
        visit_with("memcached", {"servers": ["127.0.0.1:2"]})(put)


def test_without_the_package_the_extra_is_named(visit_with, monkeypatch):
    monkeypatch.setitem(sys.modules, "pymemcache", None)

    with pytest.raises(MissingExtraError, match=r"webapp2compat\[memcached\]"):
        visit_with("memcached", {"servers": ["127.0.0.1:1"]})(put)
