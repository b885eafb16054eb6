from webapp2compat.extras.session_age import *
