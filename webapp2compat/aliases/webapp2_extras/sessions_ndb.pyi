from webapp2compat.extras.sessions_ndb import *
