import contextlib
import gc

import pytest

import webapp2
from webapp2compat.errors import AppError, Reporter, report_slow


class Body:
    """A body that says whether it was closed."""

    def __init__(self, *chunks):
        self.chunks = iter(chunks)
        self.is_closed = False

    def __iter__(self):
        return self.chunks

    def close(self):
        self.is_closed = True


def make_app(app, handler, **reporter):
    reports = []
    application = app([webapp2.Route("/", handler)])
    application.add_reporter(Reporter(reports.append, when="all", **reporter))
    return application, reports


def test_application_without_reporters_is_not_watched(app):
    def handler(request):
        return webapp2.Response("ok")

    body = webapp2.Request.blank("/").call_application(app([webapp2.Route("/", handler)]))[2]

    assert type(body) is list


def test_watched_body_is_read_and_closed(app):
    body = Body(b"a", b"b")

    def handler(request):
        return webapp2.Response(app_iter=body)

    application, reports = make_app(app, handler)
    chunks = webapp2.Request.blank("/").call_application(application)[2]

    assert (list(chunks), body.is_closed) == ([b"a", b"b"], False)
    chunks.close()
    assert (body.is_closed, reports) == (True, [])


def test_http_exception_in_a_stream_is_fatal(app):
    def handler(request):
        def chunks():
            yield b"one"
            webapp2.abort(404)

        return webapp2.Response(app_iter=chunks())

    application, reports = make_app(app, handler)

    with pytest.raises(webapp2.HTTPException):
        list(webapp2.Request.blank("/").call_application(application)[2])
    assert [(report.kind, report.status, report.is_fatal) for report in reports] == [("stream", 500, True)]


def test_deferred_report_of_a_stream_is_sent_at_close(app):
    def handler(request):
        return webapp2.Response(app_iter=(1 / 0 for _ in [0]))

    application, reports = make_app(app, handler, deferred=True)
    chunks = webapp2.Request.blank("/").call_application(application)[2]

    with pytest.raises(ZeroDivisionError):
        list(chunks)
    assert reports == []
    chunks.close()
    assert [report.kind for report in reports] == ["stream"]


def test_slow_answer_that_is_no_response_has_status_200(app, send):
    @report_slow(0)
    def handler(request):
        def answer(environ, start_response):
            start_response("204 No Content", [])
            return []

        return answer

    application, reports = make_app(app, handler)
    send(application)

    assert [(report.kind, report.status) for report in reports] == [("slow", 200)]


def test_slow_client_error_is_reported_as_slow_too(app, send):
    @report_slow(0)
    def handler(request):
        webapp2.abort(404)

    application, reports = make_app(app, handler)
    send(application)

    assert [(report.kind, report.status) for report in reports] == [("exception", 404), ("slow", 404)]


def test_slow_calls_do_not_interest_who_wants_the_unhandled(app, send):
    @report_slow(0)
    def handler(request):
        return webapp2.Response()

    reports = []
    application = app([webapp2.Route("/", handler)])
    application.add_reporter(Reporter(reports.append, when="unhandled"))
    send(application)

    assert reports == []


def test_nested_application_has_its_own_watch(app):
    inner_app, inner = make_app(app, lambda request: webapp2.Response("inner"))

    def handler(request):
        return request.get_response(inner_app)

    outer_app, outer = make_app(app, handler)

    assert webapp2.Request.blank("/").get_response(outer_app).text == "inner"
    assert (inner, outer) == ([], [])


@pytest.mark.parametrize("deferred", [True, False])
@pytest.mark.parametrize("handlers", [{}, {404: lambda request, response, e: webapp2.abort(403)}])
def test_exception_that_is_raised_again_and_again_keeps_no_frames(app, deferred, handlers):
    error, traces = AppError("m", 404, quiet=True), []

    def handler(request):
        raise error

    application = app([webapp2.Route("/", handler)])
    application.error_handlers.update(handlers)
    application.add_reporter(
        Reporter(lambda report: traces.append(report.exception.__traceback__), when="all", deferred=deferred)
    )
    body = webapp2.Request.blank("/").call_application(application)[2]
    body.close()

    assert traces[0] is not None
    assert error.__traceback__ is None


def test_failed_request_that_was_reported_leaves_no_cycle(failing):
    application = failing(AppError("m", 503, quiet=True), reporters=[Reporter(lambda report: None, when="all")])
    webapp2.Request.blank("/").call_application(application)[2].close()
    gc.collect()
    gc.disable()
    try:
        webapp2.Request.blank("/").call_application(application)[2].close()
        assert gc.collect() == 0
    finally:
        gc.enable()


class Unreadable(Body):
    def __iter__(self):
        raise ValueError("iter")


class Unclosable(Body):
    def close(self):
        raise ValueError("close")


@pytest.mark.parametrize("body", [Unreadable(), Unclosable(b"a")])
def test_body_that_cannot_be_read_or_closed_is_reported_once(app, body):
    application, reports = make_app(app, lambda request: webapp2.Response(app_iter=body))
    followed = webapp2.Request.blank("/").call_application(application)[2]

    with pytest.raises(ValueError, match=r"iter|close"), contextlib.closing(followed):
        list(followed)
    assert [report.kind for report in reports] == ["stream"]


class Exiting(Body):
    def close(self):
        raise SystemExit


def test_body_that_exits_when_it_is_closed_is_reported(app):
    application, reports = make_app(app, lambda request: webapp2.Response(app_iter=Exiting(b"a")))

    with pytest.raises(RuntimeError, match="SystemExit"):
        webapp2.Request.blank("/").call_application(application)[2].close()
    assert [report.kind for report in reports] == ["stream"]


@pytest.mark.parametrize(("status", "kinds"), [(200, ["slow"]), (404, ["slow"]), (500, [])])
def test_slow_call_that_answers_with_a_failure_is_no_slow_call(app, send, status, kinds):
    @report_slow(max_ms=0)
    def handler(request):
        return webapp2.Response(status=status)

    application, reports = make_app(app, handler)
    send(application)

    assert [report.kind for report in reports] == kinds
