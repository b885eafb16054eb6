"""Signing users in and out, and knowing who sends a request.

A handler asks the :class:`Auth` of its request for the user::

    user = auth.get_auth().get_user_by_password(auth_id, password, remember=True)  # signs in
    user = auth.get_auth().get_user_by_session()  # who is it?
    auth.get_auth().unset_session()  # signs out

Users are dicts. Where they are kept is the business of the user model, a class that ``user_model`` in
``config['webapp2_extras.auth']`` names; :class:`AuthStore` tells which methods it needs. The session (`sessions.py`)
holds the user, so that the model is asked only now and then, and a token that the model must still know when it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..context import get_app, get_request
from ..properties import cached_property
from .auth_store import (
    AuthError as AuthError,
    AuthStore as AuthStore,
    InvalidAuthIdError as InvalidAuthIdError,
    InvalidPasswordError as InvalidPasswordError,
    UserDict,
    age_of,
    default_config as default_config,
    password_matches as password_matches,
)
from .backlinks import Backlink

if TYPE_CHECKING:
    from ..app import WSGIApplication
    from ..request import Request

# What Auth._user is for a request that has no user; None is for one of which that is not known yet.
_anon = object()


class Auth:
    """Who sends a request, and signing in and out.

    :param request: The request.
    """

    #: The request.
    request: Any = Backlink()  # webapp2: both are None on the class
    #: The settings of the application.
    store: Any = None

    _user: Any = None

    def __init__(self, request: Request) -> None:
        self.request = request
        self.store = get_store(app=request.app)

    def _user_or_none(self) -> UserDict | None:
        user: UserDict | None = None if self._user is _anon else self._user
        return user

    @cached_property
    def session(self) -> Any:
        """The session that holds the user."""
        return self.store.get_session(self.request)

    def get_user_by_session(self, save_session: bool = True) -> UserDict | None:
        """Return the user that the session holds.

        :param save_session: Whether to store a new token or a fresh copy of the user in the session.

        .. differs::
            The session is changed only if something in it changes, and not at all without ``save_session``. In webapp2
            every read writes the session, and one without ``save_session`` signs the user out.
        """
        if self._user is None:
            data = self.get_session_data()
            if data is None:
                self._user = _anon
            elif self._can_be_kept(data) and self.store.validate_cache_timestamp(data["cache_ts"], data["token_ts"]):
                self._user = self._kept_as_it_is(data)
            else:
                token = {name: data[name] for name in ("user_id", "token", "token_ts", "cache_ts", "remember")}
                self.get_user_by_token(**token, cache=data, save_session=save_session)
            if self._user is _anon:
                self.session.pop("_user", None)
        return self._user_or_none()

    def _can_be_kept(self, data: UserDict) -> bool:
        cls = type(self)
        # webapp2: each read goes through these two, and a class of an application's own may refuse the user there.
        is_stock = (cls.get_user_by_token, cls.set_session) == _READING
        return is_stock and all(data[name] for name in ("token", "token_ts", "cache_ts"))

    def _kept_as_it_is(self, data: UserDict) -> UserDict:
        container = self.session.container
        if data["remember"]:  # whatever else is saved in this session must not make its cookie end with the browser
            container.session_args["max_age"] = self.store.config["token_max_age"]
        max_age = getattr(container, "max_age", None)
        if max_age is not None and (age_of(data["cache_ts"]) or 0) >= max_age / 4:
            # webapp2: a session with a greatest age starts anew with each request.
            self.session.modified = True
        return data

    def get_user_by_token(
        self,
        user_id: Any,
        token: str,
        token_ts: Any = None,
        cache: UserDict | None = None,
        cache_ts: Any = None,
        remember: bool = False,
        save_session: bool = True,
    ) -> UserDict | None:
        """Return the user that a token belongs to.

        :param user_id: The id of the user.
        :param token: The token.
        :param token_ts: When the token was made.
        :param cache: The user, if there is a copy.
        :param cache_ts: When the copy was made.
        :param remember: Whether the user stays signed in when the browser is closed.
        :param save_session: Whether to store the user in the session.
        :raises AssertionError: If another user, or this one with another token, is signed in already.

        .. differs::
            It may be called when the session has been found to hold no user; webapp2 fails then. A token that has been
            renewed is removed from the session, also without ``save_session``.
        """
        if self._is_known(user_id, token):
            return self._user_or_none()
        user, valid_token, cache_ts = self._validate(user_id, token, token_ts, cache, cache_ts)
        self._user = user or _anon
        if user and save_session:
            # webapp2: by name, for a set_session(user, **kwargs) of an application's own class.
            self.set_session(user, token=valid_token, token_ts=token_ts, cache_ts=cache_ts, remember=remember)
        elif user and valid_token != token:
            self._forget(token)
        return self._user_or_none()

    # Any: applications may bring a store of their own.
    def _validate(self, user_id: Any, token: str, token_ts: Any, cache: UserDict | None, cache_ts: Any) -> Any:
        if cache and cache_ts and self.store.validate_cache_timestamp(cache_ts, token_ts):
            return cache, token, cache_ts
        return *self.store.validate_token(user_id, token, token_ts=token_ts), None

    def _forget(self, token: str) -> None:
        """Empty the session if it holds a token that has just been deleted."""
        data = self.get_session_data()
        if data and data["token"] == token:
            self.session.pop("_user")

    def _is_known(self, user_id: Any, token: str) -> bool:
        known = self._user_or_none()
        if known is None or "token" not in known:
            return False
        if (known["user_id"], known["token"]) != (user_id, token):
            raise AssertionError(f"The request has the user {known['user_id']!r} already, with a token of its own.")
        return True

    def get_user_by_password(
        self, auth_id: str, password: str, remember: bool = False, save_session: bool = True, silent: bool = False
    ) -> UserDict | None:
        """Sign a user in.

        :param auth_id: The id, such as an e-mail address.
        :param password: The password.
        :param remember: Whether the user stays signed in when the browser is closed.
        :param save_session: Whether to store the user in the session, after signing out who was signed in.
        :param silent: Whether to return ``None`` instead of raising.
        :raises InvalidAuthIdError: If there is no such user.
        :raises InvalidPasswordError: If the password is wrong.
        """
        if save_session:
            self.unset_session()
        self._user = self.store.validate_password(auth_id, password, silent=silent) or _anon
        user = self._user_or_none()
        if user and save_session:
            self.set_session(user, remember=remember)
        return user

    # Any: arguments of response.set_cookie().
    def set_session(
        self,
        user: UserDict,
        token: str | None = None,
        token_ts: Any = None,
        cache_ts: Any = None,
        remember: Any = False,
        **session_args: Any,
    ) -> None:
        """Store a user in the session.

        :param user: The user, with ``user_id`` and the configured attributes. Its token is added to it.
        :param token: The token, or ``None`` to make one.
        :param token_ts: When it was made.
        :param cache_ts: When the user was read from the model.
        :param remember: Whether the user stays signed in when the browser is closed.
        :param session_args: Arguments for the cookie, such as ``domain``.

        .. differs::
            The session gets a new id when the user in it changes, so that an id known to somebody else is worthless.
            ``remember`` may be anything: ``None`` and ``"0"`` mean no, and ``"on"`` means yes. webapp2 fails on the
            others, and lets the first cookie for ``"0"`` outlive the browser.
        """
        now = int(time.time())
        if not token:
            token, token_ts = self.store.create_auth_token(user["user_id"]), now
        remember = _as_number(remember)
        user.update(token=token, token_ts=token_ts or now, cache_ts=cache_ts or now, remember=remember)
        session_args.setdefault("max_age", self.store.config["token_max_age"] if remember else None)
        before = self.get_session_data()
        self.set_session_data(user, **session_args)
        self._user = user
        if before is None or before["user_id"] != user["user_id"]:
            self.session.rotate()

    def unset_session(self) -> None:
        """Sign the user out, and make the token worthless."""
        self._user = None
        data = self.get_session_data(pop=True)
        if data:
            self.store.delete_auth_token(data["user_id"], data["token"])

    def get_session_data(self, pop: bool = False) -> UserDict | None:
        """Return the user that the session holds, without checking the token.

        :param pop: Whether to remove it from the session.
        """
        data = self.session.pop("_user", None) if pop else self.session.get("_user")
        return None if data is None else self.store.deserialize_session(data)

    def set_session_data(self, data: UserDict, **session_args: Any) -> None:
        """Store a user in the session as it is.

        :param data: The user, with its token.
        :param session_args: Arguments for the cookie, such as ``domain``.
        """
        values = self.store.serialize_session(data)
        if values is not None:
            self.session["_user"] = values
            self.session.container.session_args.update(session_args)


_READING = Auth.get_user_by_token, Auth.set_session


def _as_number(remember: Any) -> int:
    """Return what a session holds of a value that means yes or no: ``"0"`` from a form means no."""
    try:
        return int(remember)
    except (TypeError, ValueError):
        return int(bool(remember))


# webapp2: both keys are the same; one is for app.registry and one for request.registry.
_store_registry_key = "webapp2_extras.auth.Auth"
_auth_registry_key = "webapp2_extras.auth.Auth"


def get_store(
    factory: Callable[[WSGIApplication], Any] = AuthStore,
    key: str = _store_registry_key,
    app: WSGIApplication | None = None,
) -> Any:
    """Return the :class:`AuthStore` of an application, making it the first time.

    :param factory: What makes it, called with the application.
    :param key: The key under which ``app.registry`` keeps it.
    :param app: The application, or ``None`` for the current one.
    :raises AssertionError: If there is no ``app`` and no current one.
    """
    app = app or get_app()
    if not app.registry.get(key):
        app.registry[key] = factory(app)
    return app.registry[key]


def set_store(store: Any, key: str = _store_registry_key, app: WSGIApplication | None = None) -> None:
    """Make ``store`` what :func:`get_store` returns for an application.

    :param store: An instance of :class:`AuthStore`, or what stands for one.
    :param key: The key under which ``app.registry`` keeps it.
    :param app: The application, or ``None`` for the current one.
    :raises AssertionError: If there is no ``app`` and no current one.
    """
    app = app or get_app()
    app.registry[key] = store


def get_auth(
    factory: Callable[[Request], Any] = Auth, key: str = _auth_registry_key, request: Request | None = None
) -> Any:
    """Return the :class:`Auth` of a request, making it the first time.

    :param factory: What makes it, called with the request.
    :param key: The key under which ``request.registry`` keeps it.
    :param request: The request, or ``None`` for the current one.
    :raises AssertionError: If there is no ``request`` and no current one.
    """
    request = request or get_request()
    if not request.registry.get(key):
        request.registry[key] = factory(request)
    return request.registry[key]


def set_auth(auth: Any, key: str = _auth_registry_key, request: Request | None = None) -> None:
    """Make ``auth`` what :func:`get_auth` returns for a request.

    :param auth: An instance of :class:`Auth`, or what stands for one.
    :param key: The key under which ``request.registry`` keeps it.
    :param request: The request, or ``None`` for the current one.
    :raises AssertionError: If there is no ``request`` and no current one.
    """
    request = request or get_request()
    request.registry[key] = auth
