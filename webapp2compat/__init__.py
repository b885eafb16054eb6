"""webapp2 for Python 3: the public names of webapp2."""
