import builtins
import gc

import pytest

import webapp2
from webapp2compat.errors import AppError, Reporter


def test_http_exception_of_a_handler_is_reported_no_more(failing, send):
    reports = []

    def handler(request, response, exception):
        webapp2.abort(409)

    application = failing(ValueError("v"), reporters=[Reporter(reports.append, when="all")])
    application.error_handler(500)(handler)

    assert send(application).status_int == 409
    assert [report.status for report in reports] == [500]


@pytest.mark.parametrize("redispatch", [False, True])
def test_fatal_http_exception_of_a_handler_is_reported_if_the_first_was_not_fatal(failing, send, redispatch):
    reports = []

    def handler(request, response, exception):
        raise AppError("The index is down", 503)

    switches = {"redispatch_errors": redispatch}
    application = failing(AppError("m", 404), switches=switches, reporters=[Reporter(reports.append)])
    application.error_handler(404)(handler)
    application.error_handler(503)(lambda request, response, exception: None)

    assert send(application).status_int == 503
    assert [report.status for report in reports] == [503]


def test_failure_of_a_handler_is_reported_and_logged(failing, send, caplog):
    reports = []

    def handler(request, response, exception):
        raise KeyError("in the handler")

    application = failing(ValueError("v"), format="json", reporters=[Reporter(reports.append, when="all")])
    application.error_handler(ValueError)(handler)

    response = send(application)

    assert (response.status_int, response.content_type) == (500, "application/problem+json")
    assert [type(report.exception) for report in reports] == [ValueError, KeyError]
    assert len(caplog.records) == 1


def test_id_of_an_error_survives_the_failure_of_its_handler(failing, send):
    ids = []

    def handler(request, response, exception):
        ids.append(request.error.error_id)
        webapp2.abort(409)

    application = failing(ValueError("v"), format="json", schema="pymacaron")
    application.error_handler(ValueError)(handler)

    assert send(application).json["error_id"] == ids[0]


@pytest.mark.parametrize(("debug", "is_told"), [(False, True), (True, False)])
def test_own_message_for_unknown_exceptions_is_on_webobs_page(failing, send, debug, is_told):
    response = send(failing(ValueError("v"), debug=debug, internal_error_message="We are sorry."))

    assert ("We are sorry." in response.text) is is_told


def test_legacy_debug_page_stays_without_a_format(failing, send):
    assert "<pre>Traceback" in send(failing(ValueError("v"), debug=True)).text


@pytest.mark.parametrize(("noisy", "levels"), [(False, []), (True, ["WARNING"])])
def test_noisy_application_logs_aborted_requests(app, send, caplog, noisy, levels):
    send(app(config={"webapp2compat.errors": {"noisy": noisy}}), "/nope")

    assert [record.levelname for record in caplog.records] == levels


def test_handled_app_error_is_not_logged(failing, send, caplog):
    application = failing(AppError("m"))
    application.error_handlers[500] = lambda request, response, e: None

    send(application)

    assert caplog.records == []


def test_trapped_http_exception_is_logged_as_a_bug(app, send, caplog):
    response = send(app(config={"webapp2compat.errors": {"trap_http_exceptions": True, "format": "json"}}), "/nope")

    assert (response.status_int, response.json["status"]) == (500, 500)
    assert [record.name for record in caplog.records] == ["root"]


def test_redirects_are_not_trapped(app, send):
    class Old(webapp2.RequestHandler):
        def get(self):
            self.redirect("/new", abort=True)

    assert send(app([("/", Old)], config={"webapp2compat.errors": {"trap_http_exceptions": True}})).status_int == 302


def test_redirects_are_not_rendered(app, send):
    class Old(webapp2.RequestHandler):
        def get(self):
            self.redirect("/new", abort=True)

    assert (
        send(app([("/", Old)], config={"webapp2compat.errors": {"format": "json"}})).content_type != "application/json"
    )


def test_header_with_the_id_is_on_pages_of_handlers_and_of_webob(failing, send):
    application = failing(ValueError("v"), error_id_header="X-Id")
    application.error_handler(404)(lambda request, response, e: response.write(request.error.error_id))

    handled, unhandled = send(application, "/nope"), send(application)

    assert handled.text == handled.headers["X-Id"]
    assert len(unhandled.headers["X-Id"]) == 36


def test_answer_that_is_no_response_gets_no_headers(failing, send):
    def answer(environ, start_response):
        start_response("500 Failed", [])
        return [b"own"]

    application = failing(ValueError("v"), error_id_header="X-Id")
    application.error_handlers[500] = lambda request, response, e: answer

    assert send(application).body == b"own"


@pytest.mark.parametrize("answer", ["a string", 1, {"a": 1}])
def test_answer_of_a_handler_that_is_none_ends_in_the_plain_page(failing, send, answer):
    application = failing(ValueError("v"))
    application.error_handler(500)(lambda request, response, e: answer)

    assert send(application).status == "500 Internal Server Error"


def test_unwatched_request_is_reported_too(failing):
    reports = []
    application = failing(ValueError("v"), reporters=[Reporter(reports.append, deferred=True)])
    request = webapp2.Request.blank("/")

    with pytest.raises(ValueError, match="direct"):
        application.handle_exception(request, webapp2.Response(), ValueError("direct"))
    assert len(reports) == 1


def test_internal_error_outside_a_request_is_webapp2s_page(app, caplog):
    assert app(config={"webapp2compat.errors": {"format": "json"}})._internal_error(ValueError("v")).code == 500
    assert len(caplog.records) == 1


def raise_http(request):
    webapp2.abort(403)


def raise_unknown(request):
    raise ValueError("v")


@pytest.mark.parametrize("handler", [raise_http, raise_unknown])
@pytest.mark.parametrize("settings", [{}, {"format": "json"}])
def test_failed_request_leaves_no_cycle(app, send, handler, settings):
    application = app([webapp2.Route("/", handler)], config={"webapp2compat.errors": settings})
    send(application)
    gc.collect()
    gc.disable()
    try:
        application(webapp2.Request.blank("/").environ, lambda *start: None)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_failed_request_with_a_handler_leaves_no_cycle(failing, send):
    application = failing(AppError("m", 503, quiet=True))
    application.error_handlers[503] = lambda request, response, e: None
    send(application)
    gc.collect()
    gc.disable()
    try:
        application(webapp2.Request.blank("/").environ, lambda *start: None)
        assert gc.collect() == 0
    finally:
        gc.enable()


class Asking(webapp2.RequestHandler):
    def get(self):
        raise AppError("m")

    def handle_exception(self, exception, debug):
        self.app.handle_exception(self.request, self.response, exception)


def test_error_for_which_a_handler_asks_by_hand_is_reported_and_logged_once(app, send, caplog):
    reports = []
    application = app([("/", Asking)], config={"webapp2compat.errors": {"reporters": [reports.append]}})

    assert send(application).status_int == 500
    assert (len(reports), len(caplog.records)) == (1, 1)


@pytest.mark.skipif(not hasattr(builtins, "ExceptionGroup"), reason="Python 3.10 has no exception groups")
@pytest.mark.parametrize("settings", [{}, {"format": "json"}, {"reporters": [Reporter(print, when="all")]}])
def test_group_of_one_http_exception_leaves_no_cycle(app, send, settings):
    def handler(request):
        raise builtins.ExceptionGroup("g", [AppError("m", 403)])

    application = app([webapp2.Route("/", handler)], debug=True, config={"webapp2compat.errors": settings})
    assert send(application).status_int == 403
    gc.collect()
    gc.disable()
    try:
        assert send(application).text
        assert gc.collect() == 0
    finally:
        gc.enable()


@pytest.mark.parametrize("format", [None, "text"])
def test_traceback_begins_where_the_request_does(failing, send, caplog, format):
    text = send(failing(ValueError("v"), debug=True, format=format)).text

    assert "_respond_to_error" not in text
    assert "_respond_to_error" not in caplog.text


SHARED = {"stock": webapp2.exc.HTTPForbidden("m"), "own": AppError("m", 403, quiet=True)}


class Personal(webapp2.RequestHandler):
    def get(self, which, user):
        self.response.set_cookie("user", user)
        raise SHARED[which]


@pytest.mark.parametrize("which", SHARED)
@pytest.mark.parametrize("settings", [{}, {"format": "json"}])
def test_exception_that_is_raised_for_many_keeps_no_cookies(app, send, which, settings):
    application = app([webapp2.Route("/<which>/<user>", Personal)], config={"webapp2compat.errors": settings})

    answers = [send(application, f"/{which}/{user}") for user in ("ann", "bob")]

    assert [answer.headers.getall("Set-Cookie") for answer in answers] == [["user=ann; Path=/"], ["user=bob; Path=/"]]


def test_exception_that_is_raised_for_many_keeps_no_id(failing, send):
    error = webapp2.exc.HTTPForbidden("m")

    send(failing(error, error_id_header="X-Id", switches={"nosniff": True}))

    assert "X-Id" not in error.headers


def test_trapped_and_propagated_http_exception_leaves_the_application(app, send):
    application = app(config={"webapp2compat.errors": {"trap_http_exceptions": True, "propagate": True}})

    with pytest.raises(webapp2.HTTPException):
        send(application, "/nope")


def test_trapped_group_of_one_is_reported_once(failing, send, caplog):
    group = getattr(builtins, "ExceptionGroup", lambda name, errors: errors[0])  # since Python 3.11
    reports = []
    settings = {"trap_http_exceptions": True, "reporters": [reports.append]}

    assert send(failing(group("g", [webapp2.exc.HTTPNotFound()]), **settings)).status_int == 500
    assert (len(reports), len(caplog.records)) == (1, 1)


@pytest.fixture
def returning(app):
    """Make an application whose page ``/`` returns something; keywords are settings of its errors."""
    return lambda answer, **settings: app(
        [webapp2.Route("/", lambda request: answer)], config={"webapp2compat.errors": settings}
    )


@pytest.mark.parametrize("error", [webapp2.exc.HTTPConflict("m"), AppError("m", 409)])
def test_http_exception_that_is_returned_has_the_format_for_errors(returning, send, error):
    response = send(returning(error, format="json", error_id_header="X-Id"))

    assert (response.status, response.json["detail"]) == ("409 Conflict", "m")
    assert response.json["instance"] == f"urn:uuid:{response.headers['X-Id']}"


def test_http_exception_that_is_returned_is_webobs_page_without_a_format(returning, send):
    response = send(returning(webapp2.exc.HTTPConflict("m")))

    assert response.text.startswith("409 Conflict\n\nThere was a conflict")


@pytest.mark.parametrize(
    ("answer", "text"),
    [(webapp2.exc.HTTPSeeOther(location="/x"), "303 See Other"), (webapp2.exc.HTTPConflict(body=b"own"), "own")],
)
def test_what_is_returned_and_no_error_or_has_a_body_stays(returning, send, answer, text):
    assert send(returning(answer, format="json")).text.startswith(text)


def test_http_exception_that_is_returned_is_neither_handled_nor_reported(returning, send):
    application = returning(webapp2.exc.HTTPConflict("m"), format="text")
    application.add_error_handler(409, leave_alone)
    application.add_reporter(Reporter(leave_alone, when="all"))

    assert send(application).text == "409 Conflict\n============\nm\n"


def leave_alone(*args):
    raise NotImplementedError


@pytest.mark.parametrize("settings", [{}, {"error_reporter": lambda *report: None}])
def test_http_exception_that_an_error_handler_returns_has_the_format_for_errors(failing, send, settings):
    application = failing(ValueError("v"), format="json", error_id_header="X-Id", **settings)
    application.error_handlers[500] = lambda *args: webapp2.exc.HTTPConflict("m")

    response = send(application)

    assert (response.status, response.json["detail"]) == ("409 Conflict", "m")
    assert response.json["instance"] == f"urn:uuid:{response.headers['X-Id']}"


def test_answer_of_an_overriding_application_stays(failing, send):
    application = failing(ValueError("v"), format="json")
    application.handle_exception = lambda *args: webapp2.exc.HTTPConflict("m")

    assert send(application).content_type == "text/plain"


def test_error_handler_answers_by_hand_without_a_request(app):
    application = app()
    application.error_handlers[500] = lambda request, response, error: (request, response, str(error))

    assert application.handle_exception(None, None, ValueError("v")) == (None, None, "v")
