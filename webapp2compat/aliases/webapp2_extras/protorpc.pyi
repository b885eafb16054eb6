from webapp2compat.extras.protorpc import *
