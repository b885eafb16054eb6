"""``google.appengine.ext.webapp.mail_handlers``: handlers for mail that arrives, and for mail that comes back."""

from __future__ import annotations

from collections.abc import Mapping
from email import message_from_bytes
from email.encoders import encode_base64
from email.message import Message
from typing import Any

from ..handler import RequestHandler
from ..optional import import_extra

MAIL_HANDLER_URL_PATTERN = "/_ah/mail/.+"
BOUNCE_NOTIFICATION_HANDLER_URL_PATH = "/_ah/bounce"

_PARTS = ("to", "cc", "bcc", "from", "subject", "text")


def _in_seven_bits(raw: bytes) -> Message:
    """Read a message, and encode the texts in it that were sent as they are: the SDK takes any for UTF-8."""
    message = message_from_bytes(raw)
    for part in message.walk():
        if part.get_content_maintype() == "text" and str(part.get("Content-Transfer-Encoding", "")).lower() == "8bit":
            content = part.get_payload(decode=True)
            del part["Content-Transfer-Encoding"]
            part.set_payload(content)
            encode_base64(part)
    return message


class InboundMailHandler(RequestHandler):
    """Receive a message: override :meth:`receive`, and list :meth:`mapping` among the routes."""

    def post(self) -> None:
        """Read the message and hand it to :meth:`receive`."""
        mail = import_extra("google.appengine.api.mail", "appengine")
        self.receive(mail.InboundEmailMessage(_in_seven_bits(self.request.body)))

    def receive(self, mail_message: Any) -> None:
        """Do something with a message; this one does nothing.

        :param mail_message: A ``google.appengine.api.mail.InboundEmailMessage``.
        """

    @classmethod
    def mapping(cls) -> tuple[str, type[InboundMailHandler]]:
        """Return the route by which App Engine delivers mail to the handler."""
        return MAIL_HANDLER_URL_PATTERN, cls


class BounceNotification:
    """What App Engine says of a message that could not be delivered.

    :param post_vars: The fields of the form that App Engine posts.
    """

    #: The message that was sent: ``to``, ``cc``, ``bcc``, ``from``, ``subject`` and ``text``.
    original: dict[str, str]
    #: The message that came back, in the same form.
    notification: dict[str, str]

    def __init__(self, post_vars: Mapping[str, str]) -> None:
        self.original = {part: post_vars.get(f"original-{part}", "") for part in _PARTS}
        self.notification = {part: post_vars.get(f"notification-{part}", "") for part in _PARTS}
        self._raw = post_vars.get("raw-message", "")

    @property
    def original_raw_message(self) -> Any:
        """The message that came back, whole, as an ``InboundEmailMessage``."""
        return import_extra("google.appengine.api.mail", "appengine").InboundEmailMessage(self._raw)


class BounceNotificationHandler(RequestHandler):
    """Learn of a message that could not be delivered: override :meth:`receive`."""

    def post(self) -> None:
        """Read the notification and hand it to :meth:`receive`."""
        self.receive(BounceNotification(self.request.POST))

    def receive(self, notification: BounceNotification) -> None:
        """Do something with a notification; this one does nothing."""

    @classmethod
    def mapping(cls) -> tuple[str, type[BounceNotificationHandler]]:
        """Return the route by which App Engine notifies the handler."""
        return BOUNCE_NOTIFICATION_HANDLER_URL_PATH, cls
