"""The application under the name that it had while only this one was thread-safe."""

from ..app import WSGIApplication as WSGIApplication
