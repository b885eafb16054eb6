import webapp2compat.serving as serving
from webapp2compat.serving.failure import CannotServe


def test_callers_find_it_beside_serve():
    assert serving.CannotServe is CannotServe
