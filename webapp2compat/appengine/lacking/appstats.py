"""``google.appengine.ext.appstats``."""
