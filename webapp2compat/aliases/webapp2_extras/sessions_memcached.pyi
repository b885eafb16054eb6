from webapp2compat.extras.sessions_memcached import *
