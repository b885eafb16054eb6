from webapp2compat.extras.i18n.babel_modules import *
