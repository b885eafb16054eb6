"""A shop that takes orders wherever it runs; only on App Engine are they confirmed by a task."""

import os

import webapp2

ON_APP_ENGINE = bool(os.environ.get("GAE_ENV"))
ON_CLOUD_RUN = bool(os.environ.get("K_SERVICE"))
PLACE = "App Engine" if ON_APP_ENGINE else "Cloud Run" if ON_CLOUD_RUN else "this machine"


def confirm(number):
    """Confirm an order; what is printed is found in the logs."""
    print(f"Order {number} is confirmed.", flush=True)


class Home(webapp2.RequestHandler):
    def get(self):
        self.response.headers["Content-Type"] = "text/plain"
        self.response.write(f"Welcome to {self.request.application_url} on {PLACE}.")


class Order(webapp2.RequestHandler):
    def post(self, number):
        if ON_APP_ENGINE:
            from google.appengine.ext import deferred

            deferred.defer(confirm, int(number))
        else:
            confirm(int(number))
        self.response.status = 202


class Warmup(webapp2.RequestHandler):
    """App Engine asks for this before it sends visitors to a new instance."""

    def get(self):
        self.response.status = 204


app = webapp2.WSGIApplication([("/", Home), (r"/orders/(\d+)", Order), ("/_ah/warmup", Warmup)])

if ON_APP_ENGINE:
    from google.appengine.api import wrap_wsgi_app

    # App Engine's services for each request, and the URL that runs deferred functions.
    app = wrap_wsgi_app(app, use_deferred=True)
