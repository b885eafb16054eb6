"""The settings of an application, and what its user model is asked for."""

import pytest

from webapp2_extras import auth, security
from webapp2compat.extras import auth_store


@pytest.fixture
def store(app, model):
    """Make a store: ``store(profile="legacy", **config)``."""

    def make(profile="legacy", **config):
        values = {"user_model": model, "user_attributes": ["name"], **config}
        return auth.AuthStore(app(config={"webapp2compat": {"profile": profile}}), values)

    return make


@pytest.fixture
def hashed(monkeypatch):
    """The stored hashes that passwords are checked against, in that order."""
    checked = []
    check = security.check_password_hash
    monkeypatch.setattr(
        security, "check_password_hash", lambda password, pwhash: checked.append(pwhash) or check(password, pwhash)
    )
    return checked


def test_defaults_are_webapp2s(app):
    config = auth.AuthStore(app()).config

    assert config == {
        "user_model": "webapp2_extras.appengine.auth.models.User",
        "session_backend": "securecookie",
        "cookie_name": "auth",
        "token_max_age": 1814400,
        "token_new_age": 86400,
        "token_cache_age": 3600,
        "user_attributes": [],
    }


def test_user_model_can_be_a_dotted_name(store):
    assert store(user_model="collections.OrderedDict").user_model.__name__ == "OrderedDict"


@pytest.mark.parametrize(
    ("attributes", "stored"),
    [(["name", "name"], ["name"]), (("user_id", "name"), ["name"]), ([], []), (None, [])],
)
def test_session_holds_each_attribute_once(store, attributes, stored):
    expected = ["user_id", "remember", "token", "token_ts", "cache_ts", *stored]

    assert store(user_attributes=attributes).session_attributes == expected


@pytest.mark.parametrize("attributes", [["name"], ["name", "user_id"]])
def test_user_to_dict_has_the_id_and_the_attributes(store, model, attributes):
    assert store(user_attributes=attributes).user_to_dict(model.users["ann"]) == {"user_id": 1, "name": "ann"}


def test_user_to_dict_of_nobody_is_none(store):
    assert store().user_to_dict(None) is None


@pytest.mark.parametrize("name", ["get_user_by_auth_password", "validate_password"])
def test_password_gives_the_user(store, name):
    assert getattr(store(), name)("ann", "right") == {"user_id": 1, "name": "ann"}


@pytest.mark.parametrize(
    ("auth_id", "error"), [("nobody", auth.InvalidAuthIdError), ("ann", auth.InvalidPasswordError)]
)
def test_wrong_id_or_password_raises_unless_silent(store, auth_id, error):
    assert store().validate_password(auth_id, "wrong", silent=True) is None
    with pytest.raises(error):
        store().validate_password(auth_id, "wrong")


@pytest.mark.parametrize(
    ("auth_id", "method", "hashes"), [("nobody", "sha1", 1), ("ann", "sha1", 2), ("ann", "scrypt", 1)]
)
def test_each_failure_costs_one_slow_hash_so_that_time_does_not_tell_who_is_a_user(
    store, model, hashed, auth_id, method, hashes
):
    model.users["ann"].password = security.generate_password_hash("right", method=method)

    assert store().validate_password(auth_id, "wrong", silent=True) is None
    assert len(hashed) == hashes
    assert [security.needs_rehash(pwhash) for pwhash in hashed].count(False) == 1


def test_model_that_uses_password_matches_pays_once_only(store, model, hashed):
    def careful(auth_id, password):
        auth.password_matches(password, None)
        raise auth.InvalidAuthIdError

    model.get_by_auth_password = careful
    store().validate_password("nobody", "wrong", silent=True)

    assert [security.needs_rehash(pwhash) for pwhash in hashed] == [True, False]


def test_errors_for_id_and_password_read_the_same():
    assert str(auth.InvalidAuthIdError()) == str(auth.InvalidPasswordError())


@pytest.mark.parametrize(
    "stored",
    [None, "", "junk", security.generate_password_hash("other", method="sha1")],
    ids=["none", "empty", "junk", "old"],
)
def test_password_matches_hashes_even_if_there_is_little_to_check(hashed, stored):
    assert not auth.password_matches("right", stored)
    assert hashed == [stored, auth_store._dummy_hash()]


def test_password_matches_hashes_once_for_a_strong_hash(hashed):
    stored = security.generate_password_hash("right")

    assert auth.password_matches("right", stored)
    assert hashed == [stored]


@pytest.mark.parametrize(("profile", "renewed"), [("legacy", []), ("safe", ["right"])])
def test_model_may_renew_an_old_hash_under_the_safe_profile(store, model, profile, renewed):
    given = []
    model.renew_password = lambda self, password: given.append(password)

    store(profile).validate_password("ann", "right")

    assert given == renewed


def test_model_without_renew_password_works_under_the_safe_profile(store):
    assert store("safe").validate_password("ann", "right")["name"] == "ann"


def test_serialize_session_lists_the_attributes_in_order(store):
    data = {"name": "ann", "cache_ts": 3, "token_ts": 2, "token": "t", "remember": 0, "user_id": 1, "more": 5}

    assert store().serialize_session(data) == [1, 0, "t", 2, 3, "ann"]


@pytest.mark.parametrize("data", [None, {}, {"user_id": 1}])
def test_serialize_session_of_an_incomplete_user_is_none_with_a_warning(store, caplog, data):
    assert store().serialize_session(data) is None
    assert len(caplog.messages) == 1


def test_deserialize_session_is_the_opposite_of_serialize_session(store):
    data = {"user_id": 1, "remember": 0, "token": "t", "token_ts": 2, "cache_ts": 3, "name": "ann"}

    assert store().deserialize_session([*store().serialize_session(data), "surplus"]) == data


@pytest.mark.parametrize("data", [None, 5, "abcdefgh", {"a": 1}, [], ["secret token"]])
def test_deserialize_session_of_junk_is_none_with_a_warning_that_keeps_the_token(store, caplog, data):
    assert store().deserialize_session(data) is None
    assert "secret" not in caplog.text
    assert len(caplog.messages) == 1


@pytest.mark.parametrize("timestamp", [None, "5", [], {}])
def test_timestamp_that_is_no_number_is_not_fresh(store, timestamp):
    assert not store().validate_cache_timestamp(timestamp)


def test_token_whose_time_is_junk_is_deleted(store, model):
    assert store().validate_token(1, "t", token_ts="junk") == (None, None)
    assert model.asked == ["delete"]


def test_token_that_the_model_knows_to_be_expired_is_deleted(store, model, clock):
    token = model.create_auth_token(1)
    clock.now += 1814401

    assert store().validate_token(1, token, token_ts=clock.now) == (None, None)
    assert model.tokens == {}
