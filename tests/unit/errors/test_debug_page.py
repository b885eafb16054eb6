"""The debug page: what it shows of an exception and of the request, and that it shows no secret and no markup."""

import re
import sys

import pytest

import webapp2
from webapp2compat.errors import AppError

needs_3_11 = pytest.mark.skipif(sys.version_info < (3, 11), reason="exception groups and notes came with Python 3.11")


@pytest.fixture
def page():
    """Return the debug page of what a function raises."""

    def show(fail, path="/", headers=None):
        handler = type("Handler", (webapp2.RequestHandler,), {"get": lambda self: fail()})
        config = {"webapp2compat.errors": {"format": "html"}}
        app = webapp2.WSGIApplication([("/", handler)], debug=True, config=config)
        return app.get_response(path, headers=headers).text

    return show


def fail():
    raise ValueError("no <b>luck</b>")


def fail_with_cause():
    try:
        raise KeyError("first")
    except KeyError as error:
        raise ValueError("second") from error


def fail_while_handling():
    try:
        raise KeyError("first")
    except KeyError:
        raise ValueError("second")


def fail_with_locals():
    api_key, count = "k3y-of-the-house", 7
    raise ValueError(count if api_key else 0)


def recurse(depth=0):
    recurse(depth + 1)


def test_title_and_heading_name_the_exception(page):
    text = page(fail)

    assert "<title>ValueError: no &lt;b&gt;luck&lt;/b&gt;</title>" in text
    assert "<h1>ValueError</h1>" in text


def test_long_message_is_shortened_in_the_title(page):
    def fail():
        raise ValueError("x" * 500)

    assert f"<title>ValueError: {'x' * 100}...</title>" in page(fail)


@pytest.mark.parametrize(
    ("function", "link"),
    [(fail_with_cause, "because of this exception"), (fail_while_handling, "while this exception was handled")],
)
def test_causes_follow_the_exception(page, function, link):
    text = page(function)

    assert text.index("<h2>ValueError <small>second") < text.index(link) < text.index("<h2>KeyError <small>")


@needs_3_11
def test_notes_are_shown(page):
    def fail():
        error = ValueError("x")
        error.add_note("look <here>")
        raise error

    assert '<p class="note">look &lt;here&gt;</p>' in page(fail)


@needs_3_11
def test_members_of_a_group_are_shown(page):
    def fail():
        raise ExceptionGroup("two", [ValueError("a"), KeyError("b")])  # noqa: F821 - Python 3.11

    text = page(fail)
    assert "It holds 2:" in text
    assert "<h2>KeyError <small>" in text


def test_line_that_failed_is_marked_in_its_source(page):
    marked = re.findall(r"<mark><i>\d+</i>(.*)\n</mark>", page(fail))

    assert marked[-1] == "    raise ValueError(&quot;no &lt;b&gt;luck&lt;/b&gt;&quot;)"


def test_only_the_frame_of_the_application_is_open(page):
    text = page(fail)

    assert text.count("<details open>\n<summary><span") == 1
    assert 'in <span class="name">fail</span> <code>' in text.partition("<details open>\n<summary><span")[2]


def test_frames_of_libraries_are_folded_away(page):
    assert re.search(r"<summary>\d+ frames of libraries</summary>", page(fail))


def test_middle_of_an_endless_recursion_is_left_out(page):
    text = page(recurse)
    before, after = re.split(r"<li class=\"omitted\">\d+ frames are left out here\.</li>", text)

    assert before.count('<li class="frame') > 10 < after.count('<li class="frame')
    assert re.search(r"<summary>\d+ frames of libraries</summary>", text)


def test_generated_code_has_a_frame_without_source(page):
    def fail():
        exec(compile("{}['k']", "<template>", "exec"))

    text = page(fail)

    assert '<span class="file">&lt;template&gt;</span>' in text
    assert '<pre class="source"></pre>' not in text


def test_variables_are_shown_without_secrets(page):
    text = page(fail_with_locals)

    assert "<dt>count</dt><dd>7</dd>" in text
    assert "k3y-of-the-house" not in text


def test_request_is_shown_without_secrets(page):
    text = page(fail, "/?password=hunter2&a=1", {"Authorization": "Bearer s3cr3t", "X-Ok": "shown"})

    assert "<dt>X-Ok</dt><dd>shown</dd>" in text
    assert "<dt>Authorization</dt><dd>********</dd>" in text
    assert "hunter2" not in text
    assert "s3cr3t" not in text


def test_context_and_extra_are_shown(page):
    def fail():
        raise AppError("m", 500, context={"limit": 10}, extra=["inside"])

    text = page(fail)
    assert "<dt>limit</dt><dd>10</dd>" in text
    assert "inside" in text


def test_url_without_a_route_has_no_handler():
    app = webapp2.WSGIApplication(debug=True, config={"webapp2compat.errors": {"format": "html"}})
    app.error_handlers[404] = lambda request, response, exception: {}["missing"]

    assert "none: no route matched" in app.get_response("/nope").text


def test_page_loads_nothing_and_runs_nothing(page):
    text = page(fail)

    assert not re.search(r"<script|<link|<img|@import|url\(|\bsrc=|href=|\son\w+=", text)


def test_exception_that_was_never_raised_has_no_frames():
    class App(webapp2.WSGIApplication):
        def handle_exception(self, request, response, error):
            return super().handle_exception(request, response, ValueError("made"))

    app = App(debug=True, config={"webapp2compat.errors": {"format": "html"}})

    assert "<h1>ValueError</h1>" in app.get_response("/nope").text
