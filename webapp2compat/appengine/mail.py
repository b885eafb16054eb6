"""The SDK's mail stub over :class:`~webapp2compat.appengine.storage.Storage`: what the application sent is kept.

Nothing leaves the machine; `dev_page.py` shows the messages.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from ..optional import import_extra
from .storage import Storage

mail = import_extra("google.appengine.api.mail", "appengine")
mail_service_pb2 = import_extra("google.appengine.api.mail_service_pb2", "appengine")
mail_stub = import_extra("google.appengine.api.mail_stub", "appengine")

TO_SOMEBODY, TO_ADMINS = "mail", "mail to admins"


@dataclass
class SentMessage:
    """One message that the application sent."""

    sent: datetime
    sender: str
    to: list[str]
    subject: str
    body: str


class DurableMail(mail_stub.MailServiceStub):  # type: ignore[name-defined]  # The SDK has no types.
    """A mail stub whose messages live in a :class:`~webapp2compat.appengine.storage.Storage`."""

    def __init__(self, storage: Storage) -> None:
        super().__init__()
        self.storage = storage
        for _, encoded in storage.records(TO_SOMEBODY):
            message = mail_service_pb2.MailMessage.FromString(encoded)
            mime = mail.mail_message_to_mime_message(message)
            self._CacheMessage(self._email_message_from_mime_message(mime, message))
        for _, encoded in storage.records(TO_ADMINS):
            mime = mail.mail_message_to_mime_message(mail_service_pb2.MailMessage.FromString(encoded))
            self._CacheMessage(mail.AdminEmailMessage(mime_message=mime))

    def sent(self) -> list[SentMessage]:
        """List what was sent, the latest first."""
        records = [*self.storage.records(TO_SOMEBODY), *self.storage.records(TO_ADMINS)]
        return [_sent_message(key, encoded) for key, encoded in sorted(records, reverse=True)]

    def _Dynamic_Send(self, request: Any, response: Any) -> None:  # The SDK's name.
        self._Send(request, response)
        self._write(TO_SOMEBODY, request)

    def _Dynamic_SendToAdmins(self, request: Any, response: Any) -> None:
        self._SendToAdmins(request, response)
        self._write(TO_ADMINS, request)

    def _write(self, kind: str, message: Any) -> None:
        self.storage.write(kind, [(str(time.time_ns()).encode(), message.SerializeToString())])


def _sent_message(key: bytes, encoded: bytes) -> SentMessage:
    message = mail_service_pb2.MailMessage.FromString(encoded)
    return SentMessage(
        sent=datetime.fromtimestamp(int(key) / 1e9, timezone.utc),
        sender=message.Sender,
        to=[*message.To, *message.Cc, *message.Bcc] or ["the application's administrators"],
        subject=message.Subject,
        body=message.TextBody or message.HtmlBody,
    )
