import pytest

from webapp2compat.deprecation import warn_deprecated


def old_thing():
    warn_deprecated(since="1.2", what="old_thing()", use="new_thing()")


def test_warning_says_since_when_and_what_instead():
    with pytest.warns(
        DeprecationWarning, match=r"old_thing\(\) is deprecated since 1\.2\. Use new_thing\(\) instead\."
    ):
        old_thing()


def test_warning_points_at_the_caller():
    with pytest.warns(DeprecationWarning, match="old_thing") as warned:
        old_thing()

    assert warned[0].filename == __file__
