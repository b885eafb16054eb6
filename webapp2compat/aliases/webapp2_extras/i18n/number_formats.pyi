from webapp2compat.extras.i18n.number_formats import *
