"""Tokens that show that a form came from a page of ours, not from another site.

A handler writes a token into each form, and refuses a form that comes back without it::

    token = xsrf.XSRFToken(user_id, secret)
    form.append(token.generate_token_string("delete").decode())
    ...
    token.verify_token_string(self.request.POST.get("token"), "delete")
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any

from .. import profile
from ..context import current_app
from ..text import utf8

_PURPOSE_2 = b"webapp2compat.extras.xsrf 2"


class XSRFException(Exception):
    """A token is not good."""


class XSRFTokenMalformed(XSRFException):
    """What should be a token is none."""


class XSRFTokenExpiredException(XSRFException):
    """A token is too old."""


class XSRFTokenInvalid(XSRFException):
    """A token is forged, or one for another user or action."""


class XSRFToken:
    """Makes tokens for a user, and verifies those that come back.

    :param user_id: What tells the user, or the session of a visitor, from others.
    :param secret: A secret random string of the application.
    :param current_time: The time at which tokens are made, in seconds since 1970, if not now.
    :param version: The format of the tokens that are made: 1 is webapp2's, in which the user ``a|b`` and the user ``a``
        with the action ``b`` get the same token; 2 keeps them apart, and signs with SHA-256 and a key of its own. By
        default 1, and 2 where the switch ``xsrf_v2`` is on. Both are verified.
    :raises TypeError: If ``user_id`` or ``secret`` is neither text nor bytes.

    .. differs::
        ``version`` is new.
    """

    _DELIMITER = b"|"

    def __init__(
        self,
        user_id: str | bytes,
        secret: str | bytes,
        current_time: float | None = None,
        *,
        version: int | None = None,
    ) -> None:
        self.user_id = utf8(user_id)
        self.secret = utf8(secret)
        self.current_time = b"%d" % (time.time() if current_time is None else int(current_time))
        self._version = version

    def generate_token_string(self, action: str | bytes | None = None) -> bytes:
        """Return a token.

        :param action: What the token is good for, such as ``"delete"``; without it, for every form without an action.
        :returns: ASCII characters that need no quoting in HTML or in a URL.
        """
        version = self._version or (2 if profile.setting(current_app(), "xsrf_v2") else 1)
        return self._token(version, action, self.current_time)

    def verify_token_string(
        self,
        token_string: str | bytes,
        action: str | bytes | None = None,
        timeout: int | None = None,
        current_time: float | None = None,
    ) -> None:
        """Return if a token is good, and raise an exception if not.

        :param token_string: The token.
        :param action: The action that it was made for.
        :param timeout: The seconds for which a token is good; by default the switch ``xsrf_timeout``: for ever, and a
            day under the profile ``safe``.
        :param current_time: The time, if not now.
        :raises XSRFTokenMalformed: If ``token_string`` is no token.
        :raises XSRFTokenExpiredException: If the token is too old.
        :raises XSRFTokenInvalid: If it is not one that was made for this user and action.
        """
        version, made_at = self._version_and_time(token_string)
        if timeout is None:
            timeout = profile.setting(current_app(), "xsrf_timeout")
        now = time.time() if current_time is None else current_time
        if timeout is not None and int(made_at) + timeout < int(now):
            raise XSRFTokenExpiredException
        if not hmac.compare_digest(utf8(token_string), self._token(version, action, made_at)):
            raise XSRFTokenInvalid

    def _version_and_time(self, token_string: Any) -> tuple[int, bytes]:  # Any: whatever a form brings
        try:
            parts = base64.urlsafe_b64decode(utf8(token_string)).split(self._DELIMITER)
            int(parts[-1])
        except (TypeError, ValueError):
            raise XSRFTokenMalformed from None
        if len(parts) == 2:
            return 1, parts[-1]
        if len(parts) == 3 and parts[0] == b"2":
            return 2, parts[-1]
        raise XSRFTokenMalformed

    def _token(self, version: int, action: str | bytes | None, made_at: bytes) -> bytes:
        parts = [self._digest(version, action, made_at), made_at]
        return base64.urlsafe_b64encode(self._DELIMITER.join([b"2", *parts] if version == 2 else parts))

    def _digest(self, version: int, action: str | bytes | None, made_at: bytes) -> bytes:
        action = utf8(action) if action else b""
        if version == 2:
            key = hmac.digest(self.secret, _PURPOSE_2, "sha256")
            message = b"".join(b"%d:%b" % (len(part), part) for part in (self.user_id, action, made_at))
            return hmac.digest(key, message, "sha256").hex().encode("ascii")
        maker = self._digest_maker()
        maker.update(self._DELIMITER.join([self.user_id, action, made_at] if action else [self.user_id, made_at]))
        return maker.hexdigest().encode("ascii")

    def _digest_maker(self) -> hmac.HMAC:
        return hmac.new(self.secret, digestmod=hashlib.sha1)
