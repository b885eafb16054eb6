from webapp2compat.extras.mako import *
