"""``google.appengine.api.labs.taskqueue``: the name of the task queue before 2011."""

from google.appengine.api.taskqueue import *  # noqa: F403 - all names are those of the other module
