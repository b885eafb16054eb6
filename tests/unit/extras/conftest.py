"""Fixtures for users and their sessions: a user model in memory, a clock, and a visitor with cookies."""

import copy
import shutil
import socket
import subprocess
import time
from contextlib import closing

import pytest

import webapp2
from webapp2_extras import auth, security, sessions

SECRET = {"secret_key": "not a secret, but long enough"}
CONFIG = {"webapp2_extras.sessions": SECRET}


@pytest.fixture
def clock(monkeypatch):
    """The time of day, which stands still until a test sets ``clock.now``."""

    class Clock:
        now = 1_700_000_000

    monkeypatch.setattr(time, "time", lambda: Clock.now)
    return Clock


class MemoryUser:
    """A user model whose class attributes `model` sets."""

    def __init__(self, number, name, password):
        self.number, self.name, self.password = number, name, password
        self.users[name] = self.numbers[number] = self

    def get_id(self):
        return self.number

    @classmethod
    def get_by_auth_password(cls, auth_id, password):
        cls.asked.append("password")
        if auth_id not in cls.users:
            raise auth.InvalidAuthIdError
        if not security.check_password_hash(password, cls.users[auth_id].password):
            raise auth.InvalidPasswordError
        return cls.users[auth_id]

    @classmethod
    def get_by_auth_token(cls, user_id, token):
        cls.asked.append("token")
        return cls.tokens.get((user_id, token), (None, None))

    @classmethod
    def create_auth_token(cls, user_id):
        cls.asked.append("create")
        token = f"token {len(cls.tokens)}"
        cls.tokens[user_id, token] = cls.numbers[user_id], int(time.time())
        return token

    @classmethod
    def delete_auth_token(cls, user_id, token):
        cls.asked.append("delete")
        cls.tokens.pop((user_id, token), None)


@pytest.fixture
def model():
    """A user model with Ann, whose password is "right"; ``model.asked`` lists what it was asked for."""
    User = type("User", (MemoryUser,), {"asked": [], "tokens": {}, "users": {}, "numbers": {}})
    User(1, "ann", security.generate_password_hash("right", method="sha1"))
    User(2, "bob", security.generate_password_hash("bobs", method="sha1"))
    return User


@pytest.fixture
def visitor(app, model):
    """A browser that keeps its cookies: ``visitor(**auth config).visit(function)``.

    The function is called during a request with its Auth, and ``visit`` returns what it returns; the response is then
    in ``visitor.response``.
    """

    class Handler(webapp2.RequestHandler):
        def dispatch(self):
            try:
                webapp2.RequestHandler.dispatch(self)
            finally:
                sessions.get_store().save_sessions(self.response)

        def get(self):
            self.app.config["result"] = self.app.config["function"](auth.get_auth())

    class Visitor:
        def __init__(self, config=None, **values):
            values = {"user_model": model, "user_attributes": ["name"], **values}
            merged = {**CONFIG, "webapp2_extras.auth": values, **(config or {})}
            self.app = app([("/", Handler)], config=merged)
            self.cookies = {}

        def visit(self, function):
            self.app.config.update(function=function, result=None)
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            self.response = self.app.get_response("/", headers={"Cookie": cookie} if cookie else {})
            for header in self.response.headers.getall("Set-Cookie"):
                name, _, value = header.partition(";")[0].partition("=")
                self.cookies[name] = value
            assert self.response.status_int == 200
            return self.app.config["result"]

        def sign_in(self, name="ann", password="right", **options):
            return self.visit(lambda auth: auth.get_user_by_password(name, password, **options))

        def whoami(self, **options):
            user = self.visit(lambda auth: auth.get_user_by_session(**options))
            return user and user["name"]

    return Visitor


def wait_for(port):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.01)
    return pytest.fail(f"Nothing listens on port {port}.")


@pytest.fixture
def server():
    """Start servers on a free port of this machine: ``server("memcached", "-p", "{port}")``; they end with the test."""
    started = []

    def start(binary, *options, port=None):
        if not shutil.which(binary):
            pytest.skip(f"needs {binary}")
        with closing(socket.socket()) as free:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            free.bind(("127.0.0.1", port or 0))
            port = free.getsockname()[1]
        command = [binary, *(option.format(port=port) for option in options)]
        started.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        started[-1].port = port
        wait_for(port)
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def visit_with():
    """Make a browser whose requests use the session of a back end: ``visit_with("redis", settings)(act)``."""

    def make(backend, settings):
        app = webapp2.WSGIApplication(config={"webapp2_extras.sessions": {**SECRET, backend: settings}})
        cookies = {}

        def visit(act=lambda session: None):
            request = webapp2.Request.blank("/", headers={"Cookie": "; ".join(map("=".join, cookies.items()))})
            request.app, response = app, webapp2.Response()
            store = sessions.get_store(request=request)
            session = store.get_session(backend=backend)
            held = copy.deepcopy(dict(session))
            act(session)
            store.save_sessions(response)
            cookies.update(cookie.partition(";")[0].split("=", 1) for cookie in response.headers.getall("Set-Cookie"))
            return held

        return visit

    return make
