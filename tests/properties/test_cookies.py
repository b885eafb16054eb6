"""Cookies that are read without decoding are read as WebOb reads them."""

from hypothesis import example, given, strategies as st
from webob.cookies import RequestCookies

import webapp2

NAMES = st.sampled_from(["a", "session", "A.b-c", "Path", "secure", "max-age", "$x", "", "a b", "__Host-x", "é"])
VALUES = st.text(alphabet="ab=|/+%\"\\;, '0123", max_size=8) | st.just("eyJhIjoxfQ==|1700000000|abc")
PAIRS = st.lists(st.tuples(NAMES, st.sampled_from(["=", " = ", ""]), VALUES), max_size=4)


@example([("a", "=", "1"), ("a", "=", "2")], "; ")
@example([("a", "=", "1"), ("", "", "")], "; ")
@example([("a", "=", "Wed, 01-Jan-2020 00:00:00 GMTb=1"), ("é=", "=", '"'), ("b", "=", "2=3")], "; ")
@given(PAIRS, st.sampled_from(["; ", ";", ", "]))
def test_cookies_are_those_that_webob_finds(pairs, separator):
    header = separator.join("".join(pair) for pair in pairs)
    request = webapp2.Request.blank("/", environ={"HTTP_COOKIE": header.encode().decode("latin-1")})

    assert dict(request.cookies.items()) == dict(
        RequestCookies({**request.environ, "webob._parsed_cookies": ({}, None)})
    )
