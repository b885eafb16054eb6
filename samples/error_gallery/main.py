import os
from html import escape

import webapp2
from webapp2compat.errors import AppError, NotFound, add_error

FORMATS = ["webob", "auto", "html", "text"]
DIALECTS = ["problem", "webob", "pico", "pymacaron", "sanic"]
PAGE = """<!DOCTYPE html>
<meta charset="utf-8">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2em; }}
td, th {{ padding: 0.2em 0.8em; text-align: left; vertical-align: top; }}
pre {{ margin: 0; max-width: 24em; white-space: pre-wrap; overflow-wrap: anywhere; }}
</style>
<h1>{title}</h1>
<table>{rows}</table>
"""


class Teapot(AppError):
    status_code = 418

    @property
    def message(self):
        return f"Sorry {self.extra['name']}, I cannot make you coffee"


class OutOfCredit(AppError):
    status_code = 402
    error = "OUT_OF_CREDIT"
    type = "https://example.com/problems/out-of-credit"
    headers = {"X-Balance": "0"}
    quiet = True


class Database(Exception):
    pass


InvalidUser = add_error("InvalidUser", "INVALID_USER", 401)


def abort_403():
    webapp2.abort(403, detail="Not yours", headers=[("X-Owner", "ann")])


def body_template():
    webapp2.abort(400, "d", body_template="<em>${detail}</em> at ${PATH_INFO}")


def context_and_extra():
    raise Teapot(extra={"name": "Adam", "password": "hunter2"}, context={"size": "small"})


def identifier_and_user_message():
    raise InvalidUser("DB entry not found", user_message="Sorry, we don't know you")


def problem_type():
    raise OutOfCredit("Your balance is 0.", context={"balance": 0, "price": 30})


def nonstandard_status():
    raise AppError("An odd one", status_code=599)


def not_found():
    raise NotFound("There is no page by that name.")


def own_handler():
    raise Database("timeout")


def unknown_exception():
    raise ValueError("Only developers see this.")


def caused_exception():
    try:
        {}["missing"]
    except KeyError as error:
        raise InvalidUser("It had a cause") from error


FAILURES = [abort_403, body_template, context_and_extra, identifier_and_user_message, problem_type]
FAILURES += [nonstandard_status, not_found, own_handler, unknown_exception, caused_exception]
BY_NAME = {failure.__name__: failure for failure in FAILURES}


class Fail(webapp2.RequestHandler):
    def get(self, look, name):
        BY_NAME[name]() if name in BY_NAME else self.abort(404)


class Home(webapp2.RequestHandler):
    def get(self):
        looks = [*FORMATS, *(f"json/{dialect}" for dialect in DIALECTS)]
        rows = [
            f'<tr><th><a href="/compare/{name}">{name}</a></th>'
            + "".join(f'<td><a href="/{look}/{name}">{look}</a></td>' for look in looks)
            for name in BY_NAME
        ]
        self.response.write(PAGE.format(title="Error gallery", rows="".join(rows)))


class Compare(webapp2.RequestHandler):
    def get(self, name):
        answers = [(dialect, self.app.get_response(f"/json/{dialect}/{name}")) for dialect in DIALECTS]
        heads = "".join(f"<th>{dialect}<br>{escape(answer.content_type)}</th>" for dialect, answer in answers)
        bodies = "".join(f"<td><pre>{escape(answer.text)}</pre></td>" for dialect, answer in answers)
        title = escape(f"{name}: {answers[0][1].status}")
        self.response.write(PAGE.format(title=title, rows=f"<tr>{heads}</tr><tr>{bodies}</tr>"))


app = webapp2.WSGIApplication(
    [
        ("/", Home),
        webapp2.Route("/compare/<name>", Compare),
        webapp2.Route("/<look>/<name>", Fail),
        webapp2.Route("/<look:json/[a-z]+>/<name>", Fail),
    ],
    debug=bool(os.environ.get("DEBUG")),
)
for look in FORMATS[1:]:
    app.error_scope(f"/{look}", format=look)
for dialect in DIALECTS:
    app.error_scope(f"/json/{dialect}", format="json", schema=dialect)


@app.error_handler(Database)
def backend_down(request, response, exception):
    response.status = 503
    response.write(f"Try later, and tell us {request.error.error_id}.")


if __name__ == "__main__":
    app.run()
