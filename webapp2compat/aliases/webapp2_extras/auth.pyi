from webapp2compat.extras.auth import *
