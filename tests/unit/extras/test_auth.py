"""Signing users in and out, and knowing who sends a request."""

import pytest

import webapp2
from webapp2_extras import auth, security, sessions


def test_user_signs_in_and_is_known_until_signing_out(visitor):
    browser = visitor()

    assert browser.sign_in()["name"] == "ann"
    assert browser.whoami() == "ann"
    browser.visit(lambda auth: auth.unset_session())
    assert browser.whoami() is None


def test_visitor_without_a_session_is_nobody_and_gets_no_cookie(visitor):
    browser = visitor()

    assert browser.whoami() is None
    assert "Set-Cookie" not in browser.response.headers


def test_user_dict_has_the_attributes_and_the_token(visitor, clock):
    assert visitor().sign_in() == {
        "user_id": 1,
        "name": "ann",
        "token": "token 0",
        "token_ts": clock.now,
        "cache_ts": clock.now,
        "remember": 0,
    }


def test_reading_the_user_does_not_write_the_session(visitor, clock):
    browser = visitor()
    browser.sign_in()
    clock.now += 3599

    assert browser.whoami() == "ann"
    assert "Set-Cookie" not in browser.response.headers


class Refusing(auth.Auth):
    def get_user_by_token(self, *args, **kwargs):
        return None


class Renaming(auth.Auth):
    def set_session(self, user, *args, **kwargs):
        super().set_session({**user, "name": "Ann Smith"}, *args, **kwargs)


class Plain(auth.Auth):
    def set_session(self, user, **kwargs):
        super().set_session(user, **kwargs)


@pytest.mark.parametrize(("own_class", "name"), [(Refusing, None), (Renaming, "Ann Smith"), (Plain, "ann")])
def test_class_that_reads_the_user_its_own_way_is_asked(visitor, own_class, name):
    browser = visitor()
    browser.sign_in()

    user = browser.visit(lambda auth: own_class(auth.request).get_user_by_session())

    assert (user and user["name"]) == name


def test_reading_the_user_twice_in_a_request_asks_once(visitor, model, clock):
    browser = visitor()
    browser.sign_in()
    clock.now += 3600
    model.asked.clear()

    browser.visit(lambda auth: (auth.get_user_by_session(), auth.get_user_by_session()))

    assert model.asked == ["token"]


def test_user_is_read_anew_when_the_copy_is_old(visitor, model, clock):
    browser = visitor()
    browser.sign_in()
    clock.now += 3600
    model.users["ann"].name = "Ann Smith"

    assert browser.whoami() == "Ann Smith"
    assert "Set-Cookie" in browser.response.headers


def test_reading_without_save_session_keeps_the_user_signed_in(visitor, clock):
    browser = visitor()
    browser.sign_in()
    clock.now += 3600

    assert browser.whoami(save_session=False) == "ann"
    assert "Set-Cookie" not in browser.response.headers
    assert browser.whoami() == "ann"


def test_old_token_is_replaced(visitor, model, clock):
    browser = visitor()
    browser.sign_in()
    clock.now += 86401

    assert browser.whoami() == "ann"
    assert list(model.tokens) == [(1, "token 0")]
    assert model.tokens[1, "token 0"] == (model.users["ann"], clock.now)


def test_old_token_that_cannot_be_replaced_ends_the_session(visitor, clock):
    browser = visitor()
    browser.sign_in()
    clock.now += 86401

    assert browser.whoami(save_session=False) == "ann"
    assert browser.whoami() is None


def test_expired_token_ends_the_session(visitor, model, clock):
    browser = visitor()
    browser.sign_in()
    clock.now += 1814401

    assert (browser.whoami(), model.tokens) == (None, {})


def test_token_that_the_model_forgot_ends_the_session(visitor, model, clock):
    browser = visitor()
    browser.sign_in()
    clock.now += 3600
    model.tokens.clear()

    assert browser.whoami() is None
    assert browser.visit(lambda auth: dict(auth.session)) == {}


@pytest.mark.parametrize(
    "config",
    [{"token_max_age": None}, {"token_new_age": None}, {"token_cache_age": None}],
    ids=lambda config: next(iter(config)),
)
def test_age_of_none_does_not_fail(visitor, config):
    browser = visitor(**config)
    browser.sign_in()

    assert browser.whoami() == (None if "token_max_age" in config else "ann")


@pytest.mark.parametrize("junk", [["too short"], "a string of letters", 5, {}, [None] * 6])
def test_junk_in_the_session_is_nobody(visitor, junk):
    browser = visitor()
    browser.visit(lambda auth: auth.session.update(_user=junk))

    assert browser.whoami() is None
    assert browser.visit(lambda auth: dict(auth.session)) == {}


@pytest.mark.parametrize(
    ("remember", "max_age"),
    [(True, "Max-Age=1814400"), ("1", "Max-Age=1814400"), ("on", "Max-Age=1814400"), (False, ""), ("0", ""), ("", "")],
)
def test_remembered_user_gets_a_cookie_that_outlives_the_browser(visitor, remember, max_age):
    browser = visitor()
    browser.sign_in(remember=remember)

    assert ("Max-Age" in browser.response.headers["Set-Cookie"]) is bool(max_age)
    assert max_age in browser.response.headers["Set-Cookie"]


@pytest.mark.parametrize(("remember", "kept"), [(2, 2), ("2", 2), ("on", 1), (None, 0), ("0", 0)])
def test_session_holds_the_number_that_remember_is(visitor, remember, kept):
    assert visitor().sign_in(remember=remember)["remember"] == kept


def test_remembered_user_stays_so_when_something_else_is_saved(visitor):
    browser = visitor()
    browser.sign_in(remember=True)

    browser.visit(lambda auth: auth.get_user_by_session() and auth.session.add_flash("hello"))

    assert "Max-Age=1814400" in browser.response.headers["Set-Cookie"]


def test_session_with_a_greatest_age_starts_anew_while_the_user_is_active(visitor, clock):
    browser = visitor(config={"webapp2_extras.sessions": {"secret_key": "x" * 20, "session_max_age": 600}})
    browser.sign_in()

    for _ in range(10):
        clock.now += 300
        assert browser.whoami() == "ann"
    clock.now += 601
    assert browser.whoami() is None


def test_wrong_password_signs_out_who_was_signed_in(visitor, model):
    browser = visitor()
    browser.sign_in()

    assert browser.sign_in(password="wrong", silent=True) is None
    assert (browser.whoami(), model.tokens) == (None, {})


def test_wrong_password_without_save_session_signs_nobody_out(visitor):
    browser = visitor()
    browser.sign_in()

    assert browser.sign_in(password="wrong", silent=True, save_session=False) is None
    assert browser.whoami() == "ann"


@pytest.mark.parametrize(("name", "error"), [("nobody", auth.InvalidAuthIdError), ("ann", auth.InvalidPasswordError)])
def test_wrong_id_or_password_raises_an_auth_error(visitor, name, error):
    def fail(auth):
        with pytest.raises(error):
            auth.get_user_by_password(name, "wrong")

    visitor().visit(fail)


def test_password_without_save_session_gives_the_user_for_this_request(visitor):
    browser = visitor()

    user = browser.visit(
        lambda auth: auth.get_user_by_password("ann", "right", save_session=False) and auth.get_user_by_session()
    )

    assert user == {"user_id": 1, "name": "ann"}
    assert browser.whoami() is None


def test_token_signs_in(visitor, model, clock):
    browser = visitor()
    token = model.create_auth_token(1)

    assert browser.visit(lambda auth: auth.get_user_by_token(1, token))["name"] == "ann"
    assert browser.whoami() == "ann"


def test_token_without_save_session_gives_the_user_for_this_request(visitor, model):
    browser = visitor()
    token = model.create_auth_token(1)

    assert browser.visit(lambda auth: auth.get_user_by_token(1, token, save_session=False))["name"] == "ann"
    assert browser.whoami() is None


def test_old_token_of_another_session_leaves_this_one_alone(visitor, model, clock):
    browser = visitor(token_new_age=None)
    token = model.create_auth_token(2)
    browser.visit(lambda auth: auth.session.update(_user=[1, 0, "other", clock.now, clock.now, "ann"]))

    assert browser.visit(lambda auth: auth.get_user_by_token(2, token, save_session=False))["name"] == "bob"
    assert browser.visit(lambda auth: auth.get_session_data())["token"] == "other"


def test_fresh_copy_of_the_user_saves_a_look(visitor, model, clock):
    copy = {"user_id": 1, "name": "a copy"}

    def look(auth):
        return auth.get_user_by_token(1, "any", clock.now, cache=copy, cache_ts=clock.now - 5)

    assert visitor().visit(look)["name"] == "a copy"
    assert model.asked == []


def test_unknown_token_is_nobody_for_the_rest_of_the_request(visitor):
    user = visitor().visit(lambda auth: (auth.get_user_by_token(1, "unknown"), auth.get_user_by_session()))

    assert user == (None, None)


def test_token_may_follow_a_session_without_user(visitor, model):
    token = model.create_auth_token(1)

    user = visitor().visit(lambda auth: auth.get_user_by_session() or auth.get_user_by_token(1, token))

    assert user["name"] == "ann"


def test_token_may_follow_a_password_without_session(visitor, model):
    token = model.create_auth_token(1)

    def both(auth):
        auth.get_user_by_password("ann", "right", save_session=False)
        return auth.get_user_by_token(1, token)

    assert visitor().visit(both)["token"] == token


def test_same_token_again_gives_the_same_user(visitor, model):
    token = model.create_auth_token(1)

    users = visitor().visit(lambda auth: [auth.get_user_by_token(1, token) for _ in range(2)])

    assert users[0] is users[1]


@pytest.mark.parametrize(("user_id", "token"), [(1, "another"), (2, "token 0")])
def test_other_user_or_token_in_one_request_is_an_assertion_error(visitor, user_id, token):
    def fail(auth):
        auth.get_user_by_password("ann", "right")
        with pytest.raises(AssertionError, match="has the user 1 already"):
            auth.get_user_by_token(user_id, token)

    visitor().visit(fail)


def test_session_args_reach_the_cookie(visitor):
    browser = visitor()
    browser.visit(lambda auth: auth.set_session({"user_id": 1, "name": "ann"}, max_age=5, path="/shop"))

    assert "Max-Age=5; Path=/shop;" in browser.response.headers["Set-Cookie"]


def test_set_session_keeps_the_token_it_is_given(visitor, clock):
    browser = visitor()
    browser.visit(lambda auth: auth.set_session({"user_id": 1, "name": "ann"}, "mine", clock.now - 2, clock.now - 1))

    data = browser.visit(lambda auth: auth.get_session_data())

    assert (data["token"], data["token_ts"], data["cache_ts"]) == ("mine", clock.now - 2, clock.now - 1)


def test_incomplete_user_is_not_stored(visitor, caplog):
    browser = visitor()
    browser.visit(lambda auth: auth.set_session_data({"user_id": 1}))

    assert browser.visit(lambda auth: dict(auth.session)) == {}


def test_get_session_data_can_remove_the_user(visitor):
    browser = visitor()
    browser.sign_in()

    assert browser.visit(lambda auth: auth.get_session_data(pop=True))["name"] == "ann"
    assert browser.whoami() is None


def test_signing_out_leaves_the_rest_of_the_session(visitor):
    browser = visitor()
    browser.sign_in()
    browser.visit(lambda auth: auth.session.update(other=1))
    browser.visit(lambda auth: auth.unset_session())

    assert browser.visit(lambda auth: dict(auth.session)) == {"other": 1}


def test_session_gets_a_new_id_when_a_user_signs_in_and_no_other_time(visitor, clock, monkeypatch):
    rotations = []
    monkeypatch.setattr("webapp2_extras.sessions.SessionDict.rotate", lambda self: rotations.append(self["_user"][0]))
    browser = visitor()

    browser.sign_in()
    clock.now += 3600
    browser.whoami()
    browser.visit(lambda auth: auth.set_session({"user_id": 2, "name": "bob"}))

    assert rotations == [1, 2]


@pytest.mark.parametrize("junk", [5, "text", [], {"a": 1}])
def test_user_signs_in_over_junk_in_the_session(visitor, junk):
    browser = visitor()
    browser.visit(lambda auth: auth.session.update(_user=junk))

    browser.visit(lambda auth: auth.set_session({"user_id": 1, "name": "ann"}))

    assert browser.whoami() == "ann"


@pytest.mark.parametrize("backend", ["securecookie", "memory"])
def test_user_signs_in_with_any_session_backend(visitor, backend):
    sids = []

    class Memory(sessions.CustomBackendSessionFactory):
        stored = {}

        def _get_by_sid(self, sid):
            self.sid = sid if sid in self.stored else self._get_new_sid()
            return sessions.SessionDict(self, data=self.stored.get(sid), new=sid not in self.stored)

        def save_session(self, response):
            if self.session.modified:
                sids.append(self.sid)
                self.stored[self.sid] = dict(self.session)
                self.session_store.save_secure_cookie(response, self.name, {"_sid": self.sid}, **self.session_args)

    config = {
        "webapp2_extras.sessions": {"secret_key": "not a secret, but long", "backends": {"memory": Memory}},
    }
    browser = visitor(config, session_backend=backend)
    browser.visit(lambda auth: auth.session.update(planted=1))
    browser.sign_in()

    assert browser.whoami() == "ann"
    assert len(set(sids)) == (2 if backend == "memory" else 0)


def test_session_of_webapp2_is_read(visitor, model, clock):
    from webapp2_extras import securecookie

    data = {"_user": [1, 1, "from python 2", clock.now - 9, clock.now - 9, "ann"]}
    browser = visitor()
    serializer = securecookie.SecureCookieSerializer("not a secret, but long enough")
    cookie = serializer.serialize("auth", data).decode()
    browser.cookies["auth"] = '"' + cookie.replace("=", "\\075") + '"'

    assert browser.whoami() == "ann"


def test_first_call_makes_auth_and_store_and_registers_them(app, model):
    application = app(config={"webapp2_extras.auth": {"user_model": model}})
    request = webapp2.Request.blank("/")
    request.app = application

    made = auth.get_auth(request=request)

    assert auth.get_auth(request=request) is made
    assert request.registry == {"webapp2_extras.auth.Auth": made}
    assert application.registry == {"webapp2_extras.auth.Auth": made.store}


def test_set_functions_replace_auth_and_store_under_their_keys(app):
    application = app()
    request = webapp2.Request.blank("/")

    auth.set_store("my store", key="k", app=application)
    auth.set_auth("my auth", key="k", request=request)

    assert auth.get_store(key="k", app=application) == "my store"
    assert auth.get_auth(key="k", request=request) == "my auth"


@pytest.mark.parametrize("call", [auth.get_auth, auth.get_store, lambda: auth.set_auth(1), lambda: auth.set_store(1)])
def test_outside_a_request_it_is_an_assertion_error(call):
    with pytest.raises(AssertionError, match="global variable is not set"):
        call()


def test_password_hash_of_webapp2_signs_in(visitor, model):
    model.users["ann"].password = "73d43fd4cd74d1939772760b7061957816e80c16$sha1$PekkTx5jOmJsNzPKI6wK4W"

    assert security.needs_rehash(model.users["ann"].password)
    assert visitor().sign_in(password="pässwörd")["name"] == "ann"
