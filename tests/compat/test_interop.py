"""Data that webapp2 and this package exchange, recorded from webapp2 2.5.2 on Python 2.7 and from 3.0.0b1.

What is in ``read_by_webapp2_2.5.2.json`` was written here and read there, so it must go on being written like this.
"""

import json
from pathlib import Path

import pytest

import webapp2
from webapp2_extras import securecookie, security, sessions, xsrf

HERE = Path(__file__).parent / "interop"
OLD = json.loads((HERE / "made_by_webapp2_2.5.2.json").read_text())
NEW = json.loads((HERE / "made_by_webapp2_3.0.0b1.json").read_text())
READ = json.loads((HERE / "read_by_webapp2_2.5.2.json").read_text())


@pytest.mark.parametrize("vector", OLD["signed_cookies"])
def test_cookies_that_webapp2_signed_are_read(vector):
    serializer = securecookie.SecureCookieSerializer(vector["secret_key"])

    assert serializer.deserialize(vector["name"], vector["cookie"]) == vector["value"]


@pytest.mark.parametrize("vector", READ["signed_cookies"])
def test_cookies_are_signed_as_webapp2_read_them(vector):
    serializer = securecookie.SecureCookieSerializer(vector["secret_key"])
    serializer._get_timestamp = lambda: 1700000000

    assert serializer.serialize(vector["name"], vector["value"]).decode() == vector["cookie"]


@pytest.mark.parametrize("vector", OLD["password_hashes"] + READ["password_hashes"])
def test_password_hashes_of_webapp2_verify(vector):
    hashed = vector["hash"], vector["pepper"]

    assert security.check_password_hash(vector["password"], *hashed)
    assert not security.check_password_hash(vector["password"] + "x", *hashed)


@pytest.mark.parametrize("vector", READ["password_hashes"])
def test_password_hashes_are_made_as_webapp2_read_them(vector):
    digest, method, salt = vector["hash"].split("$")

    assert security.hash_password(vector["password"], method, salt, vector["pepper"]) == digest


@pytest.mark.parametrize("vector", OLD["session_set_cookie"])
@pytest.mark.parametrize("quote", [str, lambda value: '"' + value.replace("=", "\\075") + '"'])
def test_session_that_webapp2_sent_is_read(vector, quote):
    cookie = vector["set_cookie"].partition(";")[0].removeprefix("session=")
    request = webapp2.Request.blank("/", headers={"Cookie": f"session={quote(cookie)}"})
    request.app = webapp2.WSGIApplication(config={"webapp2_extras.sessions": {"secret_key": vector["secret_key"]}})

    assert sessions.get_store(request=request).get_session() == vector["session"]


@pytest.mark.parametrize("vector", NEW["xsrf_tokens"])
def test_xsrf_tokens_of_webapp2_are_made_and_verified(vector):
    token = xsrf.XSRFToken(vector["user_id"], vector["secret"], vector["time"])

    token.verify_token_string(vector["token"], vector["action"])
    assert token.generate_token_string(vector["action"]).decode() == vector["token"]
