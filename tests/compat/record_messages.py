"""Record what webapp2 3.0.0b1 makes of requests, responses and HTTP exceptions: messages.json.

Run it with webapp2 3.0.0b1 and WebOb 1.8: ``python record_messages.py > messages.json``. It imports nothing of
webapp2compat, and `test_messages.py` runs the same calls through it.
"""

import io
import itertools
import json
import sys

STATUSES = [999, 418, 299, 99, 0, -1, 302, 306, 203, True, None, 4.5, [], b"404 x"]
STATUSES += ["404", "999", "999 Z", "abc", "", " 404", "404 ", "4 x", "302", "20x", "12345 x", "abc 404"]
RANGES = [("a",), ("a", 6), ("a", None, 4), ("a", 1, 3), ("b", 1, 3, 9), ("b",), ("b", None, None, None), ("n", 1)]
RANGES += [("n",), ("n", 1, 2, None), ("n", None, None, 7), ("c", 0), ("d",), ("d", None, None, 3), ("e",), ("f",)]
QUERIES = ["a=1;b=2", "a=%zz", "a", "=1", "&&", "a=%C3%A9", "a=1&a=2", "a=+%2b", "a==b", "a=%00", "?a=1", "a=%1", "a=%"]
QUERIES += ["a;=1;", "a=%e2%82%ac%", "a%3d=%26", "a=%3B", "\xc3\xa9=1", "a=%+1", "a=%26b%3D1"]
ACCEPTS = [
    None,
    "",
    "*/*",
    "text/html",
    "application/json",
    "text/plain",
    "application/*",
    "image/png",
    ";;;",
    "a/b;q=9",
]
ACCEPTS += ["text/html;q=0.5, application/json", "text/html;q=0", "application/json;q=0, text/html", "x" * 600]
TYPES = ["text/html", "application/json", "text/plain"]
ERRORS = [
    ((), {}),
    (("d <b>",), {}),
    (("caf\xe9", [("X-A", "1")], "a -- comment"), {}),
    ((), {"detail": ValueError("bad <v>")}),
    ((), {"body_template": "E=${explanation} D=${detail} C=${comment} P=${PATH_INFO} N=${nothing} $x"}),
    ((), {"comment": "c", "headers": {"X-B": "2"}}),
]
KEYWORDS = [{"explanation": "Missing <x>"}, {"title": "My title"}, {"body": b"mine"}, {"charset": "latin-1"}]
CODES = [200, 204, 300, 302, 304, 403, 405, 406, 408, 415, 501, 504]
WRITES = [
    ["write('a')"],
    ["write('')"],
    ["write(None)", "write(3)"],
    ["write('é')", "write('b')"],
    ["write('a')", "clear()"],
    ["clear()"],
    ["write('a')", "set_status(404)", "clear()", "write('b')"],
    ["headers.__setitem__('X-A', '1')", "write('a')"],
    ["write('a')", "headers.__setitem__('X-A', '1')", "write('b')"],
    ["headers.add('Set-Cookie', 'a=b')", "headers.add('Set-Cookie', 'c=d')", "write('a')"],
    ["__setattr__('content_type', 'text/plain')", "write('é')"],
    ["__setattr__('content_type', 'application/xml')", "write('a')"],
    ["__setattr__('content_type', 'application/json')", "write('é')"],
    ["__setattr__('content_type', 'application/json')"],
    ["write('é')", "__setattr__('content_type', 'application/json')"],
    ["__setattr__('charset', None)", "write('a')"],
    ["__setattr__('charset', 'latin-1')", "write('é')"],
    ["__setattr__('body', b'abc')", "write('d')"],
    ["__setattr__('text', 'abc')", "write('d')"],
    ["__setattr__('app_iter', [b'a', b'b'])", "write('c')"],
    ["__setattr__('app_iter', iter([b'a', b'b']))", "write('c')"],
    ["__setattr__('headers', [('X-A', '1'), ('Content-Type', 'text/html')])", "write('é')"],
    ["__setattr__('headerlist', [('X-A', '1'), ('Content-Type', 'text/html')])", "write('é')"],
    ["__setattr__('cache_control', 'public')", "write('a')"],
    ["__setattr__('location', '/x')", "set_status(302)"],
    ["__setattr__('location', 'x?y#z')", "write('moved')"],
    ["set_cookie('a', 'b')", "write('a')", "delete_cookie('a')"],
    ["__setattr__('etag', 'x')", "__setattr__('conditional_response', True)", "write('a')"],
    ["headers.add_header('A-B', 'v', foo_bar='x\"', none=None, empty='', n='1')"],
    ["headers.add_header('A-B', None, f='x')"],
    ["md5_etag()", "write('a')"],
    ["__setattr__('json', {'a': 1})"],
    ["body_file.write(b'abc')"],
    ["encode_content()", "write('a')"],
]


def outcome(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return [type(error).__name__, str(error)]


def sent(application, method="GET", accept=None, environ=None):
    environ = dict(
        {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": "/a/b",
            "QUERY_STRING": "c=d",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
        },
        **(environ or {}),
    )
    if accept is not None:
        environ["HTTP_ACCEPT"] = accept
    started = []
    body = application(
        environ, lambda status, headers, exc_info=None: started.extend([status, list(map(list, headers))])
    )
    return [*started, b"".join(body).decode("latin-1")]


def changed(response, steps):
    for step in steps:
        eval("response." + step)
    return response


def seen(response):
    return [
        response.status,
        list(map(list, response.headerlist)),
        response.body.decode("latin-1"),
        response.has_error(),
    ]


def with_status(response, name, value):
    setattr(response, name, value)
    return [response.status, response.status_int, response.status_message]


def record(webapp2, status_map):
    """Yield pairs of what is done and what comes of it."""
    yield from responses(webapp2.Response)
    yield from requests(webapp2.Request.blank)
    yield from errors(status_map)


def responses(make):
    for value in STATUSES:
        yield ["status", repr(value)], outcome(with_status, make(), "status", value)
    for value in [404, 302, 299, 999]:
        yield ["status_int", value], outcome(with_status, make(), "status_int", value)
    for steps in WRITES:
        yield ["seen", steps], outcome(seen, changed(make(), steps))
        yield ["sent", steps], sent(changed(make(), steps))
        yield ["head", steps], sent(changed(make(), steps), "HEAD")


def requests(blank):
    request = blank("/a?x=1&x=2&y=3&z=", POST="x=9&w=8")
    for name in ["x", "q", "z", "w"]:
        yield ["get", name], [request.get(name), request.get(name, "d")]
        yield ["get_all", name], [request.get_all(name), request.get_all(name, "d")]
    yield ["arguments"], request.arguments()
    request = blank("/?a=5&b=x&c=-3&d=&e=5.5&f= 7 ")
    for arguments in RANGES:
        yield ["get_range", list(arguments)], request.get_range(*arguments)
    for query in QUERIES:
        yield ["query", query], list(map(list, blank("/", {"QUERY_STRING": query}).GET.items()))
        yield ["form", query], list(map(list, blank("/", POST=query.encode("latin-1")).POST.items()))


def errors(status_map):
    for code, (arguments, keywords), accept in itertools.product(CODES, ERRORS, TYPES):
        error = status_map[code](*arguments, **keywords)
        yield ["error", code, repr(arguments), repr(keywords), accept], sent(error, accept=accept)
    for code in CODES:
        yield ["error", code, "HEAD"], sent(status_map[code](), "HEAD")
    for accept in ACCEPTS:
        yield ["accept", accept], sent(status_map[404](), accept=accept)
    for keywords, accept in itertools.product(KEYWORDS, TYPES):
        yield ["error", repr(keywords), accept], sent(status_map[400](**keywords), accept=accept)
    for location in ["/x", "x", "../x", "?q=1", "http://other.example/y", "", None]:
        yield ["redirect", location], sent(status_map[302](location=location), accept="text/html")
    yield ["redirect", "add_slash"], sent(status_map[301](add_slash=True))


if __name__ == "__main__":
    import webapp2

    lines = [json.dumps(pair) for pair in record(webapp2, webapp2.exc.status_map)]
    sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")
