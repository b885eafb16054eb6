from webapp2compat.extras.appengine.auth import *
