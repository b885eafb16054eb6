"""Record what webapp2 2.5.2 makes of tables of grouped and redirecting routes: groups.json.

Run it with Python 2.7 and webapp2 2.5.2: ``python record_groups.py > groups.json``; 3.0.0b1 on Python 3 prints the
same. It imports nothing of webapp2compat, and `test_groups.py` sends the same requests through it. A random number
generator with a seed makes the tables up, of what is not mended here.
"""

import json
import logging
import random
import re
import sys

TABLES = 40
SEGMENTS = ["/a", "/b", "/<%s>", "/<%s:\\d+>", "/<:\\w+>", "/c-<%s>"]
PREFIXES = ["/p", "/q", "/p/q", "/<%s:\\d+>", "/s<%s:\\w+>"]
DOMAINS = ["www.example.com", "<%s>.example.com", "<:\\w+>.example.com", "<%s:(a|b)>.<%s>.com"]
HOSTS = ["www.example.com", "a.example.com", "b.foo.com", "example.com", "x.y.example.com"]


class Table:
    """One table: random numbers, the names given so far, and the templates of all its paths."""

    def __init__(self, seed, webapp2, routes, handlers):
        self.random, self.webapp2, self.routes, self.handlers = random.Random(), webapp2, routes, handlers
        self.random.seed(seed)
        self.names, self.paths, self.is_domain = [], [], False

    def pick(self, choices):
        # The other methods of a generator give other numbers on Python 2.
        return choices[int(self.random.random() * len(choices))]

    def named(self, template):
        """Give each variable a name of its own."""
        return re.sub("%s", lambda _: self.pick("vwxyz") + str(int(self.random.random() * 1e6)), template)

    def make_route(self, prefix, name_prefix, is_handler_prefixed):
        template = self.named(self.pick(SEGMENTS) + self.pick(["", "/", self.pick(SEGMENTS)]))
        name = "n%d" % len(self.names)  # noqa: UP031
        self.names.append(name_prefix + name)
        self.paths.append(prefix + template)
        options = {"name": name}
        options.update(self.pick([{}, {}, {"methods": ["GET"]}, {"schemes": ["http"]}, {"defaults": {"d": 1}}]))
        handler = self.pick(["Show", "Show:other", "answer"])
        handler = handler if is_handler_prefixed else "handlers." + handler
        kind = self.pick(["route", "route", "route", "to", "to_name", "strict"])
        can_mend_slash = list(options) == ["name"] and not (name_prefix or self.is_domain or "<:" in template)
        if kind == "to" and not is_handler_prefixed:
            return self.routes.RedirectRoute(template, handler, redirect_to="/target", **options)
        if kind == "to_name" and not name_prefix:
            return self.routes.RedirectRoute(template, handler, redirect_to_name=self.pick(self.names), **options)
        if kind == "strict" and can_mend_slash:
            return self.routes.RedirectRoute(template, handler, strict_slash=True, **options)
        return self.webapp2.Route(template, handler, **options)

    def make(self, depth=0, prefix="", name_prefix="", is_handler_prefixed=False):
        kind = self.pick(["route"] * 6 + ["multi", "path", "path", "name", "handler", "domain"])
        if not depth:
            self.is_domain = kind == "domain"
        elif kind == "domain":
            kind = "route"
        if kind == "route" or depth == 3:
            return self.make_route(prefix, name_prefix, is_handler_prefixed)
        own = {"path": self.named(self.pick(PREFIXES)), "domain": self.named(self.pick(DOMAINS)), "name": "g-"}.get(
            kind
        )
        inner = {
            "prefix": prefix + (own if kind == "path" else ""),
            "name_prefix": name_prefix + (own if kind == "name" else ""),
            "is_handler_prefixed": is_handler_prefixed or kind == "handler",
        }
        children = [self.make(depth + 1, **inner) for _ in range(1 + int(self.random.random() * 3))]
        return self.group(kind, own, children, is_handler_prefixed)

    def group(self, kind, own, children, is_handler_prefixed):
        if kind == "multi":
            return self.routes.MultiRoute(children)
        if kind == "handler":
            return self.routes.HandlerPrefixRoute("" if is_handler_prefixed else "handlers.", children)
        groups = {"path": "PathPrefixRoute", "domain": "DomainRoute", "name": "NamePrefixRoute"}
        return getattr(self.routes, groups[kind])(own, children)

    def path(self):
        """Return a path that matches one of the templates, or nearly."""
        path = re.sub(
            r"<\w*(:\\d\+)?[^>]*>",
            lambda found: self.pick(["1", "23"] if found.group(1) else ["v", "a"]),
            self.pick(self.paths),
        )
        return path + "/" if self.pick([False, False, True]) else path


def make_handlers(webapp2):
    class Show(webapp2.RequestHandler):
        def get(self, *args, **kwargs):
            self.response.write(json.dumps(["get", args, sorted(kwargs.items())]))

        def other(self, *args, **kwargs):
            self.response.write(json.dumps(["other", args, sorted(kwargs.items())]))

    def answer(request, *args, **kwargs):
        return webapp2.Response(json.dumps(["answer", args, sorted(kwargs.items())]))

    module = type(sys)("handlers")
    module.Show, module.answer = Show, answer
    return module


def ask(webapp2, app, table):
    path, host, scheme = table.path(), table.pick(HOSTS), table.pick(["http", "http", "https"])
    request = webapp2.Request.blank(path, base_url=scheme + "://" + host)
    request.environ["SERVER_NAME"] = host
    response = request.get_response(app)
    body = response.body.decode("utf-8") if response.status_int == 200 else ""
    return [scheme + "://" + host + path, response.status_int, response.headers.get("Location"), body]


def build(webapp2, app, table):
    values = dict.fromkeys(re.findall(r"<(\w+)[:>]", " ".join(table.paths)), "7")
    name = table.pick(table.names)
    try:
        return [name, app.router.build(webapp2.Request.blank("/"), name, ("b", "b"), values).split("?")[0]]
    except ValueError as error:
        return [name, type(error).__name__]


def record(webapp2, routes):
    """Yield a list for each table: requests with their answers, and names with the URLs built of them."""
    handlers = sys.modules["handlers"] = make_handlers(webapp2)
    for seed in range(TABLES):
        table = Table(seed, webapp2, routes, handlers)
        app = webapp2.WSGIApplication([table.make() for _ in range(4)])
        asked = [ask(webapp2, app, table) for _ in range(8)]
        yield [asked, [build(webapp2, app, table) for _ in range(3)]]


def main():
    import webapp2

    logging.disable(logging.CRITICAL)
    from webapp2_extras import routes

    lines = [json.dumps(case, sort_keys=True) for case in record(webapp2, routes)]
    sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
