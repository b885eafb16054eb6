import sys

# A thread that imports the name meanwhile waits for the real module, instead of being handed this shell.
del sys.modules[__name__]

from webapp2compat.aliases import alias

alias(globals())
