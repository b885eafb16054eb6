from webapp2compat.extras.appengine.users import *
