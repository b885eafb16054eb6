from webapp2compat.extras.backlinks import *
