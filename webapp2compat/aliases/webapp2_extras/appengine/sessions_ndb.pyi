from webapp2compat.extras.appengine.sessions_ndb import *
