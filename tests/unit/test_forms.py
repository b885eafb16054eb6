import encodings

import pytest

import webapp2
from webapp2compat.forms import MalformedRequest, check_charset, form_fields, query_fields

URLENCODED = "application/x-www-form-urlencoded"


def multipart(*parts, charset=""):
    body = b"".join([b"--B\r\n" + part + b"\r\n" for part in parts]) + b"--B--\r\n"
    return webapp2.Request.blank("/", POST=body, content_type=f"multipart/form-data; boundary=B{charset}")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"a=1&a=2", [("a", "1"), ("a", "2")]),
        (b"a=%C3%A9+%2B", [("a", "\xe9 +")]),
        (b"a%3D=%26", [("a=", "&")]),
        (b"a=%20b;c", [("a", " b;c")]),
        (b"a=%zz&b=%", [("a", "%zz"), ("b", "%")]),
        (b"a&=1&&", [("a", ""), ("", "1")]),
        ("a=\xe9%20".encode(), [("a", "\xe9 ")]),
    ],
)
def test_forms_are_split_as_by_webob(body, fields):
    assert form_fields(body, "UTF-8", None) == fields


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("a=1;b=2", [("a", "1"), ("b", "2")]),
        ("a=%3B%26", [("a", ";&")]),
        ("a=%1", [("a", "\x01")]),
        ("a=\xc3\xa9", [("a", "\xe9")]),
    ],
)
def test_queries_are_split_as_by_webob(query, fields):
    assert query_fields(query, "UTF-8") == fields


@pytest.mark.parametrize("query", ["a=%FF", "a=\xff", "a=\u20ac", "%ED%A0%80=1", "a=%FF%zz"])
def test_query_that_is_not_utf_8_is_a_400(query):
    with pytest.raises(webapp2.exc.HTTPBadRequest, match="query string is not valid UTF-8"):
        query_fields(query, "UTF-8")


def test_query_that_is_not_utf_8_is_read_as_the_form_declares():
    assert query_fields("a=%E9", "iso-8859-1") == [("a", "\xe9")]


@pytest.mark.parametrize("body", [b"a=%FF", b"a=\xff", b"%C3=1", b"a=%FF%zz"])
def test_form_that_is_not_utf_8_is_a_400(body):
    with pytest.raises(webapp2.exc.HTTPBadRequest, match="form is not valid UTF-8"):
        form_fields(body, "UTF-8", None)


def test_malformed_data_is_caught_as_a_value_error_too():
    with pytest.raises(ValueError, match="not valid"):
        query_fields("a=%FF", "UTF-8")


@pytest.mark.parametrize("body", [b"x=%E9", b"x=\xe9"])
def test_form_is_read_with_the_charset_it_declares(body):
    request = webapp2.Request.blank("/", POST=body, content_type=f"{URLENCODED}; charset=iso-8859-1")

    assert request.get("x") == "\xe9"


@pytest.mark.parametrize("charset", ["x-made-up-by-a-client", "made.up", "\xe9"])
def test_unknown_charset_is_not_remembered(charset):
    request = webapp2.Request.blank("/", POST=b"a=1", content_type=f"{URLENCODED}; charset={charset}")
    remembered = dict(encodings._cache)

    with pytest.raises(MalformedRequest):
        request.POST
    assert encodings._cache == remembered


@pytest.mark.parametrize("charset", ["cp1252", "ISO-8859-15", "ANSI_X3.4-1968", "koi8-u", "utf 8"])
def test_charset_is_known_by_all_its_names(charset):
    check_charset(charset)


@pytest.mark.parametrize("charset", ["bogus", "zlib", "idna", "punycode", "rot13", "undefined", "utf-8\x00", "\xe9"])
def test_what_is_no_charset_is_a_400(charset):
    with pytest.raises(MalformedRequest, match="is not known"):
        check_charset(charset)


def test_multipart_fields_and_files_are_read():
    request = multipart(
        b'Content-Disposition: form-data; name="t"\r\n\r\n\xc3\xa9',
        b'Content-Disposition: form-data; name="f"; filename="\xc3\xa9.bin"\r\n\r\n\xff\x00',
    )

    assert (request.POST["t"], request.POST["f"].filename, request.get("f")) == ("\xe9", "\xe9.bin", b"\xff\x00")


@pytest.mark.parametrize(
    ("part", "charset", "value"),
    [
        (b'Content-Disposition: form-data; name="x"\r\n\r\n\xe9', "; charset=latin-1", "\xe9"),
        (
            b'Content-Disposition: form-data; name="x"\r\nContent-Type: text/plain; charset=latin-1\r\n\r\n\xe9',
            "",
            "\xe9",
        ),
        (b'Content-Disposition: form-data; name="x"\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==', "", "a"),
        (
            b'Content-Disposition: form-data; name="x"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=C3=A9',
            "",
            "\xe9",
        ),
        (b'Content-Disposition: form-data; name="x"\r\nContent-Transfer-Encoding: zip\r\n\r\nYQ==', "", "YQ=="),
        (b'Content-Disposition: form-data; name="x"\r\nContent-Length: 9999\r\n\r\na', "", "a"),
    ],
)
def test_parts_are_decoded_as_they_declare(part, charset, value):
    assert multipart(part, charset=charset).get("x") == value


def test_body_can_be_read_after_a_multipart_form_too():
    request = multipart(b'Content-Disposition: form-data; name="x"\r\n\r\na')
    body = request.body
    del request.environ["webob.is_body_seekable"]

    assert (request.get("x"), request.body) == ("a", body)


@pytest.mark.parametrize(("of_part", "of_form"), [(b"; charset=latin-1", ""), (b"", "; charset=latin-1")])
def test_name_of_a_file_is_decoded_as_its_part_or_its_form_declares(of_part, of_form):
    disposition = b'Content-Disposition: form-data; name="f"; filename="\xe9"\r\n'
    request = multipart(disposition + b"Content-Type: a/b" + of_part + b"\r\n\r\na", charset=of_form)

    assert request.POST["f"].filename == "\xe9"


def test_name_of_a_field_is_decoded_as_the_form_declares():
    request = multipart(b'Content-Disposition: form-data; name="\xe9"\r\n\r\na', charset="; charset=latin-1")

    assert request.get("\xe9") == "a"


def test_nested_form_stays_a_list_of_parts():
    part = b'Content-Disposition: form-data; name="x"\r\nContent-Type: multipart/mixed; boundary=C\r\n\r\n'
    request = multipart(part + b"--C\r\nContent-Disposition: file; name=a\r\n\r\ny\r\n--C--")

    assert [inner.value for inner in request.get("x")] == ["y"]


@pytest.mark.parametrize(
    "content_type", ["", "; boundary=", '; boundary="\xe9"', f"; boundary={'x' * 300}", "; boundary=B; charset=bogus"]
)
def test_multipart_that_cannot_be_read_is_a_400(content_type):
    request = webapp2.Request.blank(
        "/", method="POST", body=b"--B\r\n", content_type=f"multipart/form-data{content_type}"
    )

    with pytest.raises(webapp2.exc.HTTPBadRequest):
        request.POST


@pytest.mark.parametrize(
    "part",
    [
        b'Content-Disposition: form-data; name="x"\r\n\r\n\xff',
        b'Content-Disposition: form-data; name="\xff"\r\n\r\na',
        b'Content-Disposition: form-data; name="x"; filename="\xff"\r\n\r\na',
        b'Content-Disposition: form-data; name="x"\r\nContent-Type: text/plain; charset=bogus\r\n\r\na',
        b'Content-Disposition: form-data; name="x"\r\nContent-Transfer-Encoding: base64\r\n\r\na',
    ],
)
def test_part_that_cannot_be_decoded_is_a_400(part):
    with pytest.raises(webapp2.exc.HTTPBadRequest):
        multipart(part).POST


def test_disk_that_is_full_is_not_the_clients_fault(monkeypatch):
    monkeypatch.setattr("tempfile.TemporaryFile", lambda *args, **kwargs: (_ for _ in ()).throw(OSError("disk full")))

    with pytest.raises(OSError, match="disk full"):
        multipart(b'Content-Disposition: form-data; name="f"; filename="a"\r\n\r\n' + b"x" * 2000).POST


@pytest.fixture
def limited(app):
    def make(request, **switches):
        request.app = app(config={"webapp2compat": switches})
        return request

    return make


def test_more_parts_than_allowed_are_a_413(limited):
    part = b'Content-Disposition: form-data; name="x"\r\n\r\na'

    assert len(limited(multipart(part, part), max_form_parts=2).POST) == 2
    with pytest.raises(webapp2.exc.HTTPRequestEntityTooLarge, match="more than 1 parts"):
        limited(multipart(part, part), max_form_parts=1).POST


def test_more_fields_than_allowed_are_a_413(limited):
    assert len(limited(webapp2.Request.blank("/", POST=b"a=1&b=2"), max_form_parts=2).POST) == 2
    with pytest.raises(webapp2.exc.HTTPRequestEntityTooLarge, match="more than 1 fields"):
        limited(webapp2.Request.blank("/", POST=b"a=1&b=2"), max_form_parts=1).POST


def test_larger_fields_than_allowed_are_a_413_but_files_do_not_count(limited):
    field = b'Content-Disposition: form-data; name="x"\r\n\r\n' + b"a" * 2000
    file = b'Content-Disposition: form-data; name="f"; filename="a"\r\n\r\n' + b"a" * 2000
    mixed = b'Content-Disposition: form-data; name="x"\r\nContent-Type: multipart/mixed; boundary=C\r\n\r\n--C--'

    assert len(limited(multipart(file, mixed), max_form_memory=1000).POST) == 2
    with pytest.raises(webapp2.exc.HTTPRequestEntityTooLarge, match="more than 1000 bytes"):
        limited(multipart(field), max_form_memory=1000).POST


def test_larger_urlencoded_form_than_allowed_is_a_413(limited):
    assert limited(webapp2.Request.blank("/", POST=b"a=1"), max_form_memory=3).get("a") == "1"
    with pytest.raises(webapp2.exc.HTTPRequestEntityTooLarge, match="more than 2 bytes"):
        limited(webapp2.Request.blank("/", POST=b"a=1"), max_form_memory=2).POST
