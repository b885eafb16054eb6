"""The mail stub whose messages are kept."""

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from google.appengine.api import mail


def send(number):
    mail.send_mail("a@example.com", "b@example.com", f"Subject {number}", f"Body {number}")


def test_sent_mail_survives_the_process_latest_first(local):
    local()
    send(1)
    mail.send_mail_to_admins("a@example.com", "To you", "Body")
    send(2)
    services = local()

    assert [message.subject for message in services.mail.sent()] == ["Subject 2", "To you", "Subject 1"]
    assert [message.to for message in services.mail.sent()][:2] == [
        ["b@example.com"],
        ["the application's administrators"],
    ]


def test_stub_of_the_sdk_knows_the_messages_of_earlier_runs(local):
    local()
    send(1)
    mail.send_mail_to_admins("a@example.com", "To you", "Body")
    services = local()

    assert [message.subject for message in services.mail.get_sent_messages()] == ["Subject 1", "To you"]
    assert services.mail.get_sent_messages(to="b@example.com")[0].body.decode() == "Body 1"


def test_html_is_shown_where_there_is_no_text(local):
    services = local()
    mail.EmailMessage(sender="a@example.com", to="b@example.com", subject="s", html="<b>hi</b>", body="").send()

    assert services.mail.sent()[0].body == "<b>hi</b>"
