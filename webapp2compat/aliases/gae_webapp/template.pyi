from webapp2compat.webapp.template import *
