from webapp2compat.extras.i18n.zones import *
