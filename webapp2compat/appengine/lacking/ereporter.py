"""``google.appengine.ext.ereporter``: it is imported for its side effect, which has ended; a log line says so."""

from __future__ import annotations

import logging


def register_logger(logger: logging.Logger | None = None) -> None:
    """Say once what reports exceptions today.

    :param logger: The logger that ereporter would have listened to.
    """
    (logger or logging.getLogger()).warning(
        "google.appengine.ext.ereporter reports nothing on Python 3. "
        "Use the CloudErrorReporter of webapp2compat.errors."
    )
