import pytest

from webapp2compat.serving.parse import Refusal
from webapp2compat.serving.refusals import refusal_page


@pytest.mark.parametrize(
    ("code", "status"),
    [(400, b"400 Bad Request"), (413, b"413 Content Too Large"), (414, b"414 URI Too Long"), (503, b"503 Service Un")],
)
def test_a_refusal_is_a_whole_response(code, status):
    page = refusal_page(Refusal(code, "No."))

    assert page.startswith(b"HTTP/1.1 " + status)
    assert b"\r\nContent-Length: 4\r\nConnection: close\r\n" in page
    assert page.endswith(b"\r\n\r\nNo.\n")
    assert (b"Retry-After" in page) is (code == 503)


def test_a_refusal_may_go_without_its_body():
    assert refusal_page(Refusal(400, "No."), with_body=False).endswith(b"\r\n\r\n")
