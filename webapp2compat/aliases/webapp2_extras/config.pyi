from webapp2compat.extras.config import *
