import pytest
from google.appengine.ext.webapp import mail_handlers

import webapp2

MESSAGE = b"From: ann@example.com\r\nTo: app@example.com\r\nSubject: Hi\r\n\r\nHello.\r\n"


def post(handler, path, **kwargs):
    return webapp2.WSGIApplication([handler.mapping()]).get_response(path, method="POST", **kwargs)


def test_message_is_received():
    pytest.importorskip("google.appengine.api.mail", reason="needs the App Engine SDK")
    received = []

    class Receives(mail_handlers.InboundMailHandler):
        def receive(self, mail_message):
            received.append((mail_message.sender, mail_message.subject))

    post(Receives, "/_ah/mail/app@example.com", body=MESSAGE)

    assert received == [("ann@example.com", "Hi")]


def test_message_that_nobody_receives_is_dropped():
    pytest.importorskip("google.appengine.api.mail", reason="needs the App Engine SDK")

    assert post(mail_handlers.InboundMailHandler, "/_ah/mail/x", body=MESSAGE).status_int == 200


def test_bounce_is_received():
    received = []

    class Receives(mail_handlers.BounceNotificationHandler):
        def receive(self, notification):
            received.append((notification.original["to"], notification.notification["from"]))

    post(Receives, "/_ah/bounce", POST={"original-to": "ann@example.com", "notification-from": "mailer"})

    assert received == [("ann@example.com", "mailer")]


def test_bounce_that_nobody_receives_is_dropped():
    assert post(mail_handlers.BounceNotificationHandler, "/_ah/bounce", POST={}).status_int == 200


def test_bounced_message_can_be_read_whole():
    pytest.importorskip("google.appengine.api.mail", reason="needs the App Engine SDK")
    notification = mail_handlers.BounceNotification({"raw-message": MESSAGE.decode()})

    assert notification.original_raw_message.sender == "ann@example.com"
