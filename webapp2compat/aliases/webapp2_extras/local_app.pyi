from webapp2compat.extras.local_app import *
