from webapp2compat.extras.session_cookie import *
