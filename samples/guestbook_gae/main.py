"""A guestbook for App Engine: Datastore, users, Jinja2, static files and a page for administrators."""

import os

import jinja2
from google.appengine.api import memcache, users
from google.appengine.ext import ndb

import webapp2

JINJA = jinja2.Environment(
    loader=jinja2.FileSystemLoader(os.path.join(os.path.dirname(__file__), "templates")), autoescape=True
)
BOOK = ndb.Key("Guestbook", "default")


class Greeting(ndb.Model):
    author = ndb.UserProperty()
    content = ndb.StringProperty(indexed=False)
    date = ndb.DateTimeProperty(auto_now_add=True)

    @classmethod
    def latest(cls, count):
        return cls.query(ancestor=BOOK).order(-cls.date).fetch(count)


class Page(webapp2.RequestHandler):
    def render(self, template, **values):
        values.update(
            user=users.get_current_user(),
            is_admin=users.is_current_user_admin(),
            login_url=users.create_login_url(self.request.uri),
            logout_url=users.create_logout_url("/"),
        )
        self.response.write(JINJA.get_template(template).render(values))


class Home(Page):
    def get(self):
        visits = memcache.incr("visits", initial_value=0)
        self.render("home.html", greetings=Greeting.latest(20), visits=visits, version=os.environ["CURRENT_VERSION_ID"])


class Sign(Page):
    def get(self):
        self.redirect("/")

    def post(self):
        content = self.request.get("content").strip()
        if not content or len(content) > 500:
            self.abort(400, detail="A greeting has between 1 and 500 characters.")
        Greeting(parent=BOOK, author=users.get_current_user(), content=content).put()
        self.redirect("/")


class Admin(Page):
    def get(self):
        self.render("admin.html", greetings=Greeting.latest(100))

    def post(self):
        key = ndb.Key(urlsafe=self.request.get("key"))
        if key.kind() != "Greeting":
            self.abort(404)
        key.delete()
        self.redirect("/admin")


app = webapp2.WSGIApplication([("/", Home), ("/sign", Sign), ("/admin", Admin)])
