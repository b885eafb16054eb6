from webapp2compat.extras.users import *
