from webapp2compat.extras.sessions_memcache import *
