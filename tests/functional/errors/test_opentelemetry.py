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
