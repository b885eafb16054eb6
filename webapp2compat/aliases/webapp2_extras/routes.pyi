from webapp2compat.extras.routes import *
