from webapp2compat.webapp.xmpp_handlers import *
