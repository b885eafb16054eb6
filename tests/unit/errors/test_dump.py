import json

import pytest

import webapp2
from webapp2compat.errors import AppError, report_error


@pytest.fixture
def dumped(failing, send):
    """Return the dump of a failing request: ``dumped(error, path, headers)``."""

    def make(error, path="/", **request):
        dumps = []
        send(failing(error, error_reporter=lambda title, dump: dumps.append(dump)), path, **request)
        return json.loads(dumps[0])

    return make


def test_dump_tells_of_request_user_and_server(dumped, monkeypatch):
    monkeypatch.setenv("GAE_VERSION", "v7")
    dump = dumped(
        ValueError("v"),
        "/?a=1",
        headers={"User-Agent": "ua", "X-Cloud-Trace-Context": "abc/1;o=1"},
        REMOTE_USER="ann",
        REMOTE_ADDR="127.0.0.1",
    )

    assert dump["call_id"] == "abc"
    assert (dump["endpoint"]["method"], dump["endpoint"]["path"], dump["request"]["params"]) == (
        "GET",
        "/",
        {"a": ["1"]},
    )
    assert dump["user"] == {"id": "ann", "ip": "127.0.0.1", "is_auth": True, "user_agent": "ua"}
    assert dump["server"] == {"api_name": "app", "api_version": "v7", "fqdn": "localhost", "port": "80"}


def test_dump_tells_of_the_error(dumped):
    dump = dumped(AppError("m", 503, error="DOWN", user_message="Later"))

    assert dump["response"] == {
        "type": "AppError",
        "status": 503,
        "error_code": "DOWN",
        "error_description": "m",
        "user_message": "Later",
        "is_error": True,
    }
    assert dump["trace"][-1].endswith("AppError: m")


def test_user_message_may_be_any_object(dumped):
    assert dumped(AppError("m", 503, user_message=ValueError("Later")))["response"]["user_message"] == "Later"


def test_dump_has_no_body_of_the_request(app):
    dumps = []

    def handler(request):
        request.get("card")
        raise ValueError("v")

    settings = {"error_reporter": lambda title, dump: dumps.append(dump)}
    request = webapp2.Request.blank("/", POST={"card": "4111-1111"})
    request.get_response(app([webapp2.Route("/", handler)], config={"webapp2compat.errors": settings}))

    assert "4111-1111" not in dumps[0]


@pytest.mark.parametrize(
    ("data", "shown"), [({"n": 1}, {"n": 1}), (["a"], {"data": ["a"]}), (None, {}), ({"title": "x"}, {})]
)
def test_data_of_a_manual_report_stands_beside_the_rest(app, data, shown):
    dumps = []
    application = app(config={"webapp2compat.errors": {"error_reporter": lambda title, dump: dumps.append(dump)}})

    report_error("t", data=data)

    dump = json.loads(dumps[0])
    assert application.error_pipeline.reporters
    assert {**dump, **shown} == dump
    assert dump["title"].endswith(": t")


@pytest.mark.parametrize(
    ("caught", "shown"), [({"a": 1, "token": "t"}, "{'a': 1, 'token': '********'}"), (KeyError("k"), "KeyError('k')")]
)
def test_what_was_caught_is_shown_without_secrets(app, caught, shown):
    dumps = []
    application = app(config={"webapp2compat.errors": {"error_reporter": lambda title, dump: dumps.append(dump)}})

    report_error("t", caught=caught)

    assert application.error_pipeline.reporters
    assert json.loads(dumps[0])["error_caught"] == shown


def test_stack_leads_to_the_error(dumped):
    assert dumped(ValueError("v"))["stack"][-1].endswith(" in get: raise error")


def test_stack_leads_to_a_manual_report(app):
    dumps = []
    application = app(config={"webapp2compat.errors": {"error_reporter": lambda title, dump: dumps.append(dump)}})

    report_error("t")

    assert application.error_pipeline.reporters
    assert json.loads(dumps[0])["stack"][-1].endswith(' in test_stack_leads_to_a_manual_report: report_error("t")')
