import json

import pytest

import webapp2
from webapp2compat.errors import AppError, CallbackReporter, Report, Reporter


@pytest.fixture
def reported(failing, send):
    """Return the one report of a failing request: ``reported(error, path)``."""

    def make(error, path="/", **settings):
        reports = []
        send(failing(error, reporters=[Reporter(reports.append, when="all")], **settings), path)
        return reports[0]

    return make


@pytest.mark.parametrize("when", ["sometimes", None, 5])
def test_reporter_with_an_unknown_when_is_refused(when):
    with pytest.raises(ValueError, match="'unhandled'"):
        Reporter(print, when=when)


@pytest.mark.parametrize("make", [Reporter, CallbackReporter])
def test_reporter_without_a_function_is_refused(make):
    with pytest.raises(TypeError, match="Expected a function"):
        make()


def test_subclass_of_reporter_needs_no_function(failing, send):
    class Own(Reporter):
        def __call__(self, report):
            return report.kind

    application = failing(ValueError("v"), reporters=[Own(when="all")])
    application.error_handler(500)(lambda request, response, e: response.write(request.error.event_ids["Own"]))

    assert send(application).text == "exception"


def test_plain_function_is_a_reporter_of_fatal_errors(failing, send):
    reports = []
    application = failing(ValueError("v"), reporters=[reports.append])

    send(application, "/nope")
    send(application)

    assert [report.status for report in reports] == [500]


def test_failing_reporter_is_logged_by_its_name(failing, send, caplog):
    def broken(report):
        raise RuntimeError("down")

    send(failing(ValueError("v"), reporters=[broken]))

    assert "The reporter broken failed." in caplog.text


@pytest.mark.parametrize(
    ("path", "ending"),
    [("/", "Failing.get(): v"), ("/nope", "404 NOT_FOUND: GET /nope: The resource could not be found.")],
)
def test_title_names_the_handler_or_the_url(reported, path, ending):
    assert reported(ValueError("v"), path).title.endswith(ending)


def test_report_has_the_exception_and_its_facts(reported):
    error = AppError("m", 503)
    report = reported(error)

    assert (report.kind, report.exception, report.raised, report.status) == ("exception", error, error, 503)
    assert report.is_fatal
    assert json.loads(report.as_json())["response"]["error_description"] == "m"


def test_redirects_are_not_reported(app, send):
    reports = []

    class Old(webapp2.RequestHandler):
        def get(self):
            self.redirect("/new", abort=True)

    application = app([("/", Old)])
    application.add_reporter(Reporter(reports.append, when="all"))

    assert send(application).status_int == 302
    assert reports == []


def test_error_without_a_handler_of_its_own_is_unhandled(failing, send):
    reports = []
    application = failing(ValueError("v"), reporters=[Reporter(reports.append, when="unhandled")])
    application.error_handlers[500] = lambda request, response, e: None

    send(application)

    assert [report.kind for report in reports] == ["exception"]


def test_handled_error_is_not_unhandled(failing, send):
    reports = []
    application = failing(ValueError("v"), reporters=[Reporter(reports.append, when="unhandled")])
    application.error_handlers[ValueError] = lambda request, response, e: None

    send(application)

    assert reports == []


def test_quiet_error_is_not_fatal(failing, send):
    reports = []

    send(failing(AppError("m", quiet=True), reporters=[reports.append]))

    assert reports == []


def test_raised_is_the_exception_of_a_manual_report():
    error = ValueError("v")

    assert Report("manual", "t", error, False, None, None).raised is error


def test_title_is_one_line_of_a_length_to_read(reported):
    title = reported(ValueError("first\r\nBcc: everyone\u2028" + "y" * 1000)).title

    assert ": first Bcc: everyone yyy" in title
    assert len(title) == 503


def test_reporter_that_exits_does_not_end_the_request(failing, send):
    def leave(report):
        raise SystemExit

    assert send(failing(ValueError("v"), format="json", reporters=[leave])).json["status"] == 500
