"""``google.net`` and ``google.net.proto``."""
