from webapp2compat.webapp.mail_handlers import *
