from webapp2compat import *
