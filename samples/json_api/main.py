import os

import webapp2
from webapp2compat.errors import (
    AppError,
    BadRequest,
    CloudErrorReporter,
    NotFound,
    SentryReporter,
    report_error,
    report_slow,
)

PAGE = """<!DOCTYPE html>
<title>Notes</title>
<h1>Notes</h1>
<p>The API is at <a href="/api/notes">/api/notes</a>.</p>
"""


class QuotaExceeded(AppError):
    """Clients run into this every day: it is quiet, so it is neither logged nor reported."""

    status_code = 429
    error = "QUOTA_EXCEEDED"
    user_message = "Delete a note first."
    headers = {"Retry-After": "30"}
    quiet = True

    @property
    def message(self):
        return f"{self.context['limit']} notes are the limit."


class Handler(webapp2.RequestHandler):
    @property
    def notes(self):
        return self.app.registry.setdefault("notes", {})

    def find(self, key):
        try:
            return self.notes[key]
        except KeyError:
            raise NotFound(f"There is no note {key}.", context={"key": key}) from None

    def write_json(self, value, status=200):
        self.response.status = status
        self.response.content_type = "application/json"
        self.response.json = value


class Notes(Handler):
    def get(self):
        self.write_json({"notes": list(self.notes.values())})

    @report_slow(max_ms=500)
    def post(self):
        limit = int(os.environ.get("QUOTA", "100"))
        if len(self.notes) >= limit:
            raise QuotaExceeded(context={"limit": limit})
        key = str(max(map(int, self.notes), default=0) + 1)
        self.notes[key] = {"key": key, "text": self.read_text()}
        self.write_json(self.notes[key], 201)

    def read_text(self):
        try:
            text = self.request.json["text"]
        except (ValueError, KeyError, TypeError) as error:
            raise BadRequest('Send {"text": ...}.', error="NO_TEXT") from error
        if not isinstance(text, str) or not text:
            raise BadRequest("The text is empty.", error="NO_TEXT", context={"field": "text"})
        return text


class Note(Handler):
    def get(self, key):
        self.write_json(self.find(key))

    def delete(self, key):
        self.find(key)
        del self.notes[key]
        try:
            forget_in_search(key)
        except OSError as error:
            report_error("The search index still has a note", data={"key": key}, caught=error)  # and go on
        self.response.status = 204


class Crash(Handler):
    def get(self):
        raise RuntimeError("The client does not see this text; Sentry and the log do.")


class Home(Handler):
    def get(self):
        self.response.write(PAGE)


def forget_in_search(key):
    """Stand for a call to another service, which fails for one note in ten."""
    if key.endswith("0"):
        raise ConnectionError(f"The search service does not answer about {key}.")


def reporters(environ):
    found = []
    if environ.get("SENTRY_DSN"):
        import sentry_sdk  # an extra, and only where it is used

        sentry_sdk.init(environ["SENTRY_DSN"])
        found.append(SentryReporter())
    if environ.get("K_SERVICE") or environ.get("GAE_SERVICE"):
        found.append(CloudErrorReporter())
    return found


def make_app(environ):
    settings = {"name": "notes", "error_id_header": "X-Error-Id", "reporters": reporters(environ)}
    routes = [
        ("/", Home),
        webapp2.Route("/api/notes", Notes),
        webapp2.Route("/api/notes/<key>", Note),
        webapp2.Route("/api/crash", Crash),
    ]
    app = webapp2.WSGIApplication(
        routes, config={"webapp2compat": {"profile": "safe"}, "webapp2compat.errors": settings}
    )
    app.error_scope("/api", format="json")  # URLs below /api that no route matches, too
    return app


app = make_app(os.environ)

if __name__ == "__main__":
    app.run()
