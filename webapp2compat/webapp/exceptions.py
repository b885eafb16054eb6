"""The exception of webapp for Python 2.5; ``google.appengine.ext.webapp.Error``."""

from __future__ import annotations


class Error(Exception):
    """Base of the errors that webapp raises itself."""
