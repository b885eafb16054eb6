"""OpenTelemetry's own SDK, with the exporter that keeps spans in memory."""

import pytest

import webapp2
from webapp2compat.errors import OpenTelemetryReporter, report_error


@pytest.fixture
def spans():
    """A tracer, and the exporter that holds the finished spans."""
    sdk = pytest.importorskip("opentelemetry.sdk.trace", reason="opentelemetry-sdk is not installed")
    export = pytest.importorskip("opentelemetry.sdk.trace.export")
    memory = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")
    provider, exporter = sdk.TracerProvider(), memory.InMemorySpanExporter()
    provider.add_span_processor(export.SimpleSpanProcessor(exporter))
    return provider.get_tracer(__name__), exporter


def test_h09_exception_is_one_event_of_the_active_span(failing, send, spans):
    tracer, exporter = spans
    application = failing(ValueError("v"), reporters=[OpenTelemetryReporter()])

    with tracer.start_as_current_span("request"):
        send(application)

    (event,) = exporter.get_finished_spans()[0].events
    assert event.name == "exception"
    assert event.attributes["exception.type"] == "ValueError"
    assert event.attributes["exception.message"] == "v"
    assert "Traceback" in event.attributes["exception.stacktrace"]


def test_report_without_exception_is_an_event_with_its_title(app, send, spans):
    def handler(request):
        report_error("cache is down")
        return webapp2.Response()

    tracer, exporter = spans
    application = app([webapp2.Route("/", handler)])
    application.add_reporter(OpenTelemetryReporter())

    with tracer.start_as_current_span("request"):
        send(application)

    (event,) = exporter.get_finished_spans()[0].events
    assert event.attributes["title"].endswith("cache is down")


def test_failure_outside_a_span_is_harmless(failing, send, spans):
    assert send(failing(ValueError("v"), reporters=[OpenTelemetryReporter()])).status_int == 500


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError


def test_exception_that_cannot_be_printed_is_an_event_too(failing, send, spans):
    tracer, exporter = spans

    with tracer.start_as_current_span("request"):
        send(failing(Unprintable(), reporters=[OpenTelemetryReporter()]))

    (event,) = exporter.get_finished_spans()[0].events
    assert (event.name, event.attributes["exception.type"]) == ("exception", f"{__name__}.Unprintable")
    assert event.attributes["exception.stacktrace"].startswith("Traceback (most recent call last):")


def test_event_has_no_secrets_of_the_request(failing, send, spans):
    tracer, exporter = spans

    with tracer.start_as_current_span("request"):
        send(failing(ValueError("No t0ps3cret"), reporters=[OpenTelemetryReporter()]), "/?token=t0ps3cret")

    (event,) = exporter.get_finished_spans()[0].events
    assert event.attributes["exception.message"] == "No ********"
    assert "t0ps3cret" not in event.attributes["exception.stacktrace"]
