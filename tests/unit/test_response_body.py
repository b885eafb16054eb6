import pytest

import webapp2


class Body:
    """A body that counts how often it is closed."""

    def __init__(self, *chunks):
        self.chunks = iter(chunks)
        self.closed = 0

    def __iter__(self):
        return self

    def __next__(self):
        chunk = next(self.chunks)
        if isinstance(chunk, Exception):
            raise chunk
        return chunk

    def close(self):
        self.closed += 1


def test_bytes_are_written_as_they_are():
    response = webapp2.Response()
    response.write(b"\xff")
    response.write("\xe9")

    assert response.body == b"\xff\xc3\xa9"


def test_anything_else_is_written_as_its_text():
    response = webapp2.Response()
    response.write(None)
    response.out.write(3)

    assert response.body == b"None3"


@pytest.mark.parametrize("prepare", [lambda response: None, lambda response: response.headers])
def test_surrogate_is_a_type_error_that_says_where(prepare):
    response = webapp2.Response()
    prepare(response)

    with pytest.raises(TypeError, match="position 1"):
        response.write("a\udcff")


def test_character_that_the_charset_lacks_is_a_unicode_error():
    response = webapp2.Response()
    response.charset = "latin-1"

    with pytest.raises(UnicodeEncodeError):
        response.write("\u20ac")


@pytest.mark.parametrize(
    ("text", "header"),
    [("{}", "application/json"), (b"\xff", "application/json"), ("\xe9", "application/json; charset=utf-8")],
)
@pytest.mark.parametrize("assign", ["content_type", "headers"])
def test_text_beyond_ascii_gives_an_assigned_content_type_a_charset(text, header, assign, answer):
    response = webapp2.Response()
    if_headers = {"headers": lambda: response.headers.__setitem__("Content-Type", "application/json")}
    if_headers.get(assign, lambda: setattr(response, "content_type", "application/json"))()
    response.write(text)

    assert dict(answer(response)[1])["Content-Type"] == header


def test_bytes_and_text_can_follow_a_content_type():
    response = webapp2.Response()
    response.content_type = "text/plain"
    response.write(b"\xff")
    response.write("a")

    assert (response.body, response.headers["Content-Type"]) == (b"\xffa", "text/plain; charset=utf-8")


def test_text_written_before_the_content_type_gives_it_no_charset():
    response = webapp2.Response()
    response.write("\xe9")
    response.content_type = "application/json"

    assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "take_away", [lambda response: response.__delattr__("charset"), lambda response: setattr(response, "charset", "")]
)
def test_first_text_after_the_charset_was_taken_away_brings_utf_8(take_away):
    response = webapp2.Response()
    take_away(response)
    response.write("a")

    assert response.charset == "utf-8"


def test_first_text_after_a_constructor_without_charset_brings_utf_8():
    response = webapp2.Response(charset=None)
    response.write("a")

    assert response.charset == "utf-8"


def test_text_without_any_content_type_is_utf_8():
    response = webapp2.Response()
    del response.headers["Content-Type"]
    response.write("\xe9")

    assert response.body == b"\xc3\xa9"


def test_content_type_with_another_charset_encodes_with_it():
    response = webapp2.Response()
    response.content_type = "text/plain; charset=latin-1"
    response.write("\xe9")

    assert response.body == b"\xe9"


def test_every_write_is_counted_after_the_headers_were_seen():
    response = webapp2.Response()
    seen = response.headers
    response.write("ab")
    response.write("c")

    assert (seen["Content-Length"], response.app_iter) == ("3", [b"", b"ab", b"c"])


@pytest.mark.parametrize("headers", [[], [("X-A", "1")]])
def test_writing_sets_no_length_where_there_is_none(headers):
    response = webapp2.Response()
    response.headerlist = headers
    response.write("a")

    assert response.content_length is None


def test_clear_empties_the_body_and_keeps_the_rest():
    response = webapp2.Response("text", 404)
    response.headers["X-A"] = "1"
    response.clear()

    assert (response.status_int, response.headers["X-A"], response.body) == (404, "1", b"")


@pytest.mark.parametrize(
    "replace",
    [
        lambda response: response.clear(),
        lambda response: setattr(response, "body", b"new"),
        lambda response: setattr(response, "text", "new"),
        lambda response: setattr(response, "json", {}),
        lambda response: setattr(response, "app_iter", [b"new"]),
        lambda response: setattr(response, "app_iter", None),
        lambda response: response.write("more"),
        lambda response: response.body,
        lambda response: response.close(),
    ],
)
def test_body_that_is_replaced_or_read_is_closed_once(replace):
    body = Body(b"a", b"b")
    response = webapp2.Response(app_iter=body)
    replace(response)
    response.close()

    assert body.closed == 1


@pytest.mark.parametrize("read", [lambda response: response.body, lambda response: response.write("more")])
def test_body_that_fails_is_closed_once(read):
    body = Body(b"a", OSError("disk"))
    response = webapp2.Response(app_iter=body)

    with pytest.raises(OSError, match="disk"):
        read(response)
    response.close()
    assert body.closed == 1


def test_body_of_the_wrong_length_is_told_once_and_kept():
    response = webapp2.Response(app_iter=Body(b"abc"), content_length=77)

    with pytest.raises(AssertionError, match="Content-Length"):
        response.body
    assert response.body == b"abc"


def test_body_made_of_the_old_one_may_still_read_it():
    body = Body(b"a")
    response = webapp2.Response(app_iter=body)
    response.app_iter = (chunk.upper() for chunk in response.app_iter)

    assert (response.body, body.closed) == (b"A", 0)


def test_same_body_set_again_stays_open():
    response = webapp2.Response(b"a")
    response.app_iter = response.app_iter

    assert response.body == b"a"


def test_fresh_response_closes_without_a_body():
    response = webapp2.Response()
    response.close()

    assert response.body == b""


def test_writing_to_a_body_of_pieces_reads_and_measures_it():
    response = webapp2.Response(app_iter=Body(b"a", b"b"))
    response.write("c")

    assert (response.app_iter, response.content_length) == ([b"a", b"b", b"c"], 3)


def test_ascii_text_leaves_a_listed_type_without_a_charset():
    response = webapp2.Response()
    response.headerlist = [("Content-Type", "application/json")]
    response.write("{}")

    assert response.headerlist == [("Content-Type", "application/json")]


def test_deleting_app_iter_loses_what_was_written():
    response = webapp2.Response()
    response.write("secret")

    del response.app_iter

    assert (response.headers.get("Content-Length"), response.body) == (None, b"")


@pytest.mark.parametrize("content_type", ["application/javascript", "image/png", "text/plain; charset=utf-8"])
def test_constructor_takes_text_for_any_type_as_native_strings_on_python_2(content_type):
    response = webapp2.Response("\xe9", content_type=content_type)

    assert response.headerlist == [
        ("Content-Type", content_type),
        ("Content-Length", "2"),
        ("Cache-Control", "no-cache"),
    ]
    assert response.body == b"\xc3\xa9"


def test_constructor_takes_text_without_any_charset():
    response = webapp2.Response("a", charset=None)

    assert (response.body, response.headers["Content-Type"]) == (b"a", "text/html")


@pytest.mark.parametrize(("charset", "body"), [("utf-8", b"\xc3\xa9"), ("latin-1", b"\xe9")])
def test_body_takes_text_as_native_strings_on_python_2(charset, body):
    response = webapp2.Response()
    response.charset = charset
    response.body = "\xe9"

    assert (response.body, response.content_length) == (body, len(body))


@pytest.mark.parametrize("chunks", [["\xe9"], ["\xc3".encode("latin-1"), b"\xa9"], ["\xe9", b""]])
def test_pieces_of_a_body_may_be_text(answer, chunks):
    response = webapp2.Response(app_iter=chunks)

    assert answer(response)[2] == b"\xc3\xa9"


def test_writing_to_pieces_of_text_measures_their_bytes():
    response = webapp2.Response(app_iter=Body("\xe9"))
    response.write("b")

    assert (response.body, response.content_length) == (b"\xc3\xa9b", 3)


@pytest.mark.parametrize("app_iter", [[1, 2], None, 5])
def test_body_that_is_none_is_a_500_that_starts_once(app, app_iter):
    class Handler(webapp2.RequestHandler):
        def get(self):
            self.response.app_iter = app_iter

    started = []
    app([("/", Handler)])(webapp2.Request.blank("/").environ, lambda status, headers: started.append(status))

    assert started == ["500 Internal Server Error"]


def test_response_that_was_closed_announces_no_body():
    response = webapp2.Response(b"abc")
    response.close()

    assert (response.body, response.content_length) == (b"", 0)
