"""A book of links, as it was written for App Engine before webapp2: CGI, db and Django templates."""

import os

from google.appengine.api import users
from google.appengine.ext import db, webapp
from google.appengine.ext.webapp import template
from google.appengine.ext.webapp.util import login_required, run_wsgi_app

template.register_template_library("filters")


class Link(db.Model):
    url = db.LinkProperty(required=True)
    owner = db.UserProperty(auto_current_user_add=True)
    added = db.DateTimeProperty(auto_now_add=True)


class Page(webapp.RequestHandler):
    def render(self, name, **values):
        path = os.path.join(os.path.dirname(__file__), "templates", name)
        values.update(user=users.get_current_user(), logout_url=users.create_logout_url("/"))
        self.response.out.write(template.render(path, values))


class Links(Page):
    def get(self):
        links = db.GqlQuery("SELECT * FROM Link ORDER BY added DESC LIMIT 20")
        self.render("links.html", links=links)


class Add(Page):
    @login_required
    def get(self):
        self.render("add.html")

    def post(self):
        if users.get_current_user() is None:
            self.error(403)
            return
        try:
            Link(url=self.request.get("url").strip()).put()
        except db.BadValueError:
            self.error(400)
            self.render("add.html", message="This is no address.")
            return
        self.redirect("/")


application = webapp.WSGIApplication([("/", Links), ("/add", Add)], debug=False)


def main():
    run_wsgi_app(application)


if __name__ == "__main__":
    main()
