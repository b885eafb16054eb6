import pytest

import webapp2

INJECTED = "a\r\nX-Injected: 1"


@pytest.fixture
def headers():
    return webapp2.ResponseHeaders([("X-A", "1")])


def test_get_all_gives_every_value(headers):
    headers.add("x-a", "2")

    assert headers.get_all("X-A") == ["1", "2"]
    assert headers.get_all("X-B") == []


def test_missing_header_is_a_key_error(headers):
    with pytest.raises(KeyError):
        headers["X-B"]
    with pytest.raises(KeyError):
        del headers["X-B"]


def test_setting_a_header_replaces_all_of_its_name(headers):
    headers.add("x-a", "2")
    headers["X-a"] = "3"

    assert list(headers.items()) == [("X-a", "3")]


def test_text_is_a_block_that_ends_in_a_blank_line(headers):
    headers.add("X-B", b"2")

    assert str(headers) == "X-A: 1\r\nX-B: 2\r\n\r\n"


@pytest.mark.parametrize(
    ("value", "params", "header"),
    [
        ("v", {"foo_bar": 'x"\\y'}, 'v; foo-bar="x\\"\\\\y"'),
        ("v", {"bare": None, "empty": ""}, "v; bare; empty"),
        (None, {"a": "1"}, 'a="1"'),
        ("attachment", {"filename": "\u20ac.txt"}, "attachment; filename*=UTF-8''%E2%82%AC.txt"),
        (b"attachment", {"filename": b"a.txt"}, 'attachment; filename="a.txt"'),
    ],
)
def test_add_header_joins_parameters(value, params, header):
    headers = webapp2.ResponseHeaders()
    headers.add_header("X-A", value, **params)

    assert headers["X-A"] == header


@pytest.mark.parametrize(
    ("name", "header", "value"),
    [("etag", "ETag", '"\xc3\xa9"'), ("location", "Location", "\xe9"), ("content_type", "Content-Type", "\xc3\xa9")],
)
def test_header_properties_take_bytes_too(name, header, value):
    response = webapp2.Response()
    setattr(response, name, "\xe9".encode())

    assert response.headers[header] == value


@pytest.mark.parametrize(
    "assign",
    [
        lambda headers: headers.__setitem__(b"X-B", b"\xe9"),
        lambda headers: headers.add(b"X-B", b"\xe9"),
        lambda headers: headers.setdefault(b"X-B", b"\xe9"),
        lambda headers: headers.extend([(b"X-B", b"\xe9")]),
        lambda headers: headers.update({b"X-B": b"\xe9"}),
    ],
)
def test_bytes_become_text_as_they_are_native_on_python_2(headers, assign):
    assign(headers)

    assert list(headers.items()) == [("X-A", "1"), ("X-B", "\xe9")]


@pytest.mark.parametrize(
    "assign",
    [
        lambda headers: headers.__setitem__(b"X-B", INJECTED.encode()),
        lambda headers: headers.__setitem__("X-B", INJECTED),
        lambda headers: headers.__setitem__(INJECTED, "1"),
        lambda headers: headers.add("X-B", INJECTED),
        lambda headers: headers.setdefault("X-B", INJECTED),
        lambda headers: headers.update({"X-B": INJECTED}),
        lambda headers: headers.extend([("X-B", INJECTED)]),
        lambda headers: headers.extend({"X-B": INJECTED}),
        lambda headers: headers.extend(X_B=INJECTED),
        lambda headers: headers.add_header("X-B", INJECTED),
        lambda headers: headers.add_header("X-B", "v", a=INJECTED),
        lambda headers: headers.add_header("X-B", "v", **{INJECTED: "1"}),
    ],
)
def test_no_way_of_setting_a_header_injects_one(headers, assign):
    with pytest.raises(ValueError, match=r"not allowed|control character"):
        assign(headers)
    assert list(headers.items()) == [("X-A", "1")]


class Keyed:
    def keys(self):
        return ["X-B"]

    def __getitem__(self, key):
        return "2"


@pytest.mark.parametrize("other", [{"X-B": "2"}, [("X-B", "2")], Keyed()])
def test_extend_takes_what_webobs_takes(headers, other):
    headers.extend(other)
    headers.extend()

    assert list(headers.items()) == [("X-A", "1"), ("X-B", "2")]


def test_setdefault_keeps_what_is_there(headers):
    assert headers.setdefault("x-a", "2") == "1"
    assert headers.setdefault("X-B", "2") == "2"


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("location", "/\x00"),
        ("etag", INJECTED),
        ("server", "a\x00"),
        ("vary", ["Accept", INJECTED]),
        ("content_type", f"text/{INJECTED}"),
        ("content_type", f"image/{INJECTED}"),
        ("charset", INJECTED),
        ("www_authenticate", INJECTED),
        ("content_disposition", INJECTED),
    ],
)
def test_header_properties_refuse_what_would_inject(attribute, value):
    response = webapp2.Response()

    with pytest.raises(ValueError, match="control character"):
        setattr(response, attribute, value)


def test_header_properties_take_what_webobs_take():
    response = webapp2.Response()
    response.vary = ["Accept", "Cookie"]
    response.etag = ("tag", False)

    assert (response.headers["Vary"], response.headers["ETag"]) == ("Accept, Cookie", 'W/"tag"')


@pytest.mark.parametrize("arguments", [(), (b"x",)])
@pytest.mark.parametrize("nothing", [None, ""])
def test_content_type_can_be_removed(arguments, nothing):
    response = webapp2.Response(*arguments)
    response.content_type = nothing

    assert (response.content_type, response.charset, response._content_type_header()) == (None, None, None)


@pytest.mark.parametrize(
    ("given", "header"),
    [
        ("text/plain", "text/plain; charset=utf-8"),
        ("application/json", "application/json"),
        ("text/css; charset=ascii", "text/css; charset=ascii"),
        ("image/svg+xml", "image/svg+xml; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("arguments", [(), (b"x",)])
def test_content_type_gets_the_charset_that_webob_gives_it(arguments, given, header):
    response = webapp2.Response(*arguments)
    response.content_type = given

    assert response.headers["Content-Type"] == header


def test_view_of_headers_is_of_a_list():
    with pytest.raises(TypeError, match="only actual list objects"):
        webapp2.ResponseHeaders.view_list((("X-A", "1"),))


def test_cookie_that_has_no_name_is_refused():
    with pytest.raises(TypeError, match="no name"):
        webapp2.Response().set_cookie(value="1")


def test_defaults_of_cookies_can_be_changed(monkeypatch):
    function = webapp2.Response.set_cookie
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    assert names[1:8] == ("key", "value", "max_age", "path", "domain", "secure", "httponly")
    monkeypatch.setattr(function, "__defaults__", tuple(value is False or value for value in function.__defaults__))
    response = webapp2.Response()

    response.set_cookie("a", "1")

    assert response.headers["Set-Cookie"] == "a=1; Path=/; secure; HttpOnly"


def test_cookies_may_be_named_by_key_as_on_python_2():
    response = webapp2.Response()
    response.set_cookie(key="a", value="1")
    response.set_cookie(key="b", value="2")
    response.unset_cookie(key="a")
    response.delete_cookie(key="c")

    assert [cookie.partition(";")[0] for cookie in response.headers.get_all("Set-Cookie")] == ["b=2", "c="]


def test_added_location_is_sent_absolute(answer):
    response = webapp2.Response()
    response.add_headers(("Location", "/x"))
    response.write("moved")

    assert dict(answer(response)[1])["Location"] == "http://localhost/x"


@pytest.mark.parametrize("value", ["[1]", "[]", "a[b", '["a", 1]', '{"a":[1]}', b"[1]"])
@pytest.mark.filterwarnings("ignore:Cookie value contains invalid bytes")
def test_brackets_in_a_cookie_come_back(value):
    response = webapp2.Response()
    response.set_cookie("c", value, httponly=True)
    header = response.headers["Set-Cookie"].removesuffix("; Path=/; HttpOnly")

    assert webapp2.Request.blank("/", headers={"Cookie": header}).cookies["c"] == webapp2._to_basestring(value)


def test_brackets_in_a_cookie_are_sent_as_webapp2_sends_them():
    response = webapp2.Response()
    response.set_cookie("c", "[1]")

    assert response.headers["Set-Cookie"] == r'c="\1331\135"; Path=/'


@pytest.mark.parametrize("strict", [True, False])
def test_taking_a_cookie_back_leaves_the_others_as_they_are(strict):
    response = webapp2.Response()
    for path in "/one", "/two":
        response.set_cookie("a", "[1]", path=path, secure=True, httponly=True, samesite="Lax")
    others = response.headers.get_all("Set-Cookie")
    response.set_cookie("b", "1")

    response.unset_cookie(b"b", strict)

    assert response.headers.get_all("Set-Cookie") == others


def test_overwriting_a_cookie_leaves_the_others_as_they_are():
    response = webapp2.Response()
    response.set_cookie("a", "1", httponly=True)
    response.set_cookie("b", "1")
    response.set_cookie("b", "2", overwrite=True)

    assert response.headers.get_all("Set-Cookie") == ["a=1; Path=/; HttpOnly", "b=2; Path=/"]


def test_cookie_that_is_not_there_can_be_taken_back_without_strict_only():
    response = webapp2.Response()
    response.unset_cookie("a", strict=False)

    with pytest.raises(KeyError, match="No cookie has been set with the name 'a'"):
        response.unset_cookie("a")
