"""``google.appengine.ext.webapp.xmpp_handlers``: it can be imported, and its handlers answer 501.

App Engine ended XMPP in 2017: no message will arrive. Chat services deliver by plain POST today, such as to a webhook
of Google Chat; a :class:`webapp2.RequestHandler` receives them.
"""

from __future__ import annotations

import logging
from typing import Any

from ..handler import RequestHandler

_ENDED = (
    "App Engine ended XMPP in 2017, so that %s cannot receive messages. Receive them by POST in a "
    "webapp2.RequestHandler, as from a webhook of Google Chat."
)


class BaseHandler(RequestHandler):
    """Receive a message in webapp's time; today answer 501."""

    def message_received(self, message: Any) -> None:
        """Do something with a message; nothing calls it any more."""

    def post(self) -> None:
        """Answer 501, and say in the log what to use instead."""
        logging.error(_ENDED, type(self).__name__)
        self.abort(501)


class CommandHandlerMixin:
    """Call ``name_command(message)`` for a message that begins with ``/name``, else :meth:`text_message`."""

    def message_received(self, message: Any) -> None:
        """Call the method for the command of a message."""
        command = getattr(message, "command", None)
        method = getattr(self, f"{command}_command", None) if command else None
        if method is not None:
            method(message)
        elif command:
            self.unhandled_command(message)
        else:
            self.text_message(message)

    def unhandled_command(self, message: Any) -> None:
        """Answer a command that no method is for."""
        message.reply("Unknown command")

    def text_message(self, message: Any) -> None:
        """Do something with a message that is no command; this one does nothing."""


class CommandHandler(CommandHandlerMixin, BaseHandler):
    """Receive commands by methods; today answer 501."""
