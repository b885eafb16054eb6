import webob.util

from webapp2compat import http_errors
from webapp2compat.status import status_reasons


def test_webobs_tables_keep_webobs_phrases():
    assert webob.util.status_reasons[302] == "Found"
    assert http_errors.status_map[302].title == "Moved Temporarily"
    assert status_reasons[302] == "Moved Temporarily"
