from webapp2compat.extras.jinja2 import *
