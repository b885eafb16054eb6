from webapp2compat.extras.auth_store import *
