"""``google.appengine.ext.webapp``: in the Python 2.7 runtime it is webapp2 under another name, and so it is here."""

from .. import *  # noqa: F403  # webapp2 has no __all__: webapp has every public name of it.
from .exceptions import Error as Error
