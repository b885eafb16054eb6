from webapp2compat.extras.security import *
