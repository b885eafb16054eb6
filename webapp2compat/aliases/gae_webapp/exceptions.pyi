from webapp2compat.webapp.exceptions import *
