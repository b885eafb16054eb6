from webapp2compat.extras.appengine.auth.models import *
