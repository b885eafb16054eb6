import gc
import weakref

import pytest
import webob

import webapp2

INJECTED = "a\r\nX-Injected: 1"


@pytest.fixture
def no_garbage_collection():
    gc.disable()
    yield
    gc.enable()


def test_fresh_response_has_exactly_three_headers():
    assert webapp2.Response().headerlist == [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", "0"),
        ("Cache-Control", "no-cache"),
    ]


def test_response_and_request_know_each_others_class():
    assert webapp2.Response.RequestClass is webapp2.Request
    assert webapp2.Request.ResponseClass is webapp2.Response


def test_out_is_the_response_itself():
    response = webapp2.Response()

    assert response.out is response


@pytest.mark.parametrize("value", [(("X-A", "1"),), None, 3, "abc"])
def test_headers_are_a_list_or_a_dictionary(value):
    with pytest.raises(TypeError, match="must be a list or dictionary"):
        webapp2.Response().headers = value


@pytest.mark.parametrize("value", [{"X-A": INJECTED}, [("X-A", INJECTED)], {INJECTED: "1"}])
def test_unsafe_headers_are_refused_as_a_whole(value):
    response = webapp2.Response()

    with pytest.raises(ValueError, match=r"X-A|X-Injected"):
        response.headers = value
    assert len(response.headerlist) == 3


@pytest.mark.parametrize(
    "smuggle",
    [
        lambda response: response.headerlist.append(("X-A", INJECTED)),
        lambda response: setattr(response, "headerlist", [("X-A", INJECTED)]),
    ],
)
def test_header_injected_past_the_assignment_is_not_sent(smuggle, answer):
    response = webapp2.Response()

    smuggle(response)

    with pytest.raises(ValueError, match="control character"):
        answer(response)


def test_header_list_can_be_set_on_a_fresh_response(answer):
    response = webapp2.Response()
    response.headerlist = [("Content-Type", "text/css")]

    assert answer(response) == ("200 OK", [("Content-Type", "text/css")], b"")


def test_header_list_may_be_another_one_after_the_headers_were_seen():
    response = webapp2.Response()
    response.headers["X-A"] = "1"
    response._headerlist = [("X-B", "2")]

    assert list(response.headers.items()) == [("X-B", "2")]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("status", [204, 304])
def test_bodiless_status_sends_neither_body_nor_its_headers(status, method, answer):
    response = webapp2.Response()
    response.write("text")
    response.status = status

    assert answer(response, method)[1:] == ([("Cache-Control", "no-cache")], b"")


@pytest.mark.parametrize("location", [None, "/x", "http://localhost/x"])
def test_type_that_was_taken_away_stays_away(answer, location):
    response = webapp2.Response()
    del response.headers["Content-Type"]
    response.location = location

    assert "Content-Type" not in dict(answer(response)[1])


def test_singletons_are_sent_once(answer):
    response = webapp2.Response("text")
    response.headers.add("content-type", "text/plain")
    response.headers.add("Content-Length", "4")
    headers = answer(response)[1]

    assert headers == [("Cache-Control", "no-cache"), ("content-type", "text/plain"), ("Content-Length", "4")]


@pytest.mark.parametrize(
    "write", [lambda response: response.write("ab"), lambda response: setattr(response, "app_iter", ["ab"])]
)
def test_length_that_is_announced_is_that_of_the_body(answer, write):
    response = webapp2.Response()
    write(response)
    response.headers["content-length"] = 77

    assert answer(response)[1][-1] == ("Content-Length", "2")


def test_numbers_in_headers_are_sent_as_text(answer):
    response = webapp2.Response()
    response.headers["X-Count"] = 3

    assert ("X-Count", "3") in answer(response)[1]


def test_head_sends_the_headers_of_get(answer):
    response = webapp2.Response()
    response.write("text")

    assert answer(response, "HEAD") == (*answer(response)[:2], b"")


@pytest.mark.parametrize(
    ("location", "sent"),
    [
        ("/x", "http://localhost/x"),
        ("x", "http://localhost/a/x"),
        ("/\u20ac", "http://localhost/%E2%82%AC"),
        ("//evil.example", "http://localhost/%2fevil.example"),
        ("javascript:alert(1)", "http://localhost/a/javascript:alert(1)"),
        ("myapp://open", "myapp://open"),
        ("https://other.example/x y", "https://other.example/x y"),
    ],
)
def test_location_set_by_hand_is_sent_absolute_and_safe(location, sent, answer):
    response = webapp2.Response()
    response.headers["Location"] = location

    assert dict(answer(response, HTTP_HOST="localhost")[1])["Location"] == sent


class ClosedOnce:
    closed = 0

    def __iter__(self):
        return iter([b"a"])

    def close(self):
        self.closed += 1


def test_body_is_closed_when_the_headers_cannot_be_sent(answer):
    body = ClosedOnce()
    response = webapp2.Response(app_iter=body)
    response.headerlist.append(("X-A", INJECTED))

    with pytest.raises(ValueError, match="X-A"):
        answer(response)
    assert body.closed == 1


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204)])
def test_body_that_is_not_sent_is_closed_by_the_server(method, status):
    body = ClosedOnce()
    response = webapp2.Response(app_iter=body, status=status)
    environ = webapp2.Request.blank("/").environ
    response({**environ, "REQUEST_METHOD": method}, lambda *args: None).close()

    assert body.closed == 1


def test_conditional_response_answers_304(answer):
    response = webapp2.Response()
    response.conditional_response = True
    response.write("text")
    response.etag = "tag"

    assert answer(response, HTTP_IF_NONE_MATCH='"tag"')[::2] == ("304 Not Modified", b"")


class Conditional(webapp2.Response):
    default_conditional_response = True


class Latin(webapp2.Response):
    default_charset = "latin-1"


class Plain(webapp2.Response):
    default_content_type = "text/plain"


def test_class_can_be_conditional_by_default(answer):
    response = Conditional()
    response.write("text")
    response.md5_etag()

    assert answer(response, HTTP_IF_NONE_MATCH=f'"{response.etag}"')[0] == "304 Not Modified"


@pytest.mark.parametrize(
    ("cls", "header", "body"),
    [(Latin, "text/html; charset=latin-1", b"\xe9"), (Plain, "text/plain; charset=utf-8", b"\xc3\xa9")],
)
def test_class_can_have_other_defaults(cls, header, body):
    response = cls()
    response.write("\xe9")

    assert (response.headers["Content-Type"], response.body) == (header, body)


def test_response_is_a_real_one_of_webobs():
    response = webapp2.Response("text", status=201, headers={"X-A": "1"})
    copy = response.copy()

    assert isinstance(response, webob.Response)
    assert (copy.text, copy.status, copy.headers["X-A"]) == ("text", "201 Created", "1")


def test_wsgi_write_sends_through_the_write_callable():
    started, written = [], []
    response = webapp2.Response()
    response.write("text")
    response.wsgi_write(lambda *args: started.append(args) or written.append)

    assert (written, started[0][1][-2:]) == (
        [b"text"],
        [("Expires", "Fri, 01 Jan 1990 00:00:00 GMT"), ("Content-Length", "4")],
    )


def test_wsgi_write_leaves_a_cacheable_response_alone():
    started = []
    response = webapp2.Response()
    response.cache_control = "public"
    response.wsgi_write(lambda *args: started.append(args) or len)

    assert "Expires" not in dict(started[0][1])


@pytest.mark.parametrize("use", [lambda response: None, lambda response: response.headers.add("X-A", "1")])
def test_response_is_freed_without_the_garbage_collector(use, answer, no_garbage_collection):
    response = webapp2.Response()
    use(response)
    response.write("a")
    answer(response)
    freed = weakref.ref(response)
    del response

    assert freed() is None
