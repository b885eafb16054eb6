from webapp2compat.extras.sessions_redis import *
