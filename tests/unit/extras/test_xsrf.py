import base64

import pytest

import webapp2
from webapp2_extras import xsrf

NOW = 1_700_000_000
SAFE = {"webapp2compat": {"profile": "safe"}}


def packed(text):
    return base64.urlsafe_b64encode(text)


@pytest.mark.parametrize("version", [None, 1, 2])
@pytest.mark.parametrize("action", [None, "delete", "löschen", b"x"])
def test_a_token_is_good_for_its_user_and_action(version, action):
    token = xsrf.XSRFToken("ann", "secret", NOW, version=version).generate_token_string(action)
    verifier = xsrf.XSRFToken(b"ann", b"secret")

    verifier.verify_token_string(token, action)
    verifier.verify_token_string(token.decode(), action, timeout=10, current_time=NOW + 10)


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(
    ("user", "secret", "action"), [("bob", "secret", "a"), ("ann", "other", "a"), ("ann", "secret", "b")]
)
def test_a_token_is_good_for_nothing_else(version, user, secret, action):
    token = xsrf.XSRFToken("ann", "secret", NOW, version=version).generate_token_string("a")

    with pytest.raises(xsrf.XSRFTokenInvalid):
        xsrf.XSRFToken(user, secret).verify_token_string(token, action)


@pytest.mark.parametrize("version", [1, 2])
def test_a_token_grows_old(version):
    token = xsrf.XSRFToken("ann", "secret", NOW, version=version)

    with pytest.raises(xsrf.XSRFTokenExpiredException):
        token.verify_token_string(token.generate_token_string(), timeout=10, current_time=NOW + 11)
    with pytest.raises(xsrf.XSRFTokenExpiredException):
        token.verify_token_string(token.generate_token_string(), timeout=10)


@pytest.mark.parametrize(
    "token",
    [None, "", 5, "!!!", b"abc", "é", "\ud800", bytearray(b"x")]
    + [packed(text) for text in (b"abc", b"abc|x", b"a|b|5", b"|", b"x|y|z|5", b"abc|" + b"9" * 5000)],
)
def test_what_is_no_token_is_malformed(token):
    with pytest.raises(xsrf.XSRFTokenMalformed):
        xsrf.XSRFToken("ann", "secret").verify_token_string(token)


@pytest.mark.parametrize("token", [packed(b"abc|5"), packed(b"2|abc|5"), packed(b"abc|-5")])
def test_forged_tokens_are_invalid(token):
    with pytest.raises(xsrf.XSRFTokenInvalid):
        xsrf.XSRFToken("ann", "secret").verify_token_string(token)


def test_spaces_make_a_token_invalid_as_in_webapp2():
    token = xsrf.XSRFToken("ann", "secret")

    with pytest.raises(xsrf.XSRFTokenInvalid):
        token.verify_token_string(token.generate_token_string() + b"\n")


def test_all_errors_are_one_kind():
    errors = xsrf.XSRFTokenMalformed, xsrf.XSRFTokenExpiredException, xsrf.XSRFTokenInvalid

    assert all(issubclass(error, xsrf.XSRFException) for error in errors)


@pytest.mark.parametrize(("user", "secret"), [(5, "s"), (None, "s"), ("a", None)])
def test_user_and_secret_are_text_or_bytes(user, secret):
    with pytest.raises(TypeError, match="Expected bytes or text"):
        xsrf.XSRFToken(user, secret)


def test_s12_version_2_keeps_user_and_action_apart():
    def token(user, action=None, version=2):
        return xsrf.XSRFToken(user, "secret", NOW, version=version).generate_token_string(action)

    assert token("alice|delete", version=1) == token("alice", "delete", version=1)
    assert token("alice|delete") != token("alice", "delete")


def test_s12_the_safe_profile_makes_version_2_tokens_that_last_a_day(get):
    def handler(request):
        token = xsrf.XSRFToken("ann", "secret", NOW)
        made = token.generate_token_string()
        token.verify_token_string(made, current_time=NOW + 86400)
        with pytest.raises(xsrf.XSRFTokenExpiredException):
            token.verify_token_string(made, current_time=NOW + 86401)
        return webapp2.Response(base64.urlsafe_b64decode(made)[:2])

    assert get("/", [webapp2.Route("/", handler)], config=SAFE).body == b"2|"


def test_s12_the_safe_profile_reads_tokens_of_webapp2(get):
    def handler(request):
        token = xsrf.XSRFToken("ann", "secret", version=1)
        token.verify_token_string(token.generate_token_string())
        return webapp2.Response("good")

    assert get("/", [webapp2.Route("/", handler)], config=SAFE).body == b"good"
