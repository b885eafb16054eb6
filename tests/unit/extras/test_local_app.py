"""The application under the name that it had while only this one was thread-safe."""

import webapp2
from webapp2_extras import local_app


def test_application_is_webapp2s():
    assert local_app.WSGIApplication is webapp2.WSGIApplication
