"""The status of a response: line, code and text, with webapp2's reason phrases.

:class:`Response` is built on this.
"""

from __future__ import annotations

from typing import Any

import webob
from webob.util import status_generic_reasons

from .header_safety import as_text, refuse_unsafe_status
from .status import reason_phrase, status_reasons

# What most responses are given as their status, and nothing else has to be done for.
_LINES_WITH_BODY = {
    code: f"{code} {reason}" for code, reason in status_reasons.items() if code >= 200 and code not in (204, 304)
}

OK = _LINES_WITH_BODY[200]


class StatusLine(webob.Response):
    """The part of :class:`Response` that holds the status."""

    # Set by the constructor of WebOb, or before that.
    _status: str

    def _get_status(self) -> str:
        return self._status

    def _set_status(self, value: int | str) -> None:
        if type(value) is int and value in _LINES_WITH_BODY:
            self._status = _LINES_WITH_BODY[value]
            return
        if isinstance(value, int):
            code, message = int(value), ""
        elif isinstance(value, str):
            number, _, message = value.partition(" ")
            code = int(number)
        else:
            raise TypeError(f"You must set status to a string or integer (not {type(value)})")
        self._put_status(code, message)

    def _put_status(self, code: int, message: str | None) -> None:
        if message:
            status = f"{code} {as_text(message)}"
            refuse_unsafe_status(status)
        else:
            status = f"{code} {reason_phrase(code)}"
        self._status = status
        if code < 200 or code in (204, 304):
            self._lose_body()

    def _lose_body(self) -> None:
        """Do what must be done when the status is one that has no body."""

    # A property on every attribute that WebOb has, so that no way round the phrases is left.
    status: Any = property(_get_status, _set_status, doc="The status line without the protocol: ``404 Not Found``.")

    def _get_status_code(self) -> int:
        return int(self._status.split()[0])

    def _set_status_code(self, code: int) -> None:
        self._put_status(code, status_reasons.get(code) or status_generic_reasons[code // 100])

    status_code: Any = property(_get_status_code, _set_status_code, doc="The status as an integer.")
    status_int: Any = status_code

    def _get_status_message(self) -> str:
        return self._status.partition(" ")[2]

    def _set_status_message(self, message: str) -> None:
        self._put_status(self._get_status_code(), message)

    status_message = property(_get_status_message, _set_status_message, doc="The text of the status line.")

    def set_status(self, code: int, message: str | None = None) -> None:
        """Set the status.

        :param code: A status code.
        :param message: The text of the status line; by default the reason phrase of ``code``.
        :raises KeyError: If there is no reason phrase for ``code`` and no ``message``.
        """
        if message:
            self._put_status(int(code), message)
        elif type(code) is int and code in _LINES_WITH_BODY:
            self._status = _LINES_WITH_BODY[code]
        else:
            self.status = code

    def has_error(self) -> bool:
        """Tell whether the status is 400 or above."""
        return self._get_status_code() >= 400

    @staticmethod
    def http_status_message(code: int) -> str:
        """Return the reason phrase of a status code.

        :raises KeyError: If there is none.
        """
        return reason_phrase(code)
