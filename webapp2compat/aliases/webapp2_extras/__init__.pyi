from webapp2compat.extras import *
