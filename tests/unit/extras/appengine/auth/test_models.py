"""Users in the Datastore: the default user model."""

import json
import time

import pytest

import webapp2
from webapp2_extras import auth, security, sessions

models = pytest.importorskip(
    "webapp2_extras.appengine.auth.models", reason="needs the extra appengine", exc_type=ImportError
)
OLD_HASH = "3accf6e16c30cd8a6a0ce2066226a36c9ebb6813$sha1$U8oZ8VMmPziTgjqAw8TbL2"  # of "secret", by webapp2 2.5.2


@pytest.fixture
def ann():
    """A user in the Datastore."""
    is_created, user = models.User.create_user("own:ann", ["email"], email="ann@x", name="Ann", password_raw="right")
    assert is_created
    return user


@pytest.fixture
def uniques():
    """List the values that are claimed."""
    return lambda: [key.id() for key in models.Unique.query().fetch(keys_only=True)]


@pytest.fixture
def broken_put(monkeypatch):
    """Make saving a user fail."""

    def put(self):
        raise OSError("no Datastore")

    monkeypatch.setattr(models.User, "put", put)


def test_value_can_be_claimed_once():
    assert [models.Unique.create("a") for _ in range(2)] == [True, False]


def test_several_values_are_claimed_together_or_not_at_all(uniques):
    models.Unique.create("b")

    assert models.Unique.create_multi(["a", "b", "c"]) == (False, ["b"])
    assert uniques() == ["b"]
    assert models.Unique.create_multi(["a", "c"]) == (True, [])


@pytest.mark.parametrize(
    ("values", "taken"), [(["c", "b", "a"], ["c", "a"]), (["c", "c"], ["c", "c"]), (["d", "d"], [])]
)
def test_values_that_are_taken_are_named_in_the_order_given(values, taken):
    models.Unique.create_multi(["a", "c"])

    assert models.Unique.create_multi(values) == (False, taken)


def test_values_claimed_before_a_failure_are_free_again(uniques, monkeypatch):
    create = models.Unique.create
    monkeypatch.setattr(models.Unique, "create", lambda value: create(value) if value < "c" else 1 / 0)

    with pytest.raises(ZeroDivisionError):
        models.Unique.create_multi(["a", "b", "c"])

    assert uniques() == []


def test_values_can_be_given_free(uniques):
    models.Unique.create_multi(["a", "b"])

    models.Unique.delete_multi(["a", "never claimed"])

    assert uniques() == ["b"]


@pytest.mark.parametrize("token", [None, "mine"])
def test_token_is_found_with_and_without_its_user(token):
    stored = models.UserToken.create(7, "auth", token)

    assert models.UserToken.get(7, "auth", stored.token) == stored
    assert models.UserToken.get(subject="auth", token=stored.token) == stored
    assert stored.key.id() == f"7.auth.{stored.token}"


def test_unknown_token_is_none():
    assert models.UserToken.get(7, "auth", "unknown") is None


@pytest.mark.parametrize("known", [{}, {"user": 7}, {"subject": "auth"}, {"token": "t"}])
def test_token_needs_a_subject_and_a_token(known):
    with pytest.raises(AssertionError, match="subject and token must be provided"):
        models.UserToken.get(**known)


def test_user_is_created_with_attributes_and_a_strong_hash(ann, uniques):
    user = models.User.get_by_auth_id("own:ann")

    assert (user.get_id(), user.name, user.auth_ids) == (ann.get_id(), "Ann", ["own:ann"])
    assert not security.needs_rehash(user.password)
    assert uniques() == ["User.auth_id:own:ann", "User.email:ann@x"]


@pytest.mark.parametrize(
    ("auth_id", "email", "taken"),
    [
        ("own:ann", "new@x", ["auth_id"]),
        ("own:new", "ann@x", ["email"]),
        ("own:ann", "ann@x", ["auth_id", "email"]),
    ],
)
def test_user_is_not_created_with_what_another_has(ann, uniques, auth_id, email, taken):
    before = uniques()

    assert models.User.create_user(auth_id, ["email"], email=email) == (False, taken)
    assert (models.User.query().count(), uniques()) == (1, before)


def test_uniques_are_free_again_if_the_user_cannot_be_saved(broken_put, uniques):
    with pytest.raises(OSError, match="no Datastore"):
        models.User.create_user("own:ann", ["email"], email="ann@x")

    assert uniques() == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"auth_id": "own:ann", "password": "raw"}, "Use password_raw instead of password"),
        ({"auth_id": ["own:ann", "own:bob"]}, "multiple auth_ids is not allowed"),
    ],
)
def test_user_with_a_raw_password_or_several_ids_is_an_assertion_error(arguments, message):
    with pytest.raises(AssertionError, match=message):
        models.User.create_user(**arguments)


def test_missing_unique_property_is_a_key_error_and_claims_nothing(uniques):
    with pytest.raises(KeyError, match="email"):
        models.User.create_user("own:ann", ["email"])

    assert uniques() == []


def test_password_of_none_is_no_password():
    assert models.User.create_user("own:ann", password_raw=None)[1].password is None


def test_user_can_have_another_id(ann):
    assert ann.add_auth_id("google:1") == (True, ann)
    assert models.User.get_by_auth_id("google:1") == ann


def test_id_of_another_user_is_not_added(ann):
    models.User.create_user("own:bob")

    assert ann.add_auth_id("own:bob") == (False, ["auth_id"])
    assert ann.auth_ids == ["own:ann"]


def test_id_is_free_again_if_the_user_cannot_be_saved(ann, broken_put, uniques):
    with pytest.raises(OSError, match="no Datastore"):
        ann.add_auth_id("google:1")

    assert ann.auth_ids == ["own:ann"]
    assert "User.auth_id:google:1" not in uniques()


def test_password_gives_the_user(ann):
    assert models.User.get_by_auth_password("own:ann", "right") == ann


@pytest.mark.parametrize(
    ("auth_id", "error"), [("own:ann", auth.InvalidPasswordError), ("own:nobody", auth.InvalidAuthIdError)]
)
def test_wrong_id_or_password_raises(ann, auth_id, error):
    with pytest.raises(error):
        models.User.get_by_auth_password(auth_id, "wrong")


def test_user_without_password_cannot_sign_in_with_one():
    models.User.create_user("google:1")

    with pytest.raises(auth.InvalidPasswordError):
        models.User.get_by_auth_password("google:1", "")


def test_unknown_user_takes_as_long_as_a_wrong_password(ann, monkeypatch):
    hashed = []
    hash_password = security.hash_password
    monkeypatch.setattr(
        security, "hash_password", lambda *arguments: hashed.append(arguments[1]) or hash_password(*arguments)
    )

    for auth_id in ("own:ann", "own:nobody"):
        with pytest.raises(auth.AuthError):
            models.User.get_by_auth_password(auth_id, "wrong")

    assert hashed[-2:] == ["scrypt:32768:8:1"] * 2


def test_auth_token_gives_the_user_and_its_time(ann):
    token = models.User.create_auth_token(ann.get_id())

    user, made = models.User.get_by_auth_token(ann.get_id(), token)

    assert user == ann
    assert abs(made - time.time()) < 60


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Chicago"])
def test_time_of_a_token_does_not_depend_on_the_servers_time_zone(ann, zone, monkeypatch):
    token = models.User.create_auth_token(ann.get_id())
    monkeypatch.setenv("TZ", zone)
    time.tzset()

    made = models.User.get_by_auth_token(ann.get_id(), token)[1]
    monkeypatch.undo()
    time.tzset()

    assert abs(made - time.time()) < 60


@pytest.mark.parametrize(("user_id", "token"), [(None, "unknown"), (99, None)])
def test_token_of_somebody_else_is_nobodys(ann, user_id, token):
    token = token or models.User.create_auth_token(ann.get_id())

    assert models.User.get_by_auth_token(user_id or ann.get_id(), token) == (None, None)


@pytest.mark.parametrize("subject", ["auth", "signup"])
def test_token_is_valid_until_deleted(ann, subject):
    create, validate, delete = (
        getattr(models.User, f"{verb}_{subject}_token") for verb in ("create", "validate", "delete")
    )
    token = create(ann.get_id())

    assert validate(ann.get_id(), token).token == token
    delete(ann.get_id(), token)
    assert validate(ann.get_id(), token) is None


def test_renew_password_replaces_a_weak_hash_only(ann):
    strong = ann.password
    ann.renew_password("right")
    assert ann.password == strong

    ann.password = OLD_HASH
    ann.renew_password("secret")
    assert not security.needs_rehash(models.User.get_by_auth_id("own:ann").password)


@pytest.mark.parametrize(("profile", "is_weak"), [("legacy", True), ("safe", False)])
def test_login_renews_an_old_hash_under_the_safe_profile(app, ann, profile, is_weak):
    ann.password = OLD_HASH
    ann.put()
    store = auth.AuthStore(app(config={"webapp2compat": {"profile": profile}}))

    assert store.validate_password("own:ann", "secret") == {"user_id": ann.get_id()}
    assert security.needs_rehash(models.User.get_by_auth_id("own:ann").password) is is_weak


def test_custom_attributes_go_into_the_session_though_the_sdk_reads_them_as_bytes(app, ann):
    pytest.importorskip("google.appengine.ext.ndb").get_context().clear_cache()

    def handler(request):
        user = auth.get_auth(request=request).get_user_by_password("own:ann", "right")
        response = webapp2.Response(json.dumps(user["name"]))
        sessions.get_store(request=request).save_sessions(response)
        return response

    config = {
        "webapp2_extras.auth": {"user_attributes": ["name"]},
        "webapp2_extras.sessions": {"secret_key": "not a secret, but long"},
    }
    response = app([webapp2.Route("/", handler)], config=config).get_response("/")

    assert (response.status_int, response.text) == (200, '"Ann"')
    assert response.headers["Set-Cookie"].startswith("auth=")
