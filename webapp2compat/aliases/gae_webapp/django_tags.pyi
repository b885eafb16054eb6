from webapp2compat.webapp.django_tags import *
