"""Sentry's own SDK, with a transport that records what would be sent."""

import sys

import pytest

import webapp2
from webapp2compat.errors import AppError, OpenTelemetryReporter, SentryReporter, report_error
from webapp2compat.optional import MissingExtraError

LEAKY = "/?token=t0ps3cret"
ExceptionGroup = getattr(__import__("builtins"), "ExceptionGroup", None)  # since Python 3.11


@pytest.fixture
def events():
    """Initialise the SDK; the list of events that it sends."""
    sdk = pytest.importorskip("sentry_sdk", reason="the extra 'sentry' is not installed")
    sent = []

    class Recording(sdk.transport.Transport):
        def capture_envelope(self, envelope):
            event = envelope.get_event()
            if event is not None:
                sent.append(event)

    sdk.init(dsn="http://key@localhost/1", transport=Recording, auto_session_tracking=False)
    yield sent
    sdk.init()


def test_h11_failing_request_is_one_event(failing, send, events):
    send(failing(ValueError("v"), reporters=[SentryReporter()]))

    assert [event["exception"]["values"][-1]["type"] for event in events] == ["ValueError"]


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 has no exception groups")
def test_group_is_one_event(failing, send, events):
    send(failing(ExceptionGroup("g", [ValueError("v")]), reporters=[SentryReporter()]))

    assert len(events) == 1


def test_each_of_two_failing_requests_is_an_event(failing, send, events):
    send(failing(ValueError("v"), reporters=[SentryReporter()]))
    send(failing(ValueError("v"), reporters=[SentryReporter()]))

    assert len({event["event_id"] for event in events}) == 2


def test_event_has_the_request_without_its_secrets(failing, send, events):
    send(
        failing(ValueError("v"), reporters=[SentryReporter()]),
        "/?token=t0ps3cret&a=1",
        headers={"Authorization": "Bearer b3arer", "X-Ok": "shown"},
    )

    request = events[0]["request"]
    assert (request["method"], request["url"]) == ("GET", "http://localhost/")
    assert request["query_string"] == "token=********&a=1"
    assert request["headers"]["X-Ok"] == "shown"
    assert "b3arer" not in str(request)


def test_exception_and_its_variables_have_no_secrets_of_the_request(app, send, events):
    def handler(request):
        settings = {"db": [{"password": "pa55word", "port": 1}]}
        raise ValueError(f"{request.GET['token']}, {len(settings)}")

    send(app([webapp2.Route("/", handler)], config={"webapp2compat.errors": {"reporters": [SentryReporter()]}}), LEAKY)

    failure = events[0]["exception"]["values"][-1]
    assert failure["value"] == "********, 1"
    assert failure["stacktrace"]["frames"][-1]["vars"]["settings"] == {"db": [{"password": "********", "port": "1"}]}
    assert "t0ps3cret" not in str(failure)


def test_request_that_the_sdk_knows_itself_stays(failing, send, events):
    middleware = pytest.importorskip("sentry_sdk.integrations.wsgi").SentryWsgiMiddleware
    application = middleware(failing(ValueError("v"), reporters=[SentryReporter()]))

    webapp2.Request.blank("/?token=t0ps3cret").get_response(application)

    assert "SERVER_NAME" in events[0]["request"]["env"]
    assert "t0ps3cret" not in str(events[0]["request"])


def test_id_of_the_event_is_the_one_that_was_sent(failing, send, events):
    application = failing(ValueError("v"), reporters=[SentryReporter()], format="json", schema="pico")

    assert send(application).json["sentry_id"] == events[0]["event_id"]


def test_event_is_tagged_with_the_id_of_the_error(failing, send, events):
    application = failing(ValueError("v"), reporters=[SentryReporter()], format="json", schema="pymacaron")

    assert send(application).json["error_id"] == events[0]["tags"]["error_id"]


def test_fatal_error_of_the_application_is_one_event_with_its_request(failing, send, events):
    reporter = SentryReporter(when="fatal")
    application = failing(AppError("m", 503), reporters=[reporter], format="json", schema="pico")

    body = send(application, "/?a=1").json

    assert [event["event_id"] for event in events] == [body["sentry_id"]]
    assert events[0]["request"]["query_string"] == "a=1"


def test_http_exceptions_are_no_events(failing, send, events):
    send(failing(AppError("m", 500, quiet=True), reporters=[SentryReporter()]), "/")

    assert events == []


@pytest.mark.parametrize(("is_fatal", "level"), [(True, "error"), (False, "warning")])
def test_report_without_exception_is_a_message(app, events, is_fatal, level):
    application = app()
    application.add_reporter(SentryReporter())

    report_error("nightly job failed", is_fatal=is_fatal)

    assert events[0]["message"].endswith("nightly job failed")
    assert events[0]["level"] == level


class ModernClient(list):
    def capture_exception(self, error):
        raise NotImplementedError

    def capture_message(self, title):
        self.append(title)


class RavenClient(list):
    def captureMessage(self, title):
        self.append(title)


@pytest.mark.parametrize("client", [ModernClient(), RavenClient()])
def test_client_of_ones_own_gets_messages_too(app, client):
    application = app()
    application.add_reporter(SentryReporter(client))

    report_error("nightly job failed")

    assert len(client) == 1


@pytest.mark.parametrize(
    ("make", "module", "extra"),
    [(SentryReporter, "sentry_sdk", "sentry"), (OpenTelemetryReporter, "opentelemetry.trace", "opentelemetry")],
)
def test_missing_sdk_is_told_when_the_reporter_is_made(monkeypatch, make, module, extra):
    monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(MissingExtraError, match=rf"webapp2compat\[{extra}\]"):
        make()
