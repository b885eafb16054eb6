from webapp2compat.commands.failure import FINDINGS, INTERNAL, OK, USAGE


def test_exit_codes_are_those_that_are_documented():
    assert (OK, FINDINGS, USAGE, INTERNAL) == (0, 1, 2, 3)
