"""The authentication settings of an application, the user model, and how long what it says can be trusted.

`auth.py` stands above this: it knows the request, and asks the :class:`AuthStore` of the application.
"""

from __future__ import annotations

import functools
import logging
import time
from typing import TYPE_CHECKING, Any, TypeAlias

from .. import profile
from ..imports import import_string
from ..properties import cached_property
from . import security, sessions

if TYPE_CHECKING:
    from ..app import WSGIApplication
    from ..request import Request

#: The defaults of ``config['webapp2_extras.auth']``:
#:
#: ``user_model`` - the user model: a class or its dotted name;
#: ``session_backend``, ``cookie_name`` - where the session is kept, and the name of its cookie;
#: ``token_max_age`` - the age in seconds at which a token expires; ``None`` for at once;
#: ``token_new_age`` - the age at which a token is replaced; ``None`` for each time it is looked up;
#: ``token_cache_age`` - how long the user in the session is trusted without asking the model; ``None`` for never;
#: ``user_attributes`` - the attributes of the model that are kept in the session.
default_config: dict[str, Any] = {
    "user_model": "webapp2_extras.appengine.auth.models.User",
    "session_backend": "securecookie",
    "cookie_name": "auth",
    "token_max_age": 86400 * 7 * 3,
    "token_new_age": 86400,
    "token_cache_age": 3600,
    "user_attributes": [],
}

# A user, as applications see one. Any: the model's attributes can be anything that a session can hold.
UserDict: TypeAlias = dict[str, Any]

_log = logging.getLogger(__name__)


class AuthError(Exception):
    """A user could not be signed in."""


class InvalidAuthIdError(AuthError):
    """There is no user with the id that was given. Do not tell visitors so: say the same as for a wrong password."""


class InvalidPasswordError(AuthError):
    """The password is wrong."""


def password_matches(password: str, pwhash: str | None) -> bool:
    """Check a password in a user model, in about the same time whatever the answer.

    :param password: What the visitor typed.
    :param pwhash: The hash that is stored, or ``None`` for a user without password, or if there is no such user.

    .. versionadded:: 1.0
    """
    matches = security.check_password_hash(password, pwhash)
    if security.needs_rehash(pwhash):
        # Nothing was hashed, or something cheap: make up for it, or the time tells which users there are.
        security.check_password_hash(password, _dummy_hash())
    return matches


@functools.cache
def _dummy_hash() -> str:
    return security.generate_password_hash("no user has this one")


class AuthStore:
    """The authentication settings of an application, and its way to the user model.

    A user model has the class methods ``get_by_auth_password(auth_id, password)``, which returns a user or raises an
    :class:`AuthError`, ``get_by_auth_token(user_id, token)``, which returns a user and the time at which the token was
    made or ``(None, None)``, ``create_auth_token(user_id)``, which returns a token, and
    ``delete_auth_token(user_id, token)``. A user has the method ``get_id()``, and may have ``renew_password(password)``
    to store a stronger hash of it, called under the switch ``rehash_passwords``.

    :param app: The application.
    :param config: Values that go before ``app.config['webapp2_extras.auth']``.
    """

    #: The configuration key.
    config_key = "webapp2_extras.auth"

    _session_attributes = ["user_id", "remember", "token", "token_ts", "cache_ts"]

    def __init__(self, app: WSGIApplication, config: dict[str, Any] | None = None) -> None:
        self.app = app
        self.config = app.config.load_config(self.config_key, default_values=default_config, user_values=config)

    @cached_property
    def session_attributes(self) -> list[str]:
        """What the session holds of a user, in this order."""
        return list(dict.fromkeys([*self._session_attributes, *self.user_attributes]))

    @cached_property
    def user_attributes(self) -> list[str]:
        """The attributes of the user model that the session holds."""
        return list(dict.fromkeys(self.config["user_attributes"] or ()))

    @cached_property
    def user_model(self) -> Any:  # Any: it has the methods above, and no base class
        """The user model."""
        model = self.config["user_model"]
        return import_string(model) if isinstance(model, str) else model

    def get_user_by_auth_password(self, auth_id: str, password: str, silent: bool = False) -> UserDict | None:
        """Return the user that an id and a password belong to.

        :param auth_id: The id, such as an e-mail address.
        :param password: The password.
        :param silent: Whether to return ``None`` instead of raising.
        :raises InvalidAuthIdError: If there is no such user.
        :raises InvalidPasswordError: If the password is wrong.

        .. differs::
            An unknown id takes as long as a wrong password, whatever the model does. Under the switch
            ``rehash_passwords`` a password with an old hash gets a new one.
        """
        security.has_hashed_slowly.set(False)
        try:
            user = self.user_model.get_by_auth_password(auth_id, password)
        except (InvalidAuthIdError, InvalidPasswordError):
            if not security.has_hashed_slowly.get():
                security.check_password_hash(password, _dummy_hash())
            if not silent:
                raise
            return None
        if hasattr(user, "renew_password") and profile.setting(self.app, "rehash_passwords"):
            user.renew_password(password)
        return self.user_to_dict(user)

    def get_user_by_auth_token(self, user_id: Any, token: str) -> tuple[UserDict | None, Any]:
        """Return the user that a token belongs to, and the time at which it was made, or ``(None, None)``."""
        user, timestamp = self.user_model.get_by_auth_token(user_id, token)
        return self.user_to_dict(user), timestamp

    def create_auth_token(self, user_id: Any) -> str:
        """Return a new token for a user."""
        token: str = self.user_model.create_auth_token(user_id)
        return token

    def delete_auth_token(self, user_id: Any, token: str) -> Any:
        """Make a token worthless."""
        return self.user_model.delete_auth_token(user_id, token)

    def user_to_dict(self, user: Any) -> UserDict | None:
        """Return what applications see of a user of the model; ``None`` for ``None``."""
        if not user:
            return None
        values = {name: getattr(user, name) for name in self.user_attributes if name != "user_id"}
        return {**values, "user_id": user.get_id()}

    def get_session(self, request: Request) -> Any:
        """Return the session of a request that holds the user."""
        store = sessions.get_store(request=request)
        return store.get_session(self.config["cookie_name"], backend=self.config["session_backend"])

    def serialize_session(self, data: UserDict | None) -> list[Any] | None:
        """Return what the session holds for a user: a list, in the order of :attr:`session_attributes`.

        :param data: The user, with its token.
        :returns: The list, or ``None`` if the user lacks some of it.
        """
        if data is None or len(data) < len(self.session_attributes):
            self._warn_invalid(data)
            return None
        return [data.get(name) for name in self.session_attributes]

    def deserialize_session(self, data: Any) -> UserDict | None:
        """Return the user that a session holds.

        :param data: What :meth:`serialize_session` returned.
        :returns: The user, or ``None`` if the data is too short.

        .. differs::
            Data other than a list has no user in it; webapp2 fails on it, or takes the letters of a string for one.
        """
        if not isinstance(data, (list, tuple)) or len(data) < len(self.session_attributes):
            self._warn_invalid(data)
            return None
        return dict(zip(self.session_attributes, data, strict=False))

    def _warn_invalid(self, data: Any) -> None:
        # Not the data itself: it has a token in it.
        _log.warning("Invalid user data: a %s. Expected %r.", type(data).__name__, self.session_attributes)

    def validate_password(self, auth_id: str, password: str, silent: bool = False) -> UserDict | None:
        """Return the user that an id and a password belong to, as :meth:`get_user_by_auth_password` does."""
        return self.get_user_by_auth_password(auth_id, password, silent=silent)

    def validate_token(self, user_id: Any, token: str, token_ts: Any = None) -> tuple[UserDict | None, str | None]:
        """Check a token with the user model, and delete it if it is too old.

        :param user_id: The id of the user.
        :param token: The token.
        :param token_ts: When it was made, to save the model a look if it has expired.
        :returns: The user, or ``None`` if the token is invalid, and the token, or ``None`` if the user needs a new one.
        """
        if token_ts is not None and self._is_older(token_ts, "token_max_age"):
            self.delete_auth_token(user_id, token)
            return None, None
        user, token_ts = self.get_user_by_auth_token(user_id, token)
        if not user:
            return None, None
        if self._is_older(token_ts, "token_max_age"):
            self.delete_auth_token(user_id, token)
            return None, None
        if self._is_older(token_ts, "token_new_age"):
            self.delete_auth_token(user_id, token)
            return user, None
        return user, token

    def validate_cache_timestamp(self, cache_ts: Any, token_ts: Any = None) -> bool:
        """Tell whether the user in the session can still be trusted without asking the user model.

        :param cache_ts: When it was stored there.
        :param token_ts: When the token was made.
        """
        if not self._is_younger(cache_ts, "token_cache_age"):
            return False
        return token_ts is None or all(self._is_younger(token_ts, key) for key in ("token_max_age", "token_new_age"))

    # webapp2: a token of just the age is neither too old nor young enough.
    def _is_older(self, timestamp: Any, key: str) -> bool:
        age, limit = age_of(timestamp), self.config[key]
        return age is None or limit is None or age > limit

    def _is_younger(self, timestamp: Any, key: str) -> bool:
        age, limit = age_of(timestamp), self.config[key]
        return age is not None and limit is not None and age < limit


def age_of(timestamp: Any) -> float | None:
    """Return how long ago a time was, or ``None`` for what is no time."""
    return int(time.time()) - timestamp if isinstance(timestamp, (int, float)) else None
