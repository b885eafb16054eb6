"""What is tested is what a user installs."""

import os

import pytest

import webapp2


@pytest.mark.skipif("TOX_ENV_NAME" not in os.environ, reason="tox installs the wheel; here a checkout may be tested")
def test_the_installed_wheel_is_tested():
    assert "site-packages" in webapp2.__file__
