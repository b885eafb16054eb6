from http import HTTPStatus

import pytest

import webapp2


@pytest.mark.parametrize("status", ["200 a\r\nX-Injected: 1", "200 \x00", "404 \u20ac"])
def test_a_status_that_is_no_line_is_refused(status):
    response = webapp2.Response()

    with pytest.raises(ValueError, match="not allowed in a status line"):
        response.status = status


def test_status_message_is_set_alone():
    response = webapp2.Response(status=404)
    response.status_message = "Gone Fishing"

    assert (response.status, response.status_message) == ("404 Gone Fishing", "Gone Fishing")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [((404,), "404 Not Found"), ((999, "Odd"), "999 Odd"), ((404, b"Odd"), "404 Odd")],
)
def test_set_status_takes_a_code_and_a_text(arguments, status):
    response = webapp2.Response()
    response.set_status(*arguments)

    assert response.status == status


def test_set_status_refuses_a_code_without_a_phrase():
    with pytest.raises(KeyError, match="Invalid HTTP status code: 999"):
        webapp2.Response().set_status(999)


@pytest.mark.parametrize(("code", "status"), [(302, "302 Moved Temporarily"), (299, "299 Success")])
def test_status_int_has_webapp2s_phrase_or_webobs_general_one(code, status):
    response = webapp2.Response()
    response.status_int = code

    assert (response.status, response.status_code) == (status, code)


def test_underscored_status_setter_is_there_for_old_tests():
    response = webapp2.Response()
    response._set_status("201 Made")

    assert response._get_status() == "201 Made"


def test_http_status_message_knows_webapp2s_phrases():
    assert webapp2.Response.http_status_message(504) == "Gateway Time-out"
    with pytest.raises(KeyError):
        webapp2.Response.http_status_message(999)


@pytest.mark.parametrize(("status", "has_error"), [(200, False), (302, False), (400, True), (500, True)])
def test_has_error_from_400_on(status, has_error):
    assert webapp2.Response(status=status).has_error() is has_error


@pytest.mark.parametrize(
    ("value", "status"),
    [(HTTPStatus.NOT_FOUND, "404 Not Found"), (204, "204 No Content"), (302, "302 Moved Temporarily")],
)
def test_status_takes_any_integer_that_has_a_phrase(value, status):
    response = webapp2.Response()
    response.status = value

    assert response.status == status
