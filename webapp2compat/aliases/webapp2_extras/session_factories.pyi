from webapp2compat.extras.session_factories import *
