"""``google.appengine.api.labs``."""
