from webapp2compat.extras.local import *
