from webapp2compat.extras.session_storage import *
