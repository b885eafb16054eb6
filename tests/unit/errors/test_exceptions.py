import pytest

import webapp2
from webapp2compat import errors
from webapp2compat.errors import AppError, MethodNotAllowed, NotFound, add_error


def test_app_error_is_an_http_exception_of_webapp2():
    assert isinstance(AppError("m"), webapp2.HTTPException)


@pytest.mark.parametrize("name", ["code", "status_code"])
def test_status_has_two_spellings(name):
    error = type("Gone", (AppError,), {name: 410})()

    assert (error.code, error.status_code, error.status, error.title) == (410, 410, "410 Gone", "Gone")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (408, "408 Request Time-out"),
        (418, "418 I'm a teapot"),
        (499, "499 Unknown Client Error"),
        (599, "599 Unknown Server Error"),
    ],
)
def test_status_line_is_webapp2s_or_says_unknown(code, status):
    assert AppError(status_code=code).status == status


def test_title_of_the_class_is_kept():
    class Broke(AppError):
        code = 402
        title = "Broke"
        explanation = "No money."

    assert (Broke().status, str(Broke())) == ("402 Broke", "No money.")


@pytest.mark.parametrize("code", ["400", 400.0, True, None.__class__])
def test_status_that_is_no_integer_is_refused(code):
    with pytest.raises(TypeError, match="Expected an integer"):
        AppError("m", code)


@pytest.mark.parametrize("code", [200, 302, 399, 600, -1])
def test_status_that_is_no_error_is_refused(code):
    with pytest.raises(ValueError, match="from 400 to 599"):
        AppError("m", code)


def test_status_in_the_words_of_pymacaron_is_refused_with_a_hint():
    with pytest.raises(TypeError, match="status_code"):
        type("Invalid", (AppError,), {"status": 401})


def test_subclass_inherits_the_status():
    class Missing(NotFound):
        message = "not here"

    assert Missing().code == 404


def test_message_may_be_any_object():
    assert str(AppError(ValueError("v"), 400)) == "v"


@pytest.mark.parametrize(("code", "text"), [(404, "The resource could not be found."), (418, "I'm a teapot")])
def test_text_without_a_message_is_explanation_or_title(code, text):
    assert str(AppError(status_code=code)) == text


class Personal(AppError):
    @property
    def message(self):
        return f"Sorry {self.extra['name']}"


def test_message_given_wins_over_a_property():
    assert str(Personal("given", extra={"name": "Adam"})) == "given"


def test_property_that_fails_is_logged_and_leaves_the_explanation(caplog):
    assert str(Personal()) == AppError.explanation
    assert "The message of Personal failed." in caplog.text


def test_detail_can_be_assigned_as_on_webobs_exceptions():
    error = AppError("m")
    error.detail = "assigned"

    assert (str(error), error.detail) == ("assigned", "assigned")


def test_class_attributes_are_defaults():
    class Broke(AppError):
        error, user_message, type, quiet = "BROKE", "Pay first", "/problems/broke", True
        context, extra = {"balance": 0}, {"account": 7}

    error = Broke(user_message="Pay now", type="/other", quiet=False)

    assert (error.error, error.user_message, error.type, error.quiet) == ("BROKE", "Pay now", "/other", False)
    assert (error.context, error.extra) == ({"balance": 0}, {"account": 7})


@pytest.mark.parametrize(
    ("kind", "code", "quiet"),
    [
        (errors.BadRequest, 400, True),
        (errors.Unauthorized, 401, True),
        (errors.Forbidden, 403, True),
        (errors.NotFound, 404, True),
        (errors.MethodNotAllowed, 405, True),
        (errors.ServerError, 500, False),
        (errors.ServiceUnavailable, 503, True),
        (AppError, 500, False),
    ],
)
def test_each_kind_has_its_status_and_is_quiet_or_not(kind, code, quiet):
    error = kind()

    assert (error.status_int, error.quiet) == (code, quiet)


def test_keywords_are_attributes_of_the_response():
    error = AppError("m", 400, explanation="Why", title="Own title", body_template="${explanation}")

    assert (error.explanation, error.title, error.body_template) == ("Why", "Own title", "${explanation}")


def test_unknown_keyword_is_refused():
    with pytest.raises(TypeError):
        AppError("m", nosuch=1)


@pytest.mark.parametrize(("allow", "header"), [((), ""), (["GET"], "GET")])
def test_method_not_allowed_always_has_the_header(allow, header):
    error = MethodNotAllowed(allow=allow, headers={"X-A": "1"})

    assert (error.headers["Allow"], error.headers["X-A"]) == (header, "1")


def test_add_error_refuses_a_code_that_is_no_identifier():
    with pytest.raises(TypeError, match="identifier"):
        add_error("A", 401, 401)


def test_add_error_takes_more_attributes():
    assert str(add_error("A", "A", 401, message="m")()) == "m"
