"""Exceptions that are kept and reported."""

import datetime
import importlib
import logging

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from webapp2compat.appengine import gaps
from webapp2compat.appengine.process_calls import RemoteError

MAIN = """
    import logging

    import webapp2

    class Page(webapp2.RequestHandler):
        def get(self):
            raise ValueError("broken by " + self.request.get("name"))

    app = webapp2.WSGIApplication([("/.*", Page)])
"""
HANDLER = (
    "- url: /_ereporter.*\n  script: $PYTHON_LIB/google/appengine/ext/ereporter/report_generator.py\n  login: admin"
)
TODAY = datetime.datetime.now(datetime.timezone.utc).date()
REPORT = f"/_ereporter?sender=a@example.com&date={TODAY}"


@pytest.fixture
def registered():
    """Register with a logger; put back after the test."""
    gaps.install()
    handlers = []

    def register(*logger):
        handlers.append(importlib.import_module("google.appengine.ext.ereporter").register_logger(*logger))
        return handlers[-1]

    yield register
    for handler in handlers:
        logging.getLogger().removeHandler(handler)


@pytest.fixture
def tree(open_site, registered):
    opened = open_site(HANDLER, {"main.py": MAIN}, extra="application: shop\n")
    registered()
    return opened


@pytest.fixture
def report(tree, ask):
    """Ask for a report as cron does."""
    return lambda url=REPORT: ask(tree, url, user="admin@example.com", admin=True)


def test_exceptions_of_a_day_are_mailed_once(tree, ask, report):
    ask(tree, "/page")
    ask(tree, "/page")
    report()
    report()

    [message] = tree.services.mail.sent()
    assert (message.sender, message.to) == ("a@example.com", ["the application's administrators"])
    assert message.subject == f"Daily exception report for shop, {TODAY}"
    assert message.body.startswith("2 x GET /page in get\nTraceback")
    assert "ValueError: broken by" in message.body


def test_report_goes_to_whom_the_url_names(tree, ask, report):
    ask(tree, "/page")
    report(REPORT + "&to=dev@example.com")

    assert tree.services.mail.sent()[0].to == ["dev@example.com"]


def test_report_can_be_kept_and_looked_at(tree, ask, report):
    ask(tree, "/page")
    report(REPORT + "&delete=false")

    assert report(REPORT + "&debug=true").text.startswith("1 x GET /page in get")


def test_report_is_of_the_current_version_unless_all_are_wanted(tree, ask, report):
    ask(tree, "/page")
    tree.tree.own.service.info.version = "2"

    assert report(REPORT + "&debug=true").text == "No exceptions.\n"
    assert report(REPORT + "&debug=true&versions=all").text.startswith("1 x")


def test_report_is_of_yesterday_by_default(tree, ask, report):
    ask(tree, "/page")

    assert report("/_ereporter?sender=a@example.com&debug=true").text == "No exceptions.\n"


@pytest.mark.parametrize("query", ["date=today", f"date={TODAY}"])
def test_report_needs_a_date_and_a_sender(tree, ask, report, query):
    ask(tree, "/page")

    assert report(f"/_ereporter?{query}").status_int == 400


def test_log_entries_without_exceptions_are_not_kept(tree, registered):
    handler = registered()
    handler.emit(logging.makeLogRecord({"msg": "hello"}))
    handler.emit(logging.makeLogRecord({"exc_info": (None, None, None)}))
    handler.emit(logging.makeLogRecord({"exc_info": (RemoteError, RemoteError("text"), None)}))

    assert tree.services.datastore.kinds() == {}


def test_exception_that_was_never_raised_is_kept(tree, registered):
    registered(logging.getLogger("mine")).emit(logging.makeLogRecord({"exc_info": (ValueError, ValueError("a"), None)}))

    assert tree.services.datastore.kinds() == {("", "ExceptionRecord"): 1}


def test_exception_that_cannot_be_kept_is_not_the_applications_failure(registered, capsys):
    handler = registered(logging.getLogger("mine"))
    handler.emit(logging.makeLogRecord({"exc_info": (ValueError, ValueError("a"), None)}))

    assert "--- Logging error ---" in capsys.readouterr().err
