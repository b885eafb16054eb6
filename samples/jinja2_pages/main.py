"""A reading list on Jinja2: inheritance, macros, a filter of its own, and pages that escape what visitors wrote."""

import os

import webapp2
from webapp2_extras import jinja2

HERE = os.path.dirname(os.path.abspath(__file__))
BOOKS = [
    {"slug": "emma", "title": "Emma", "author": "Jane Austen", "year": 1815},
    {"slug": "middlemarch", "title": "Middlemarch", "author": "George Eliot", "year": 1871},
    {"slug": "dracula", "title": "Dracula", "author": "Bram Stoker", "year": 1897},
]


def century(year):
    """Show a year as its century: a filter of the templates."""
    return "%dth century" % ((year - 1) // 100 + 1)


class BaseHandler(webapp2.RequestHandler):
    @webapp2.cached_property
    def jinja2(self):
        return jinja2.get_jinja2(app=self.app)

    def render(self, template, **values):
        self.response.write(self.jinja2.render_template(template, uri_for=self.uri_for, **values))


class Books(BaseHandler):
    def get(self):
        words = self.request.get("q").strip()
        found = [book for book in BOOKS if words.lower() in (book["title"] + " " + book["author"]).lower()]
        self.render("books.html", books=found, words=words)


class Book(BaseHandler):
    def get(self, slug):
        book = next((book for book in BOOKS if book["slug"] == slug), None)
        if book is None:
            self.abort(404)
        self.render("book.html", book=book)


class Badge(BaseHandler):
    def get(self, slug):
        """Answer with a part of a page: a macro, called from Python."""
        badge = self.jinja2.get_template_attribute("parts.html", "badge")
        self.response.write(badge(slug))


config = {
    "webapp2_extras.jinja2": {
        "template_path": os.path.join(HERE, "templates"),
        # As webapp2's own pages show it; current Jinja2 has both extensions built in.
        "environment_args": {"autoescape": True, "extensions": ["jinja2.ext.autoescape", "jinja2.ext.with_"]},
        "filters": {"century": century},
        "globals": {"site": "Reading list"},
    },
}

app = webapp2.WSGIApplication(
    [
        webapp2.Route("/", Books, name="books"),
        webapp2.Route("/book/<slug>", Book, name="book"),
        webapp2.Route("/badge/<slug>", Badge),
    ],
    config=config,
)

if __name__ == "__main__":
    app.run()
