"""The contents of :mod:`webapp2_extras.appengine.sessions_ndb` under their first name."""

from .appengine.sessions_ndb import DatastoreSessionFactory as DatastoreSessionFactory, Session as Session
