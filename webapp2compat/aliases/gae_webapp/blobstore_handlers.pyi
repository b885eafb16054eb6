from webapp2compat.webapp.blobstore_handlers import *
