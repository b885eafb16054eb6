"""Record how visitors sign up, in and out of `legacy/members.py`: members.json.

Run it with Python 2.7 and webapp2 2.5.2: ``python record_members.py > members.json``; 3.0.0b1 on Python 3 prints the
same. It imports nothing of webapp2compat, and `test_members.py` sends the same requests through it.
"""

import base64
import json
import sys
import time

clock = [1400000000]

# how many seconds later, method, path, form
REQUESTS = [
    (0, "GET", "/", ""),
    (1, "GET", "/me?page=2", ""),
    (1, "POST", "/login", "name=ann&password=secret"),
    (1, "POST", "/signup", "name=ann&password=secret"),
    (1, "GET", "/", ""),
    (1, "POST", "/signup", "name=ann&password=other"),
    (1, "GET", "/", ""),
    (1, "GET", "/me", ""),
    (3700, "GET", "/me", ""),
    (90000, "GET", "/me", ""),
    (10, "GET", "/logout", ""),
    (10, "GET", "/me?page=3", ""),
    (10, "POST", "/login", "name=ann&password=wrong"),
    (10, "POST", "/login", "name=bob&password=secret"),
    (10, "POST", "/login", "name=ann&password=secret&remember=on"),
    (10, "GET", "/", ""),
    (80000, "GET", "/cart?item=pen", ""),
    (80000, "GET", "/cart?item=cup", ""),
    (10, "GET", "/fail", ""),
    (10, "GET", "/", ""),
    (10, "GET", "/nowhere", ""),
    (10, "GET", "/", ""),
    (2000000, "GET", "/me", ""),
]


def value_of(cookie):
    """Return what a signed cookie holds, and when it was signed."""
    value, timestamp, _ = cookie.strip('"').replace("\\075", "=").split("|")
    return [json.loads(base64.b64decode(value).decode("utf-8")), int(timestamp)]


def record(webapp2, app):
    """Yield a list for each request: the status, the location, the body, and the cookies that were set."""
    time.time = lambda: clock[0]
    jar = {}
    for later, method, path, form in REQUESTS:
        clock[0] += later
        headers = {"Cookie": "; ".join(map("=".join, sorted(jar.items())))} if jar else {}
        options = {"POST": form.encode("ascii")} if method == "POST" else {}
        response = webapp2.Request.blank(path, headers=headers, **options).get_response(app)
        cookies = {}
        for header in response.headers.getall("Set-Cookie"):
            name, _, cookie = header.split(";")[0].partition("=")
            attributes = sorted(part.lower() for part in header.split("; ")[1:] if part[:4] in ("Max-", "Path"))
            jar[name], cookies[name] = cookie, [value_of(cookie), attributes]
        # What else a redirect says is the business of other transcripts.
        body = response.body.decode("utf-8") if response.status_int in (200, 401) else ""
        yield [response.status_int, response.headers.get("Location"), body, cookies]


def main():
    from record import load

    import webapp2

    app = load("legacy/members.py")["app"]
    lines = [json.dumps(case, sort_keys=True) for case in record(webapp2, app)]
    sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
