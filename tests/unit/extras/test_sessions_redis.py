"""Sessions in a real Redis, which the tests start."""

import sys

import pytest

from webapp2compat.extras.session_storage import SessionBackendError
from webapp2compat.optional import MissingExtraError

OPTIONS = ["--port", "{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]


@pytest.fixture
def redis_server(server):
    """Start a Redis server: ``redis_server()``, with the options of its own."""
    pytest.importorskip("redis")
    return lambda *options, port=None: server("redis-server", *OPTIONS, *options, port=port)


def settings(server, user=""):
    return {"url": f"redis://{user}127.0.0.1:{server.port}/0", "timeout": 2}


def put(session):
    session["a"] = ["é", {"b": None}]


def test_a_session_is_kept_in_redis(redis_server, visit_with):
    visit = visit_with("redis", settings(redis_server()))
    visit(put)

    assert visit(lambda session: session["a"].append(1)) == {"a": ["é", {"b": None}]}
    assert visit() == {"a": ["é", {"b": None}, 1]}


def test_s9_keys_in_redis_end(redis_server, visit_with):
    server = redis_server()
    sids = []
    visit_with("redis", settings(server))(lambda session: (put(session), sids.append(session.container.sid)))
    client = pytest.importorskip("redis").Redis(port=server.port)

    assert client.keys() == [f"session:{sids[0]}".encode()]
    assert 0 < client.ttl(f"session:{sids[0]}") <= 14 * 24 * 3600
    client.close()


def test_s9_rotation_removes_the_old_id_from_redis(redis_server, visit_with):
    server = redis_server()
    visit = visit_with("redis", settings(server))
    visit(put)
    visit(lambda session: session.rotate())
    client = pytest.importorskip("redis").Redis(port=server.port)

    assert client.dbsize() == 1
    assert visit()["a"]
    client.close()


def test_a_redis_that_was_restarted_is_found(redis_server, visit_with):
    server = redis_server()
    visit = visit_with("redis", settings(server))
    visit(put)
    server.kill()
    server.wait()
    redis_server(port=server.port)

    assert visit() == {}


def test_a_redis_that_is_down_is_named_without_its_password(redis_server, visit_with):
    server = redis_server("--requirepass", "hidden")
    visit = visit_with("redis", settings(server, ":hidden@"))
    visit(put)
    server.kill()
    server.wait()

    with pytest.raises(SessionBackendError, match=rf"'redis' at redis://127.0.0.1:{server.port}/0 does not answer"):
        visit()
    with pytest.raises(SessionBackendError) as raised:
        visit_with("redis", settings(server, ":hidden@"))(put)
    assert "hidden" not in str(raised.value)


class Kept(dict):
    """What a client of Redis keeps, where there is no server."""

    def set(self, key, value, ex):
        self[key] = value

    def delete(self, key):
        del self[key]


def test_a_client_of_the_application_s_own_keeps_sessions(visit_with, monkeypatch):
    kept = Kept()
    pytest.importorskip("redis")
    monkeypatch.setattr("webapp2compat.extras.sessions_redis._client", lambda url, timeout: kept)
    visit = visit_with("redis", {"url": "redis://"})
    visit(put)
    visit(lambda session: session.rotate())

    assert (visit()["a"], len(kept)) == (["é", {"b": None}], 1)


def test_a_redis_that_was_never_there_is_named_without_its_password(visit_with):
    pytest.importorskip("redis")

    with pytest.raises(SessionBackendError, match=r"'redis' at redis://127\.0\.0\.1:1/0 does not answer"):
        visit_with("redis", {"url": "redis://:hidden@127.0.0.1:1/0"})(put)


def test_without_the_package_the_extra_is_named(visit_with, monkeypatch):
    monkeypatch.setitem(sys.modules, "redis", None)

    with pytest.raises(MissingExtraError, match=r"webapp2compat\[redis\]"):
        visit_with("redis", {"url": "redis://127.0.0.1:1/9"})(put)
