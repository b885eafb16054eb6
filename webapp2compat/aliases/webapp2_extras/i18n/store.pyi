from webapp2compat.extras.i18n.store import *
