from webapp2compat.extras.i18n.current import *
