from webapp2compat.extras.i18n.date_formats import *
