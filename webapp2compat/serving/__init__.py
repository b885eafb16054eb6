"""Serving an app over HTTP, on Paste by default."""

from .failure import CannotServe as CannotServe
from .start import serve as serve
