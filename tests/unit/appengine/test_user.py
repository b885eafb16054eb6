"""The development server's cookie."""

import pytest

from webapp2compat.appengine.user import User, user_from_cookies


def test_nobody_has_no_id():
    assert (User().user_id, User().variables()["USER_ID"]) == ("", "")


def test_user_id_is_the_development_servers():
    assert User("test@example.com").user_id == "185804764220139124118"


@pytest.mark.parametrize("user", [User("ann@gmail.com"), User("zoë+b@example.com", True), User('q"; a=b@example.com')])
def test_user_survives_the_cookie(user):
    assert user_from_cookies(f"other=1; dev_appserver_login={user.cookie}") == user


@pytest.mark.parametrize(
    "header", ["", "other=1", "dev_appserver_login", "dev_appserver_login=", "a,b=1", "dev_appserver_login=:True:"]
)
def test_no_sensible_cookie_is_nobody(header):
    assert user_from_cookies(header) == User()


def test_other_cookies_that_make_no_sense_do_not_matter():
    assert user_from_cookies("a,b=1; dev_appserver_login=ann@example.com:False:1; \x01=") == User("ann@example.com")


def test_variables_describe_the_user():
    variables = User("ann@gmail.com", True).variables()

    assert (variables["USER_EMAIL"], variables["USER_NICKNAME"]) == ("ann@gmail.com", "ann")
    assert (variables["USER_IS_ADMIN"], variables["AUTH_DOMAIN"]) == ("1", "gmail.com")
