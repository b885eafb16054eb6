"""Sessions as pickles that Python 2 and Python 3 both read: a migration lets them share the Datastore and memcache."""

from __future__ import annotations

import io
import logging
import pickle
from typing import Any

_log = logging.getLogger(__name__)

#: The last protocol that Python 2 knows.
PROTOCOL = 2


def dumps(value: Any) -> bytes:
    """Return a value as a pickle."""
    return pickle.dumps(value, PROTOCOL)


def loads(data: bytes) -> dict[str, Any] | None:
    """Return the dict that a pickle holds, or ``None`` for any other pickle, with a warning.

    :param data: The pickle, from either Python. A byte string of Python 2 becomes a ``str``: what is not UTF-8 in it is
        taken as Latin-1.
    """
    try:
        value = _loads(data)
    except Exception as error:  # what a pickle can fail with has no bounds
        _log.warning("A stored session cannot be read: %s: %s", type(error).__name__, error)
        return None
    if not isinstance(value, dict):
        _log.warning("A stored session is a %s. Expected a dict.", type(value).__name__)
        return None
    return value


def _loads(data: bytes) -> Any:
    try:
        return pickle.loads(data, encoding="utf-8")
    except ValueError:
        # Bytes that are no text, such as those in which Python 2 pickles a date.
        return pickle.loads(data, encoding="latin-1")


class Unpickler:
    """What memcache's client reads a pickle with.

    :param file: The pickle.
    """

    def __init__(self, file: io.BytesIO) -> None:
        self._file = file

    def load(self) -> dict[str, Any] | None:
        """Return the dict that the pickle holds, or ``None``."""
        return loads(self._file.read())
