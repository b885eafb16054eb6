from webapp2compat.webapp import *
