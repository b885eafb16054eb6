import gc

import pytest

import webapp2
from webapp2compat.errors import Reporter, report_error, report_slow


def test_report_goes_to_the_application_that_answers_the_request(app, send):
    inner, outer = [], []

    def handler(request):
        report_error("here")
        return webapp2.Response()

    answering = app([webapp2.Route("/", handler)], config={"webapp2compat.errors": {"reporters": [inner.append]}})
    latest = app(config={"webapp2compat.errors": {"reporters": [outer.append]}})
    send(answering)

    assert latest.error_pipeline.reporters
    assert (len(inner), outer) == (1, [])


def test_report_in_a_request_of_an_application_without_reporters_is_logged(app, send, caplog):
    def handler(request):
        report_error("here")
        return webapp2.Response()

    other = app(config={"webapp2compat.errors": {"reporters": [print]}})
    send(app([webapp2.Route("/", handler)]))

    assert other.error_pipeline.reporters
    assert "here" in caplog.text


def test_application_that_is_gone_gets_no_reports(app, caplog):
    app(config={"webapp2compat.errors": {"reporters": [print]}})
    gc.collect()

    report_error("nobody there")

    assert "nobody there" in caplog.text


def test_report_in_a_request_that_is_not_watched_is_sent_at_once(app):
    reports = []
    application = app(config={"webapp2compat.errors": {"reporters": [Reporter(reports.append, deferred=True)]}})
    request = webapp2.Request.blank("/page")
    request.app = application
    application.set_globals(app=application, request=request)
    try:
        report_error("from a script")
    finally:
        application.clear_globals()

    assert reports[0].facts.path == "/page"


@pytest.mark.parametrize(("caught", "title"), [(ValueError("v"), "v"), (None, "None")])
def test_report_without_a_title_is_named_by_what_was_caught(app, caught, title):
    reports = []
    application = app(config={"webapp2compat.errors": {"reporters": [reports.append]}})

    report_error(caught=caught)

    assert application.error_pipeline.reporters
    assert reports[0].title.endswith(f"(): {title}")


def test_deferred_manual_report_waits_for_the_end_of_the_request(app):
    reports = []

    def handler(request):
        report_error("later")
        return webapp2.Response()

    settings = {"reporters": [Reporter(reports.append, deferred=True)]}
    application = app([webapp2.Route("/", handler)], config={"webapp2compat.errors": settings})
    chunks = webapp2.Request.blank("/").call_application(application)[2]
    before = len(reports)
    chunks.close()

    assert (before, len(reports)) == (0, 1)


def test_limit_is_kept_by_the_function():
    @report_slow(5)
    def function():
        raise NotImplementedError

    assert function.report_slow_ms == 5


@pytest.mark.parametrize("max_ms", [lambda request: None, "5", None])
def test_limit_that_is_no_number_is_refused(max_ms):
    with pytest.raises(TypeError, match="Expected a number of milliseconds"):
        report_slow(max_ms)


def test_secrets_are_masked_in_the_title(app, send):
    titles = []

    def handler(request):
        report_error("Failed with t0ps3cret")
        report_error(caught={"password": "t0ps3cret"})
        return webapp2.Response()

    settings = {"error_reporter": lambda title, dump: titles.append(title)}
    send(app([webapp2.Route("/", handler)], config={"webapp2compat.errors": settings}), "/?token=t0ps3cret")

    assert [title.partition("(): ")[2] for title in titles] == ["Failed with ********", "{'password': '********'}"]


def test_secrets_outside_a_request_are_masked_in_the_title(app):
    reports = []
    application = app(config={"webapp2compat.errors": {"reporters": [reports.append]}})

    report_error(caught=ValueError("pg://ann:t0ps3cret@db"))

    assert application.error_pipeline.reporters
    assert reports[0].title.endswith("(): pg://ann:********@db")


def test_report_with_a_request_of_no_application_is_sent(app):
    reports = []
    application = app(config={"webapp2compat.errors": {"reporters": [reports.append]}})
    application.set_globals(app=application, request=webapp2.Request.blank("/page"))
    try:
        report_error("from a test")
    finally:
        application.clear_globals()

    assert reports[0].facts.path == "/page"
