from webapp2compat.extras.xsrf import *
