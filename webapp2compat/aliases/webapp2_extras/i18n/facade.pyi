from webapp2compat.extras.i18n.facade import *
