"""The parts of webapp2_extras that need the App Engine SDK (extra ``appengine``)."""
