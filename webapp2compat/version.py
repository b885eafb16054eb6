"""The version of webapp2 whose behaviour the package has; its own version is in the metadata of the distribution."""

from __future__ import annotations

#: Legacy code compares it, so it is webapp2's.
__version__ = "3.0.0"
#: The same as integers.
__version_info__ = (3, 0, 0)
