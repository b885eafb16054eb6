"""The contents of :mod:`webapp2_extras.appengine.sessions_memcache` under their first name."""

from .appengine.sessions_memcache import MemcacheSessionFactory as MemcacheSessionFactory
