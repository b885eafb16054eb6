from webapp2compat.extras.appengine.auth.ascii_text import *
