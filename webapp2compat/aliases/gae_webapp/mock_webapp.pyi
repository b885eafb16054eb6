from webapp2compat.webapp.mock_webapp import *
