from types import SimpleNamespace

import pytest
from google.appengine.ext.webapp import xmpp_handlers

import webapp2


class Echo(xmpp_handlers.CommandHandler):
    said = ()

    def echo_command(self, message):
        self.said = ("echo", message.command)

    def text_message(self, message):
        super().text_message(message)
        self.said = ("text", message.command)


def test_message_is_answered_501_and_the_log_says_why(caplog):
    response = webapp2.WSGIApplication([("/", Echo)]).get_response("/", method="POST")

    assert response.status_int == 501
    assert "App Engine ended XMPP in 2017, so that Echo cannot receive messages." in caplog.text


@pytest.mark.parametrize(("command", "said"), [("echo", ("echo", "echo")), (None, ("text", None))])
def test_command_is_given_to_its_method(command, said):
    handler = Echo()
    handler.message_received(SimpleNamespace(command=command))

    assert handler.said == said


def test_unknown_command_is_answered():
    replies = []
    Echo().message_received(SimpleNamespace(command="nope", reply=replies.append))

    assert replies == ["Unknown command"]


def test_base_handler_does_nothing_with_a_message():
    assert xmpp_handlers.BaseHandler().message_received(None) is None
