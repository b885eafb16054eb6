from webapp2compat.extras.json import *
