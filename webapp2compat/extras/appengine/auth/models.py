"""Users in the Datastore: the default user model of :mod:`webapp2_extras.auth` (extra ``appengine``)."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from typing import Any

from ....optional import import_extra
from ... import auth, security
from .ascii_text import TextExpando

# Any: the SDK publishes no types.
model: Any = import_extra("google.appengine.ext.ndb.model", "appengine")


class Unique(model.Model):
    """A value that exists only once: the Datastore has no other way to promise it."""

    @classmethod
    def create(cls, value: str) -> bool:
        """Claim a value.

        :param value: The value, such as ``"User.email:ann@example.com"``.
        :returns: Whether nobody had claimed it.
        """
        entity = cls(key=model.Key(cls, value))

        def claim() -> Any:
            return None if entity.key.get() else entity.put()

        return model.transaction(claim) is not None

    @classmethod
    def create_multi(cls, values: Iterable[str]) -> tuple[bool, list[str]]:
        """Claim some values, or none of them if one is taken.

        :param values: The values.
        :returns: Whether nobody had claimed any, and a list of those that somebody had.
        """
        wanted = list(values)
        created: list[str] = []
        try:
            for value in sorted(wanted):
                if cls.create(value):
                    created.append(value)
        except BaseException:
            cls.delete_multi(created)
            raise
        if len(created) == len(wanted):
            return True, []
        cls.delete_multi(created)
        return False, [value for value in wanted if value not in created]

    @classmethod
    def delete_multi(cls, values: Iterable[str]) -> Any:
        """Give some values free.

        :param values: The values.
        """
        return model.delete_multi(model.Key(cls, value) for value in values)


class UserToken(model.Model):
    """A token that stands for a user: of a session, or for signing up."""

    #: When the token was made.
    created = model.DateTimeProperty(auto_now_add=True)
    #: When it was saved.
    updated = model.DateTimeProperty(auto_now=True)
    #: The id of the user.
    user = model.StringProperty(required=True, indexed=False)
    #: What it is for, such as ``"auth"``.
    subject = model.StringProperty(required=True)
    #: The token.
    token = model.StringProperty(required=True)

    @classmethod
    def get_key(cls, user: Any, subject: str, token: str) -> Any:
        """Return the key of a token."""
        return model.Key(cls, f"{user}.{subject}.{token}")

    @classmethod
    def create(cls, user: Any, subject: str, token: str | None = None) -> UserToken:
        """Store a token.

        :param user: The id of the user.
        :param subject: What it is for.
        :param token: The token, or ``None`` for a random one.
        """
        token = token or security.generate_random_string(entropy=128)
        entity = cls(key=cls.get_key(user, subject, token), user=str(user), subject=subject, token=token)
        entity.put()
        return entity

    @classmethod
    def get(cls, user: Any = None, subject: str | None = None, token: str | None = None) -> UserToken | None:
        """Return a stored token, or ``None`` if there is none.

        :param user: The id of the user, if it is known.
        :param subject: What it is for.
        :param token: The token.
        :raises AssertionError: Without ``subject`` and ``token``.
        """
        if not (subject and token):
            raise AssertionError("subject and token must be provided to UserToken.get().")
        entity: UserToken | None
        if user:
            entity = cls.get_key(user, subject, token).get()
        else:
            entity = cls.query(cls.subject == subject, cls.token == token).get()
        return entity


class User(TextExpando):
    """A user in the Datastore. Applications may give it any further attributes."""

    #: The model that keeps ids and other properties unique.
    unique_model = Unique
    #: The model of the tokens.
    token_model = UserToken

    #: When the user was created.
    created = model.DateTimeProperty(auto_now_add=True)
    #: When the user was saved.
    updated = model.DateTimeProperty(auto_now=True)
    #: The ids that the user can sign in with, such as ``"own:ann"`` or ``"google:123"``.
    auth_ids = model.StringProperty(repeated=True)
    #: The hash of the password.
    password = model.StringProperty()

    def get_id(self) -> Any:
        """Return the id of the user."""
        return self._key.id()

    def add_auth_id(self, auth_id: str) -> tuple[bool, Any]:
        """Let the user sign in with another id, and save the user.

        :param auth_id: The id.
        :returns: ``(True, user)``, or ``(False, ["auth_id"])`` if some user has it already.

        .. differs::
            An id that is taken is not added to :attr:`auth_ids`; webapp2 leaves it there, to be saved by the next
            ``put()``.
        """
        unique = f"{type(self).__name__}.auth_id:{auth_id}"
        if not self.unique_model.create(unique):
            return False, ["auth_id"]
        self.auth_ids.append(auth_id)
        try:
            self.put()
        except BaseException:
            self.auth_ids.remove(auth_id)
            self.unique_model.delete_multi([unique])
            raise
        return True, self

    def renew_password(self, password: str) -> None:
        """Store a stronger hash of the password, if the stored one is weak.

        :param password: The password, which has just been checked.

        .. versionadded:: 1.0
        """
        if security.needs_rehash(self.password):
            self.password = _hash(password)
            self.put()

    @classmethod
    def get_by_auth_id(cls, auth_id: str) -> User | None:
        """Return the user who can sign in with an id, or ``None``."""
        user: User | None = cls.query(cls.auth_ids == auth_id).get()
        return user

    @classmethod
    def get_by_auth_token(cls, user_id: Any, token: str) -> tuple[User | None, int | None]:
        """Return the user whom a session token belongs to, and when it was made, or ``(None, None)``."""
        token_key = cls.token_model.get_key(user_id, "auth", token)
        found_token, user = model.get_multi([token_key, model.Key(cls, user_id)])
        if not (found_token and user):
            return None, None
        return user, calendar.timegm(found_token.created.timetuple())

    @classmethod
    def get_by_auth_password(cls, auth_id: str, password: str) -> User:
        """Return the user whom an id and a password belong to.

        :raises webapp2_extras.auth.InvalidAuthIdError: If there is no such user.
        :raises webapp2_extras.auth.InvalidPasswordError: If the password is wrong, or the user has none.

        .. differs::
            A user without password cannot sign in with one; webapp2 fails with an ``AttributeError``.
        """
        user = cls.get_by_auth_id(auth_id)
        if not auth.password_matches(password, user.password if user else None):
            raise auth.InvalidPasswordError if user else auth.InvalidAuthIdError
        return user  # type: ignore[return-value]  # without a user there is no password to match

    @classmethod
    def validate_token(cls, user_id: Any, subject: str, token: str) -> UserToken | None:
        """Return a stored token, or ``None`` if there is none.

        :param user_id: The id of the user.
        :param subject: What it is for.
        :param token: The token.
        """
        return cls.token_model.get(user=user_id, subject=subject, token=token)

    @classmethod
    def create_auth_token(cls, user_id: Any) -> str:
        """Return a new token for a session of a user."""
        token: str = cls.token_model.create(user_id, "auth").token
        return token

    @classmethod
    def validate_auth_token(cls, user_id: Any, token: str) -> UserToken | None:
        """Return the token of a session, or ``None`` if there is none."""
        return cls.validate_token(user_id, "auth", token)

    @classmethod
    def delete_auth_token(cls, user_id: Any, token: str) -> None:
        """Make the token of a session worthless."""
        cls.token_model.get_key(user_id, "auth", token).delete()

    @classmethod
    def create_signup_token(cls, user_id: Any) -> str:
        """Return a new token for a user who has to confirm the address."""
        token: str = cls.token_model.create(user_id, "signup").token
        return token

    @classmethod
    def validate_signup_token(cls, user_id: Any, token: str) -> UserToken | None:
        """Return the token for signing up, or ``None`` if there is none."""
        return cls.validate_token(user_id, "signup", token)

    @classmethod
    def delete_signup_token(cls, user_id: Any, token: str) -> None:
        """Make a token for signing up worthless."""
        cls.token_model.get_key(user_id, "signup", token).delete()

    @classmethod
    def create_user(
        cls, auth_id: str, unique_properties: Iterable[str] | None = None, **user_values: Any
    ) -> tuple[bool, Any]:
        """Create a user.

        :param auth_id: The id that the user signs in with.
        :param unique_properties: Names of values that no other user may have.
        :param user_values: Attributes of the user. ``password_raw`` is hashed and becomes the ``password``.
        :returns: ``(True, user)``, or ``(False, names)`` with the names of what other users have already.
        :raises AssertionError: If there is a ``password``, or if ``auth_id`` is a list.

        .. differs::
            If the user cannot be saved, its id and unique values are free again; in webapp2 they stay taken.
        """
        user = cls(**_checked(auth_id, user_values))
        uniques = {f"{cls.__name__}.auth_id:{auth_id}": "auth_id"}
        uniques.update({f"{cls.__name__}.{name}:{user_values[name]}": name for name in unique_properties or ()})
        is_free, taken = cls.unique_model.create_multi(uniques)
        if not is_free:
            return False, [uniques[value] for value in taken]
        try:
            user.put()
        except BaseException:
            cls.unique_model.delete_multi(uniques)
            raise
        return True, user


def _checked(auth_id: Any, user_values: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes of a new user."""
    if user_values.get("password") is not None:
        raise AssertionError("Use password_raw instead of password to create new users.")
    if isinstance(auth_id, list):
        raise AssertionError("Creating a user with multiple auth_ids is not allowed, please provide a single auth_id.")
    values = {**user_values, "auth_ids": [auth_id]}
    password = values.pop("password_raw", None)
    if password is not None:
        values["password"] = _hash(password)
    return values


def _hash(password: str) -> str:
    return security.generate_password_hash(password, length=12)
