"""The users, in memory: what webapp2_extras.auth asks of a user model, and no more."""

import time

from webapp2_extras import auth, security


class User:
    by_name = {}
    tokens = {}

    def __init__(self, name, password):
        self.name = name
        self.note = ""
        self.password = security.generate_password_hash(password)
        self.by_name[name] = self

    def get_id(self):
        return self.name

    @classmethod
    def get_by_auth_password(cls, auth_id, password):
        user = cls.by_name.get(auth_id)
        # Takes as long for an unknown name as for a wrong password.
        if not auth.password_matches(password, user and user.password):
            raise auth.InvalidPasswordError if user else auth.InvalidAuthIdError
        return user

    @classmethod
    def get_by_auth_token(cls, user_id, token):
        return cls.by_name.get(user_id), cls.tokens.get((user_id, token))

    @classmethod
    def create_auth_token(cls, user_id):
        token = security.generate_random_string(entropy=128)
        cls.tokens[user_id, token] = int(time.time())
        return token

    @classmethod
    def delete_auth_token(cls, user_id, token):
        cls.tokens.pop((user_id, token), None)
