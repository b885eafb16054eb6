"""The requests that logservice.fetch() finds on a local run."""

import importlib
import json
import logging

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from webapp2compat.appengine import gaps, request_log

MAIN = """
    import json
    import logging

    import webapp2
    from google.appengine.api import logservice

    class Page(webapp2.RequestHandler):
        def get(self):
            getattr(logging, self.request.get("log", "debug"))("line of %s", self.request.path)
            self.response.set_status(int(self.request.get("status", "200")))
            self.response.write("four")

    class Logs(webapp2.RequestHandler):
        def post(self):
            query = json.loads(self.request.body)
            field = query.pop("field", "resource")
            self.response.write(json.dumps([getattr(log, field) for log in logservice.fetch(**query)]))

    class Lines(webapp2.RequestHandler):
        def get(self):
            logs = logservice.fetch(include_app_logs=True)
            self.response.write(json.dumps([[line.level, line.message] for log in logs for line in log.app_logs]))

    app = webapp2.WSGIApplication([("/logs", Logs), ("/lines", Lines), ("/.*", Page)])
"""


@pytest.fixture
def logservice():
    gaps.install()
    return importlib.import_module("google.appengine.api.logservice")


@pytest.fixture
def tree(open_site):
    return open_site(files={"main.py": MAIN})


@pytest.fixture
def fetch(tree, ask):
    """Read one field of each request: ``fetch(field="status", minimum_log_level=3)``."""
    return lambda **query: json.loads(ask(tree, "/logs", method="POST", body=json.dumps(query).encode()).text)


def test_latest_request_comes_first(tree, ask, fetch):
    ask(tree, "/first?a=b")
    ask(tree, "/second?status=404")

    assert fetch() == ["/second?status=404", "/first?a=b"]
    assert fetch(field="status")[-2:] == [404, 200]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("response_size", 4),
        ("nickname", "ann@example.com"),
        ("module_id", "default"),
        ("version_id", "1"),
        ("finished", True),
        ("app_logs", []),
        ("mcycles", 0),
    ],
)
def test_request_is_described(tree, ask, fetch, field, value):
    ask(tree, "/", user="ann@example.com")

    assert fetch(field=field) == [value]


def test_request_is_a_line_of_the_combined_log(tree, ask, fetch):
    ask(tree, "/", headers={"User-Agent": "test"}, remote_addr="9.9.9.9")

    assert fetch(field="combined")[0].endswith('] "GET / HTTP/1.0" 200 4 "" "test"')
    assert fetch(field="latency")[0] >= 0


def test_lines_of_a_request_are_kept_with_it(tree, ask, caplog):
    ask(tree, "/?log=error")

    assert json.loads(ask(tree, "/lines").text) == [[3, "line of /"]]


def test_line_that_cannot_be_formatted_is_not_the_applications_failure(monkeypatch, capsys):
    monkeypatch.setenv("REQUEST_LOG_ID", "1")
    logs = request_log.RequestLogs()

    def app(environ, start_response):
        logs.emit(logging.makeLogRecord({"levelno": logging.ERROR, "msg": "%d", "args": ("x",)}))
        return [b"answered"]

    assert logs.recorded(app)({}, None) == [b"answered"]
    assert "--- Logging error ---" in capsys.readouterr().err


def test_requests_are_found_by_the_level_of_their_lines(tree, ask, fetch):
    ask(tree, "/?log=warning")
    ask(tree, "/?log=error")

    assert (fetch(minimum_log_level=3), len(fetch(minimum_log_level=2))) == (["/?log=error"], 2)


def test_requests_are_found_by_their_time(tree, ask, fetch):
    ask(tree, "/")
    end = fetch(field="end_time")[0]

    assert fetch(start_time=end, end_time=end + 0.0001) == ["/"]
    assert fetch(end_time=end) == []


def test_requests_are_found_by_version(tree, ask, fetch):
    ask(tree, "/")

    assert fetch(version_ids=["1"]) == fetch(module_versions=[["default", "1"]])[-1:] == ["/"]
    assert fetch(version_ids=["2"]) == []


def test_requests_are_found_by_id_and_after_an_offset(tree, ask, fetch):
    ask(tree, "/first")
    ask(tree, "/second")
    ids = fetch(field="request_id")

    assert (fetch(request_ids=ids[1:]), fetch(offset=ids[0])) == (["/first"], ["/first"])
    assert fetch(offset="unknown") == []


def test_request_without_an_answer_is_found_if_asked_for(fetch):
    assert (fetch(), fetch(include_incomplete=True)[0]) == ([], "/logs")


def test_only_the_latest_are_kept(tree, ask, fetch, monkeypatch):
    monkeypatch.setattr(request_log, "KEPT", 2)
    [ask(tree, f"/{number}") for number in range(3)]

    assert fetch() == ["/2"]


def test_unknown_field_is_an_attribute_error(logservice):
    with pytest.raises(AttributeError, match="A RequestLog has no 'colour'"):
        logservice.RequestLog(app_logs=[], request_id="1").colour


@pytest.mark.parametrize(
    "query", [{"minimum_log_level": 5}, {"version_ids": ["1"], "module_versions": [("default", "1")]}]
)
def test_query_that_makes_no_sense_is_refused(logservice, query):
    with pytest.raises(logservice.InvalidArgumentError):
        logservice.fetch(**query)


def test_fetch_names_its_replacement_where_the_logs_are_not(logservice):
    with pytest.raises(NotImplementedError, match="google-cloud-logging"):
        logservice.fetch()


def test_module_of_the_package_has_its_names(logservice):
    module = importlib.import_module("google.appengine.api.logservice.logservice")

    assert module.fetch is logservice.fetch
    assert not hasattr(module, "__path__")
