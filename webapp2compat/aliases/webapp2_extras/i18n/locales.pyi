from webapp2compat.extras.i18n.locales import *
