"""Whatever is done to a response, in whatever order, it answers as WebOb's; and no header ever starts another."""

from copy import deepcopy
from urllib.parse import quote, urlsplit

import webob
from hypothesis import example, given, strategies as st

import webapp2
from webapp2compat.http_errors import status_map
from webapp2compat.locations import safe_location


class Reference(webob.Response):
    """WebOb's own response, with the defaults of webapp2's and with what is ruled of text without a charset."""

    default_charset = "utf-8"

    def __init__(self):
        super().__init__()
        self.headers["Cache-Control"] = "no-cache"

    def write(self, text):
        if isinstance(text, str) and not self.charset:
            if self.content_type and not text.isascii():
                self.charset = "utf-8"
            text = text.encode()
        super().write(text)


NAMES = st.sampled_from(["X-A", "x-a", "Vary", "Content-Type", "Content-Length", "Cache-Control", "ETag"])
VALUES = st.sampled_from(["1", "text/plain", "text/css; charset=utf-8", "2"])
TEXTS = st.sampled_from(["", "a", "b" * 50, "\xe9\u20ac"])
DATA = st.sampled_from([b"", b"a", b"\xff\x00"])
READ = ["content_length", "content_type", "charset", "body", "text", "headerlist", "status", "etag", "headers"]
READ += ["content_type_params", "status_int", "cache_control", "vary", "expires", "json_body", "location"]
SET = {
    "body": [b"", b"\xff"],
    "text": ["", "\xe9"],
    "content_type": ["text/plain", "application/json", "image/png", None, "text/x; charset=utf-8"],
    "content_length": [None, 3],
    "status": [200, 404, "299 Odd"],
    "app_iter": [[b"x", b"y"], [b""], []],
    "headerlist": [[("X-B", "1")], []],
    "vary": ["Accept", None],
    "location": ["/x", None],
    "cache_control": ["public", "no-store"],
    "conditional_response": [True, False],
    "json": [{"a": 1}],
}
STEPS = st.one_of(
    st.one_of(TEXTS, DATA).map(lambda data: ("write", data)),
    st.tuples(NAMES, VALUES).map(lambda header: ("headers.__setitem__", *header)),
    st.tuples(NAMES, VALUES).map(lambda header: ("headers.add", *header)),
    NAMES.map(lambda name: ("headers.pop", name, None)),
    st.sampled_from(READ).map(lambda name: ("__getattribute__", name)),
    st.sampled_from([("__setattr__", name, value) for name, values in SET.items() for value in values]),
    st.sampled_from([("set_cookie", "a", "b"), ("encode_content",), ("md5_etag",), ("clear_body",)]),
)


def done(response, step):
    """Do one step; give what comes of it, or the type of the error."""
    path, *arguments = deepcopy(step)
    if path == "clear_body":
        path, arguments = "__setattr__", ["body", b""]
    try:
        method = response
        for name in path.split("."):
            method = getattr(method, name)
        return repr(method(*arguments))
    except (AssertionError, TypeError, ValueError, AttributeError) as error:
        return error.__class__


def state(response):
    return response.status, sorted(response.headerlist), b"".join(response.app_iter)


@given(st.lists(STEPS, max_size=8))
def test_responses_answer_as_webobs_in_any_order(steps):
    ours, reference = webapp2.Response(), Reference()

    assert [done(ours, step) for step in steps] == [done(reference, step) for step in steps]
    assert state(ours) == state(reference)


def sent(application, **environ):
    """Give the headers and the body that are sent, or nothing where the application refuses."""
    started = []
    environ = {**webapp2.Request.blank("/a").environ, **environ}
    try:
        body = application(environ, lambda status, headers, exc_info=None: started.extend([status, *headers]))
    except ValueError:
        return "", [], b""
    return started[0], started[1:], b"".join(body)


def lines(status, headers):
    return "\n".join([status, *(f"{name}: {value}" for name, value in headers)]).splitlines()


@given(
    name=st.text(), value=st.text(), way=st.sampled_from(["headers.__setitem__", "headers.add", "headerlist.append"])
)
@example("X-A", "a\r\nX-Injected: 1", "headerlist.append")
def test_no_header_starts_another(name, value, way):
    response = webapp2.Response()
    header = [(name, value)] if way == "headerlist.append" else [name, value]
    done(response, (way, *header))
    status, headers, _ = sent(response)

    assert all("\r" not in line and "\n" not in line for header in headers for line in header)
    assert f"{status}{headers}".isprintable() or not status


@given(name=st.text(), value=st.text(), code=st.sampled_from([204, 302, 304, 403, 405]))
def test_exceptions_are_sent_whatever_headers_they_are_given(name, value, code):
    status, headers, _ = sent(status_map[code]("d", headers=[(name, value)]))

    assert status.startswith(str(code))
    assert not {"\r", "\n", "\0"} & set("".join(map("".join, headers)))


@given(st.text(alphabet=st.one_of(st.sampled_from("/\\.:@\t\r\n \x00?#hjtpsevil"), st.characters())))
@example("/\t/evil.example")
@example("http:evil.example")
def test_redirects_to_what_is_no_web_url_stay_on_this_host(uri):
    request = webapp2.Request.blank("/a/b")
    response = webapp2.Response()
    response.headers["Location"] = safe_location(uri, request)
    location = dict(sent(response, HTTP_HOST="localhost")[1])["Location"]

    assert urlsplit(location).netloc == "localhost" or location == uri.translate(str.maketrans("", "", "\t\r\n"))
    assert location.isascii()
    assert location.startswith(("http://", "https://", "HTTP://", "HTTPS://"))


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_forms_are_read_back_as_they_were_sent(fields):
    body = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in fields)
    request = webapp2.Request.blank(f"/?{body}", POST=body)

    assert list(request.POST.items()) == fields
    assert list(request.GET.items()) == fields


@given(st.binary(max_size=40), st.sampled_from(["", "; charset=latin-1", "; charset=bogus", "; charset=utf-16"]))
def test_any_form_is_read_or_refused(body, charset):
    environ = {"QUERY_STRING": body.decode("latin-1"), "HTTP_COOKIE": body.decode("latin-1")}
    content_type = f"application/x-www-form-urlencoded{charset}"
    request = webapp2.Request.blank("/", environ, POST=body, content_type=content_type)

    assert isinstance(dict(request.cookies), dict)
    assert done(request, ("get", "a")) is not UnicodeError
