"""A guestbook, as one was written for App Engine in 2012; SQLite stands in for the Datastore."""

import contextlib
import datetime
import logging
import os
import sqlite3

import webapp2
from webapp2_extras import mako

HERE = os.path.dirname(os.path.abspath(__file__))
DATABASE = os.environ.get("GUESTBOOK_DB") or os.path.join(HERE, "guestbook.db")
SCHEMA = "CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY, author TEXT, content TEXT, written TEXT)"
LONGEST = 500


class InvalidEntry(ValueError):
    """The form was not filled in as it should be."""


@contextlib.contextmanager
def database():
    connection = sqlite3.connect(DATABASE)
    connection.row_factory = sqlite3.Row
    try:
        with connection:  # commits, or rolls back
            connection.execute(SCHEMA)
            yield connection
    finally:
        connection.close()


def latest_entries(limit=20):
    with database() as connection:
        return connection.execute("SELECT * FROM entry ORDER BY id DESC LIMIT ?", [limit]).fetchall()


class BaseHandler(webapp2.RequestHandler):
    @webapp2.cached_property
    def mako(self):
        return mako.get_mako(app=self.app)

    def render(self, template, **values):
        self.response.write(self.mako.render_template(template, uri_for=self.uri_for, **values))

    def handle_exception(self, exception, debug):
        if not isinstance(exception, InvalidEntry):
            raise exception
        self.response.set_status(400)
        self.render_home(problem=str(exception))

    def render_home(self, problem=""):
        self.render("home.html", entries=latest_entries(), problem=problem, form=self.request.POST, longest=LONGEST)


class HomePage(BaseHandler):
    def get(self):
        self.render_home()


class Sign(BaseHandler):
    def post(self):
        author = self.request.get("author").strip()[:60]
        content = self.request.get("content").strip()
        if not content:
            raise InvalidEntry("Please write something first.")
        if len(content) > LONGEST:
            raise InvalidEntry("That is too long: please stay under %d characters." % LONGEST)
        written = datetime.datetime.now().strftime("%d %B %Y, %H:%M")
        with database() as connection:
            connection.execute(
                "INSERT INTO entry (author, content, written) VALUES (?, ?, ?)", [author, content, written]
            )
        self.redirect_to("home")


class EntryPage(BaseHandler):
    def get(self, entry_id):
        with database() as connection:
            entry = connection.execute("SELECT * FROM entry WHERE id = ?", [entry_id]).fetchone()
        if entry is None:
            self.abort(404)
        self.render("entry.html", entry=entry)


class Crash(BaseHandler):
    def get(self):
        raise RuntimeError("This handler fails on purpose.")


def error_page(request, response, code, heading, message):
    response.clear()
    response.set_status(code)
    values = {"heading": heading, "message": message, "uri_for": webapp2.uri_for}
    response.write(mako.get_mako(app=request.app).render_template("error.html", **values))


def handle_404(request, response, exception):
    error_page(request, response, 404, "Page not found", "There is nothing at %s." % request.path)


def handle_500(request, response, exception):
    logging.exception(exception)
    error_page(request, response, 500, "Something went wrong", "It has been noted. Please try again later.")


config = {"webapp2_extras.mako": {"template_path": os.path.join(HERE, "templates")}}

app = webapp2.WSGIApplication(
    [
        webapp2.Route("/", HomePage, name="home"),
        webapp2.Route("/sign", Sign, name="sign", methods=["POST"]),
        webapp2.Route(r"/entry/<entry_id:\d{1,18}>", EntryPage, name="entry"),
        webapp2.Route("/crash", Crash),
    ],
    config=config,
)
app.error_handlers[404] = handle_404
app.error_handlers[500] = handle_500


def main():
    app.run()


if __name__ == "__main__":
    main()
