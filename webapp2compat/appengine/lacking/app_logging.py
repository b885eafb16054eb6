"""``google.appengine.api.app_logging``: the handler that App Engine gave the root logger."""

from __future__ import annotations

import logging


class AppLogsHandler(logging.StreamHandler):  # type: ignore[type-arg]  # The stream is any.
    """A handler that writes to a stream."""
