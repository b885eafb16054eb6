from webapp2compat.extras.session_dict import *
