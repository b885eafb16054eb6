import pytest

from webapp2 import exc
from webapp2compat.errors import AppError


@pytest.fixture
def body(failing, send):
    """Return the JSON of an error: ``body("pico", error, debug=True)``."""

    def make(schema, error, path="/", **options):
        return send(failing(error, format="json", schema=schema, **options), path).json

    return make


def test_problem_has_the_type_that_was_given(body):
    error = AppError("m", 403, type="https://example.com/out-of-credit")

    assert body("problem", error)["type"] == "https://example.com/out-of-credit"


def test_problem_keeps_its_members_from_the_context(body):
    found = body("problem", AppError("m", 400, context={"status": 1, "x": 2}))

    assert (found["status"], found["x"]) == (400, 2)


def test_problem_takes_a_context_that_is_no_dict(body):
    assert body("problem", AppError("m", 400, context=["a", "b"]))["context"] == ["a", "b"]


def test_problem_does_not_name_an_error_that_has_no_name(body):
    assert "error" not in body("problem", exc.HTTPNotFound())


def test_problem_tells_developers_more(body):
    debug = body("problem", AppError("m", 400, extra={"password": "p"}), "/?a=1", debug=True)["debug"]

    assert (debug["extra"], debug["path"], debug["args"]) == ({"password": "********"}, "/", {"a": ["1"]})


def test_webob_has_a_status_line_for_a_code(body):
    assert body("webob", AppError("m", 400, context={"a": 1})) == {
        "message": "m",
        "code": "400 Bad Request",
        "title": "Bad Request",
        "context": {"a": 1},
    }


def test_pico_tells_nothing_more_of_an_http_exception(body):
    assert "__debug__" not in body("pico", AppError("m"), debug=True)


def test_pymacaron_has_the_context(body):
    assert body("pymacaron", AppError("m", 400, context={"a": 1}))["context"] == {"a": 1}


@pytest.mark.parametrize("debug", [True, False])
def test_quiet_error_is_not_detailed_in_any_mode(body, debug):
    assert set(body("sanic", exc.HTTPNotFound(), debug=debug)) == {"description", "status", "message"}
