"""A newsletter: one task for each letter, a deferred count, and subscriptions that arrive by mail."""

import logging
from email.utils import parseaddr
from html import escape

from google.appengine.api import mail, taskqueue
from google.appengine.ext import deferred, ndb
from google.appengine.ext.webapp import mail_handlers

import webapp2

SENDER = "news@newsletter.example"
PAGE = """<!DOCTYPE html>
<html lang="en">
<title>Newsletter</title>
<h1>Newsletter</h1>
<p>%d subscribers; %s</p>
<form method="post" action="/subscribe"><input name="email" type="email" required> <button>Subscribe</button></form>
<form method="post" action="/send"><input name="subject" required> <textarea name="text"></textarea>
<button>Send</button></form>
</html>
"""


class Subscriber(ndb.Model):
    """A reader; the address is the key."""


class Issue(ndb.Model):
    subject = ndb.StringProperty()
    text = ndb.TextProperty()
    sent = ndb.IntegerProperty(default=0)
    created = ndb.DateTimeProperty(auto_now_add=True)


@ndb.transactional
def count_letter(issue_id):
    issue = Issue.get_by_id(issue_id)
    issue.sent += 1
    issue.put()


def subscribe(address):
    if "@" not in address:
        return False
    Subscriber.get_or_insert(address.lower())
    return True


class Home(webapp2.RequestHandler):
    def get(self):
        issue = Issue.query().order(-Issue.created).get()
        latest = "nothing was sent yet." if issue is None else f"“{issue.subject}” went to {issue.sent}."
        self.response.write(PAGE % (Subscriber.query().count(), escape(latest)))


class Subscribe(webapp2.RequestHandler):
    def post(self):
        if not subscribe(self.request.get("email")):
            self.abort(400, detail="This is no mail address.")
        self.redirect("/")


class Send(webapp2.RequestHandler):
    def post(self):
        issue = Issue(subject=self.request.get("subject"), text=self.request.get("text")).put()
        for subscriber in Subscriber.query().iter(keys_only=True):
            params = {"issue": issue.id(), "to": subscriber.id()}
            taskqueue.add(url="/tasks/letter", queue_name="mail", params=params)
        self.redirect("/")


class Letter(webapp2.RequestHandler):
    """Send one letter. A task that fails is tried again: here the first attempt for slow.example always fails."""

    def post(self):
        issue, to = Issue.get_by_id(int(self.request.get("issue"))), self.request.get("to")
        if to.endswith("@slow.example") and self.request.headers["X-AppEngine-TaskRetryCount"] == "0":
            self.abort(503)
        mail.send_mail(sender=SENDER, to=to, subject=issue.subject, body=issue.text)
        deferred.defer(count_letter, issue.key.id())


class Inbound(mail_handlers.InboundMailHandler):
    """Subscribe whoever writes to the newsletter, and answer."""

    def receive(self, mail_message):
        name, address = parseaddr(mail_message.sender)
        if not subscribe(address):
            logging.warning("Mail from %r is not answered.", mail_message.sender)
            return
        _, body = next(mail_message.bodies("text/plain"))
        quoted = "\n".join("> " + line for line in body.decode().splitlines())
        mail.send_mail(
            sender=SENDER, to=address, subject=f"Re: {mail_message.subject}", body=f"Welcome, {name}.\n{quoted}"
        )


app = webapp2.WSGIApplication(
    [("/", Home), ("/subscribe", Subscribe), ("/send", Send), ("/tasks/letter", Letter), Inbound.mapping()]
)
