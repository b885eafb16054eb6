import webapp2
from webapp2_extras.routes import DomainRoute, NamePrefixRoute, PathPrefixRoute, RedirectRoute


class Home(webapp2.RequestHandler):
    def get(self):
        blogs = [self.uri_for("blog-home", _netloc=f"{user}.{self.request.host}") for user in ("ann", "bob")]
        self.response.headers["Content-Type"] = "text/plain"
        self.response.write("Blogs: " + ", ".join(blogs))


class Blog(webapp2.RequestHandler):
    def get(self, user):
        self.response.headers["Content-Type"] = "text/plain"
        self.response.write(f"The blog of {user}. Latest: {self.uri_for('blog-entry', year=2012, slug='hello')}")


class Entry(webapp2.RequestHandler):
    def get(self, user, year, slug):
        self.response.headers["Content-Type"] = "text/plain"
        self.response.write(f"{slug}, which {user} wrote in {year}")


blog = NamePrefixRoute(
    "blog-",
    [
        webapp2.Route("/", Blog, name="home"),
        PathPrefixRoute(
            r"/<year:\d{4}>",
            [
                RedirectRoute("/<slug>", Entry, name="entry", strict_slash=True),
            ],
        ),
    ],
)

app = webapp2.WSGIApplication(
    [
        # "<user>.localhost" is this machine in most browsers.
        DomainRoute("<user>.localhost", [blog]),
        webapp2.Route("/", Home, name="home"),
    ]
)

if __name__ == "__main__":
    app.run()
