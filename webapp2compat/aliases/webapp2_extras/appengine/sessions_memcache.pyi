from webapp2compat.extras.appengine.sessions_memcache import *
