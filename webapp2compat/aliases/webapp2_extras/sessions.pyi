from webapp2compat.extras.sessions import *
