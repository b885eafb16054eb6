from webapp2compat.webapp.util import *
