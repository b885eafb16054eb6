"""Record what webapp2 2.5.2's AuthStore and Auth make of tokens and sessions: auth.json.

Run it with Python 2.7 and webapp2 2.5.2: ``python record_auth.py > auth.json``. It imports nothing of webapp2compat,
and `test_auth.py` runs the same calls through it.
"""

import itertools
import json
import sys
import time

NOW = 1000000
AGES = [None, -100, 0, 86399, 86400, 1814400, 1814401]
CONFIGS = [{}, {"token_max_age": None}, {"token_new_age": None}, {"token_cache_age": None}]


def make_model(calls, ages):
    class User:
        name = "ann"

        def get_id(self):
            return 7

        @classmethod
        def get_by_auth_token(cls, user_id, token):
            calls.append(["get", user_id, token])
            return (cls(), NOW - ages[token]) if token in ages else (None, None)

        @classmethod
        def create_auth_token(cls, user_id):
            calls.append(["create", user_id])
            return "new"

        @classmethod
        def delete_auth_token(cls, user_id, token):
            calls.append(["delete", user_id, token])

    return User


def make_auth(webapp2, auth, config, calls, ages):
    values = dict({"user_model": make_model(calls, ages), "user_attributes": ["name"]}, **config)
    app = webapp2.WSGIApplication(
        config={"webapp2_extras.auth": values, "webapp2_extras.sessions": {"secret_key": "not a secret at all"}}
    )
    request = webapp2.Request.blank("/")
    request.app = app
    return auth.get_auth(request=request)


def moment(age):
    return None if age is None else NOW - age


def record(webapp2, auth):
    """Yield a dict for each call: what is called with what, what it returns, and what it asks of the user model."""
    time.time = lambda: NOW
    ages = {"young": 100, "old": 90000, "expired": 2000000}
    for config, token, age in itertools.product(CONFIGS, ["young", "old", "expired", "unknown"], AGES):
        calls = []
        store = make_auth(webapp2, auth, config, calls, ages).store
        result = store.validate_token(7, token, token_ts=moment(age))
        yield {"config": config, "call": "validate_token", "token": token, "age": age, "result": result, "asks": calls}
    for config, age, token_age in itertools.product(CONFIGS, [-100, 0, 3599, 3600], AGES):
        store = make_auth(webapp2, auth, config, [], ages).store
        result = store.validate_cache_timestamp(moment(age), moment(token_age))
        yield {"config": config, "call": "cache", "age": age, "token_age": token_age, "result": result}
    for config, token, token_age, age, remember in itertools.product(
        CONFIGS, ["young", "old", "expired", "unknown", None], [None, 10, 90000, 2000000], [None, 10, 5000], [0, 1]
    ):
        calls = []
        made = make_auth(webapp2, auth, config, calls, ages)
        made.session["_user"] = [7, remember, token, moment(token_age), moment(age), "ann"]
        result = made.get_user_by_session()
        yield {
            "config": config,
            "call": "get_user_by_session",
            "stored": [7, remember, token, moment(token_age), moment(age), "ann"],
            "result": result,
            "session": made.session.get("_user"),
            "max_age": made.session.container.session_args["max_age"],
            "asks": calls,
        }


def main():
    import webapp2
    from webapp2_extras import auth

    lines = [json.dumps(case, sort_keys=True) for case in record(webapp2, auth)]
    sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
