import io
import json
import re

import pytest

import webapp2
from webapp2compat.serving.access_log import AccessLog


class Hello(webapp2.RequestHandler):
    def get(self):
        self.response.write("hello")


@pytest.fixture
def logged(app):
    """Send a request through the log; answer with the line that it writes."""

    def logged(path="/", style="combined", wrapped=None, **options):
        stream = io.StringIO()
        log = AccessLog(wrapped or app([("/", Hello)]), style, stream)
        request = webapp2.Request.blank(path, remote_addr="10.0.0.1", **options)
        parts = log(request.environ, lambda status, headers, exc_info=None: None)
        assert list(parts)
        parts.close()
        return stream.getvalue().splitlines()

    return logged


def test_the_combined_format_is_that_of_apache(logged):
    [line] = logged("/?a=b", headers={"Referer": "http://a/", "User-Agent": "x"})

    at = r"\[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\]"
    assert re.fullmatch(rf'10\.0\.0\.1 - - {at} "GET /\?a=b HTTP/1\.0" 200 5 "http://a/" "x"', line)


def test_no_request_forges_a_line(logged):
    [line] = logged("/x", headers={"User-Agent": 'a" 200\n10.0.0.2 \x1b \xe9'})

    assert re.search(r' 404 \d+ "-" "(.*)"$', line)[1] == r"a\x22 200\x0a10.0.0.2 \x1b \xe9"


def test_json_has_a_key_for_each_fact(logged):
    [line] = logged("/", "json", environ={"REQUEST_URI": "/%61", "HTTP_USER_AGENT": "x"})

    entry = json.loads(line)
    assert (entry.pop("time")[-1], entry.pop("milliseconds") >= 0) == ("Z", True)
    assert entry == {
        "remote_addr": "10.0.0.1",
        "method": "GET",
        "target": "/%61",
        "status": 200,
        "size": 5,
        "referrer": "",
        "user_agent": "x",
    }


def test_an_app_that_raises_is_logged_as_a_500(capsys):
    def broken(environ, start_response):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        AccessLog(broken, "combined")({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, None)
    assert '"GET / -" 500 0 "-" "-"' in capsys.readouterr().out


def test_lines_of_requests_that_end_together_do_not_mix(app):
    pieces = []

    class Stream(io.StringIO):
        def write(self, text):
            pieces.append(text)

    environ = webapp2.Request.blank("/").environ
    AccessLog(app([("/", Hello)]), "json", Stream())(environ, lambda *response: None).close()

    assert [piece[-1] for piece in pieces] == ["\n"]


def test_a_response_is_closed_before_it_is_logged(capsys):
    class Parts(list):
        def close(self):
            print("closed")

    log = AccessLog(lambda environ, start_response: Parts(), "combined")
    log({"REQUEST_METHOD": "GET"}, None).close()

    assert re.match(r"closed\n- - - \[", capsys.readouterr().out)
