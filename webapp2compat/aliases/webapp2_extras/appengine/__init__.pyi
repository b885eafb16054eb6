from webapp2compat.extras.appengine import *
