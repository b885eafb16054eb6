import json
import runpy
import sys

import pytest


@pytest.fixture
def main(here, monkeypatch):
    monkeypatch.delenv("SENTRY_DSN", raising=False)
    return runpy.run_path(str(here / "main.py"))


@pytest.fixture
def app(main):
    return main["app"]


def ask(app, path, method="GET", **options):
    return app.get_response(path, method=method, **options)


def write(app, text):
    return ask(app, "/api/notes", "POST", json={"text": text}, content_type="application/json")


def test_note_is_written_read_and_deleted(app):
    assert write(app, "milk").status_int == 201
    assert ask(app, "/api/notes/1").json == {"key": "1", "text": "milk"}
    assert ask(app, "/api/notes").json["notes"][0]["text"] == "milk"
    assert ask(app, "/api/notes/1", "DELETE").status_int == 204
    assert ask(app, "/api/notes/1").status_int == 404


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/api/notes/9", "GET", 404),
        ("/api/nope", "GET", 404),
        ("/api/notes", "PUT", 405),
        ("/api/notes", "POST", 400),
        ("/api/crash", "GET", 500),
    ],
)
def test_every_error_of_the_api_is_a_problem(app, path, method, status):
    response = ask(app, path, method)

    assert (response.status_int, response.content_type) == (status, "application/problem+json")
    assert response.json["status"] == status
    assert response.json["instance"] == f"urn:uuid:{response.headers['X-Error-Id']}"


def test_errors_elsewhere_are_pages(app):
    assert "Notes" in ask(app, "/").text
    assert ask(app, "/nope", headers={"Accept": "text/html"}).content_type == "text/html"


@pytest.mark.parametrize("text", ["", 1])
def test_empty_note_is_a_bad_request(app, text):
    assert write(app, text).json["field"] == "text"


def test_full_quota_is_quiet(app, caplog, monkeypatch):
    monkeypatch.setenv("QUOTA", "1")
    write(app, "first")

    response = write(app, "second")

    assert (response.status_int, response.headers["Retry-After"]) == (429, "30")
    assert (response.json["error"], response.json["limit"]) == ("QUOTA_EXCEEDED", 1)
    assert caplog.records == []


def test_crash_tells_the_client_nothing(app):
    assert "Sentry" not in ask(app, "/api/crash").text


def test_failure_of_the_search_is_reported_and_the_note_is_gone(main, capsys):
    app = main["make_app"]({"K_SERVICE": "notes"})
    for number in range(10):
        write(app, str(number))

    assert ask(app, "/api/notes/10", "DELETE").status_int == 204
    assert json.loads(capsys.readouterr().err)["severity"] == "WARNING"


def test_environment_chooses_the_reporters(main, monkeypatch):
    started = []
    monkeypatch.setitem(sys.modules, "sentry_sdk", type("sdk", (), {"init": staticmethod(started.append)}))

    chosen = main["reporters"]({"SENTRY_DSN": "http://key@localhost/1", "GAE_SERVICE": "default"})

    assert ([type(reporter).__name__ for reporter in chosen], started) == (
        ["SentryReporter", "CloudErrorReporter"],
        ["http://key@localhost/1"],
    )


def test_sample_is_served(serve_sample, here):
    from urllib.request import urlopen

    with urlopen(serve_sample(here) + "/api/notes") as answer:
        assert json.load(answer) == {"notes": []}
