"""How the properties are tried."""

from hypothesis import settings

# How long an example takes says nothing: the first one imports, and the machine may be busy.
settings.register_profile("unhurried", settings(deadline=None))
settings.load_profile("unhurried")
