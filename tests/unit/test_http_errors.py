import logging
import pickle

import pytest
import webob
from webob import exc

import webapp2
from webapp2compat import http_errors
from webapp2compat.http_errors import HTTPNotFound, carry_cookies, presented, status_map

INJECTED = "a\r\nX-Injected: 1"


def test_there_is_one_lean_class_for_each_of_webobs():
    assert {code: cls.__name__ for code, cls in status_map.items()} == {
        code: cls.__name__ for code, cls in exc.status_map.items()
    }


@pytest.mark.parametrize("code", exc.status_map)
def test_lean_classes_are_subclasses_of_webobs(code):
    assert issubclass(status_map[code], exc.status_map[code])
    assert getattr(http_errors, status_map[code].__name__) is status_map[code]


def test_class_without_a_use_here_can_be_pickled():
    assert pickle.loads(pickle.dumps(status_map[402])) is status_map[402]


def test_abort_raises_the_exception_of_a_code():
    with pytest.raises(webapp2.exc.HTTPForbidden) as raised:
        http_errors.abort(403, "no entry")

    assert (str(raised.value), raised.value.args, raised.value.code) == ("no entry", ("no entry",), 403)


def test_detail_given_by_name_is_the_argument_of_the_exception():
    assert HTTPNotFound(detail="gone").args == ("gone",)


@pytest.mark.parametrize("code", ["foo", 0, 418, 999999])
def test_abort_with_an_unknown_code_is_a_key_error(code):
    with pytest.raises(KeyError, match=f"No exception is defined for code {code!r}."):
        http_errors.abort(code)


class TooManyRequests(webapp2.exc.HTTPClientError):
    code, title = 429, "Slow Down"

    def __init__(self, seconds):
        super().__init__(headers=[("Retry-After", str(seconds))])


@pytest.mark.parametrize("code", [429, 418])
def test_abort_raises_what_the_application_registered(code, monkeypatch, get):
    monkeypatch.setitem(webapp2.exc.status_map, code, TooManyRequests)

    response = get("/", routes=[("/", lambda request: http_errors.abort(code, 5))])

    assert (response.status, response.headers["Retry-After"]) == ("429 Slow Down", "5")


def test_abort_does_not_know_what_the_application_took_out(monkeypatch):
    monkeypatch.delitem(webapp2.exc.status_map, 404)

    with pytest.raises(KeyError):
        http_errors.abort(404)


def test_unknown_keyword_is_a_type_error():
    with pytest.raises(TypeError, match="Unexpected keyword"):
        http_errors.abort(404, colour="red")


def test_exception_object_as_detail_is_shown_by_its_text():
    assert str(status_map[400](ValueError("bad"))) == "bad"


def test_text_without_a_detail_is_the_explanation():
    assert str(HTTPNotFound()) == "The resource could not be found."


@pytest.mark.parametrize("code", [204, 205, 304])
def test_empty_answers_are_sent_without_a_body(code, answer):
    assert answer(status_map[code]())[2] == b""


def test_205_names_a_type_for_it_is_not_exempt(answer):
    assert answer(status_map[205]())[1] == [("Content-Type", "text/html; charset=UTF-8"), ("Content-Length", "0")]


def test_headers_in_lists_are_sent_as_tuples(answer):
    assert ("X-A", "1") in answer(status_map[400](headers=[["X-A", "1"]]))[1]


def test_304_keeps_the_headers_that_do_not_describe_a_body(answer):
    error = status_map[304](headers=[("ETag", '"x"'), ("Content-Type", "text/html"), ("Content-Length", "7")])

    assert answer(error)[1] == [("ETag", '"x"')]


def test_body_set_on_an_exception_is_sent_as_it_is(answer):
    error = HTTPNotFound()
    error.text = "mine"

    assert answer(error)[2] == b"mine"


def test_body_set_by_keyword_is_sent_as_it_is(answer):
    assert answer(HTTPNotFound(body=b"mine", content_type="text/plain"))[2] == b"mine"


@pytest.mark.parametrize("headers", [{"X-A": INJECTED, "X-B": "1"}, [("X-A", INJECTED), ("X-B", "1")]])
def test_unsafe_headers_are_left_out_with_one_warning(headers, answer, caplog):
    status, sent, _ = answer(status_map[400]("m", headers=headers))

    assert (status, dict(sent).get("X-B")) == ("400 Bad Request", "1")
    assert not {"X-A", "X-Injected"} & set(dict(sent))
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_unsafe_header_added_later_is_left_out_too(answer, caplog):
    error = HTTPNotFound()
    error.headers["X-A"] = INJECTED

    assert "X-A" not in dict(answer(error)[1])


def test_location_of_any_error_is_sent_absolute(answer):
    assert dict(answer(status_map[409](headers=[("Location", "/x")]))[1])["Location"] == "http://localhost/x"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_headers_of_a_response_give_no_header_twice(method, answer):
    error = status_map[302](headers=webapp2.Response("text").headerlist, location="/x")
    names = [name.lower() for name, _ in answer(error, method)[1]]

    assert sorted(set(names)) == sorted(names)


def test_content_type_without_a_charset_does_not_break_the_page(answer):
    assert answer(status_map[403]("d", [("Content-Type", "text/plain")]), HTTP_ACCEPT="text/html")[1] == [
        ("Content-Length", "158"),
        ("Content-Type", "text/html; charset=UTF-8"),
    ]


def test_redirect_without_a_location_loops_with_one_warning(answer, caplog):
    status, headers, _ = answer(status_map[302]())

    assert (status, dict(headers)["Location"]) == ("302 Moved Temporarily", "http://localhost/a/b")
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_redirect_refuses_a_location_of_two_lines():
    with pytest.raises(ValueError, match="Control characters"):
        status_map[302](location=INJECTED)


def test_redirect_takes_a_location_or_a_slash():
    with pytest.raises(TypeError, match="only provide one"):
        status_map[302](location="/x", add_slash=True)


def test_redirect_to_its_own_url_refuses_a_hostile_host(answer):
    assert dict(answer(status_map[302](add_slash=True), HTTP_HOST="evil.example/x?")[1])["Location"] == "/a/b/"


class Missing(webapp2.exc.HTTPNotFound):
    explanation = "Gone fishing."


class Self(webapp2.exc.HTTPNotFound):
    def html_body(self, environ):
        return "mine"


class Timeout(webapp2.exc.HTTPGatewayTimeout):
    def __call__(self, environ, start_response):
        start_response(self.status, [])
        return [b"mine"]


def test_applications_own_exceptions_get_safe_pages(answer):
    error = Missing(body_template="${explanation} ${HTTP_COOKIE}")

    assert b"Gone fishing. ${HTTP_COOKIE}" in answer(presented(error), HTTP_COOKIE="secret")[2]


def test_exception_that_renders_itself_goes_on_doing_so(answer):
    assert presented(Self()).html_body({}) == "mine"
    assert answer(presented(Timeout()))[::2] == ("504 Gateway Time-out", b"mine")


def test_status_that_the_application_set_is_presented_as_it_is(answer):
    error = exc.HTTPFound(location="/x")
    error.status = "302 Over There"

    assert answer(presented(error))[0] == "302 Over There"


@pytest.mark.parametrize("status", ["400 a\r\nSet-Cookie: x=1", "400 \u2603"])
def test_reason_that_cannot_be_sent_is_left_out_with_a_warning(answer, caplog, status):
    error = exc.HTTPBadRequest()
    error.status = status

    assert answer(presented(error))[0] == "400 Bad Request"
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_status_that_cannot_be_sent_is_refused_where_it_is_assigned():
    error = HTTPNotFound()

    with pytest.raises(ValueError, match="not allowed in a status line"):
        error.status = "404 a\r\nSet-Cookie: x=1"

    assert error.status == "404 Not Found"


@pytest.mark.parametrize("error", [webapp2.Response(), exc.HTTPException("m", webapp2.Response()), HTTPNotFound()])
def test_anything_else_is_presented_as_itself(error):
    assert presented(error) is error


def test_what_is_presented_shares_the_state_of_the_error():
    error = exc.HTTPNotFound("d")
    answer = presented(error)
    error.headers["X-A"] = "1"

    assert (answer.headers["X-A"], answer.args, answer.detail) == ("1", ("d",), "d")


def test_cookies_travel_with_an_exception_once():
    response, error = webapp2.Response(), HTTPNotFound()
    response.set_cookie("a", "1")
    response.headers["X-A"] = "1"
    carry_cookies(response, error)
    carry_cookies(response, error)

    assert error.headers.getall("Set-Cookie") == ["a=1; Path=/"]
    assert "X-A" not in error.headers


@pytest.mark.parametrize(
    ("response", "error"), [(webapp2.Response(), HTTPNotFound()), (webob.Response(), ValueError("no response"))]
)
def test_nothing_travels_where_there_is_nothing_to_carry(response, error):
    carry_cookies(response, error)

    assert "_headerlist" not in error.__dict__


def test_json_formatter_makes_the_json(answer):
    error = status_map[400](json_formatter=lambda **page: {"my": page["status"]})

    assert answer(error, HTTP_ACCEPT="application/json")[2] == b'{"my": "400 Bad Request"}'


def test_headers_beyond_ascii_are_sent(answer):
    assert dict(answer(status_map[400](headers=[("X-Count", 3), ("X-Name", "caf\xe9")]))[1])["X-Name"] == "caf\xe9"


def test_redirect_that_is_raised_again_keeps_nothing_of_the_first_client(answer):
    error = status_map[302](location="/x")
    first = dict(answer(error, HTTP_HOST="evil.example")[1])["Location"]

    assert (first, error.location) == ("http://evil.example/x", "/x")
    assert dict(answer(error, HTTP_HOST="localhost")[1])["Location"] == "http://localhost/x"
