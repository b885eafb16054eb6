from webapp2compat.extras.appengine.pickles import *
