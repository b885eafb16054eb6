"""``google.appengine.api.logservice.logservice``: the module that has what its package has."""

from google.appengine.api.logservice import *  # noqa: F403 - all names are those of the package
