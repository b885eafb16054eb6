import inspect
import io
import json

import pytest

import webapp2
from webapp2compat.errors import CloudErrorReporter, report_error, report_slow


@pytest.fixture
def stream():
    return io.StringIO()


def entry_of(stream):
    (line,) = stream.getvalue().splitlines()
    return json.loads(line)


def test_cloud_entry_is_an_error_event_with_the_traceback(failing, send, stream):
    reporter = CloudErrorReporter(stream, service="svc", version="v1", project="p")

    send(
        failing(ValueError("v"), reporters=[reporter]),
        "/?token=t0ps3cret",
        headers={"X-Cloud-Trace-Context": "abc123/1;o=1", "User-Agent": "ua", "Referer": "http://e/?token=t0ps3cret"},
        REMOTE_ADDR="10.0.0.1",
    )

    entry = entry_of(stream)
    assert entry["severity"] == "ERROR"
    assert entry["message"].startswith("Traceback (most recent call last):\n")
    assert entry["message"].endswith("ValueError: v\n")
    assert entry["serviceContext"] == {"service": "svc", "version": "v1"}
    assert entry["logging.googleapis.com/trace"] == "projects/p/traces/abc123"
    assert entry["context"]["httpRequest"] == {
        "method": "GET",
        "url": "http://localhost/?token=********",
        "userAgent": "ua",
        "referrer": "http://e/?token=********",
        "remoteIp": "10.0.0.1",
        "responseStatusCode": 500,
    }


@pytest.mark.parametrize(
    ("environment", "service"),
    [
        ({}, {"service": "app"}),
        ({"K_SERVICE": "run", "K_REVISION": "r1"}, {"service": "run", "version": "r1"}),
        ({"GAE_SERVICE": "gae", "GAE_VERSION": "v2", "GOOGLE_CLOUD_PROJECT": "p"}, {"service": "gae", "version": "v2"}),
    ],
)
def test_cloud_service_is_that_of_the_environment(failing, send, stream, monkeypatch, environment, service):
    monkeypatch.setattr("os.environ", environment)

    send(failing(ValueError("v"), reporters=[CloudErrorReporter(stream)]))

    assert entry_of(stream)["serviceContext"] == service


def test_cloud_entry_goes_to_standard_error_by_default(failing, send, capsys):
    send(failing(ValueError("v"), reporters=[CloudErrorReporter()]))

    assert json.loads(capsys.readouterr().err)["severity"] == "ERROR"


def test_cloud_entry_without_an_exception_says_where(app, stream):
    def handler(request):
        report_error("cache is down")
        return webapp2.Response()

    application = app([webapp2.Route("/", handler)])
    application.add_reporter(CloudErrorReporter(stream))
    webapp2.Request.blank("/").get_response(application)

    entry = entry_of(stream)
    location = entry["context"]["reportLocation"]
    assert (entry["severity"], location["functionName"]) == ("WARNING", f"{__name__}.handler")
    assert location["filePath"].endswith("test_reporters.py")
    assert location["lineNumber"] > 0


def test_cloud_entry_of_an_exception_that_was_not_raised_says_where(app, stream):
    application = app()
    application.add_reporter(CloudErrorReporter(stream))

    report_error(caught=KeyError("k"))

    entry = entry_of(stream)
    assert entry["message"] == "KeyError: 'k'\n"
    assert entry["context"]["reportLocation"]["functionName"] == inspect.currentframe().f_code.co_name


def test_cloud_entry_of_a_slow_call_says_which(app, send, stream):
    @report_slow(max_ms=0)
    def handler(request):
        return webapp2.Response()

    application = app([webapp2.Route("/", handler)])
    application.add_reporter(CloudErrorReporter(stream))
    send(application)

    assert entry_of(stream)["context"]["reportLocation"] == {
        "functionName": f"{__name__}.handler",
        "filePath": "unknown",
        "lineNumber": 0,
    }


def test_cloud_entry_outside_a_request_has_no_request(app, stream):
    application = app()
    application.add_reporter(CloudErrorReporter(stream))

    report_error("nightly job failed")

    assert set(entry_of(stream)["context"]) == {"reportLocation"}
