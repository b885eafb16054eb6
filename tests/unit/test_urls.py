import pytest

from webapp2compat import urls


@pytest.mark.parametrize("scheme", ["http", "https", "ws", "wss", "HTTPS"])
def test_schemes_of_the_web_are_accepted(scheme):
    assert urls.check_scheme(scheme) == scheme


@pytest.mark.parametrize("scheme", ["javascript", "data", "ftp", "https:", "http://x", " http", "http\n"])
def test_other_schemes_are_refused_by_name(scheme):
    with pytest.raises(ValueError, match="_scheme is") as caught:
        urls.check_scheme(scheme)

    assert repr(scheme) in str(caught.value)


@pytest.mark.parametrize("netloc", ["example.com", "example.com:8080", "[::1]:80", "bücher.example"])
def test_hosts_are_accepted(netloc):
    assert urls.check_netloc(netloc) == netloc


@pytest.mark.parametrize(
    "netloc", ["a/b", "user@host", "a\\b", "a?b", "a#b", "a b", "a\r\nX: y", "%61", "<a>", '"', "\0"]
)
def test_netloc_that_ends_the_host_is_refused(netloc):
    with pytest.raises(ValueError, match="Expected a host"):
        urls.check_netloc(netloc)


@pytest.mark.parametrize(("check", "value"), [(urls.check_scheme, 5), (urls.check_netloc, b"example.com")])
def test_parts_that_are_no_text_are_refused(check, value):
    with pytest.raises(TypeError, match="Expected a string"):
        check(value)


@pytest.mark.parametrize(("path", "quoted"), [("abc", "abc"), ("/é ?%", "/%C3%A9%20%3F%25"), ("é", "%C3%A9"), ("", "")])
def test_paths_are_escaped_as_utf_8(path, quoted):
    assert urls.quote_path(path) == quoted


@pytest.mark.parametrize(("fragment", "quoted"), [("a b", "a%20b"), ("é", "%C3%A9"), (b"\xc3", "%C3")])
def test_fragments_are_escaped(fragment, quoted):
    assert urls.quote_fragment(fragment) == quoted


def test_fragment_of_another_type_is_refused():
    with pytest.raises(TypeError, match="Expected bytes"):
        urls.quote_fragment(5)


@pytest.mark.parametrize(
    ("path", "mended"), [("//evil.example/x", "/evil.example/x"), ("///x", "/x"), ("/a//b", "/a//b")]
)
def test_path_that_reads_as_a_host_is_brought_home(path, mended):
    assert urls.on_site(path) == mended


@pytest.mark.parametrize(
    ("query", "string"),
    [
        ({"b": "2", "a": "1"}, "a=1&b=2"),
        ([("b", "2"), ("a", "1"), ("b", "1")], "a=1&b=1&b=2"),
        ({"a b": "c&d=é"}, "a+b=c%26d%3D%C3%A9"),
        ({"n": 5, "f": 1.5, "t": True}, "f=1.5&n=5&t=True"),
        ({1: 2, "b": 3}, "1=2&b=3"),
    ],
)
def test_query_is_sorted_and_escaped(query, string):
    assert urls.encode_query(query) == string


def test_list_in_a_query_is_one_parameter_an_item():
    assert urls.encode_query({"tag": ["b", "a"], "t": (1, None, 2)}) == "t=1&t=2&tag=b&tag=a"


def test_none_in_a_query_is_left_out():
    assert urls.encode_query({"a": None, "b": 1}) == "b=1"


def test_bytes_in_a_query_are_taken_as_they_are():
    assert urls.encode_query({"a": b"\xff x"}) == "a=%FF+x"


def test_query_of_nothing_has_no_question_mark():
    assert (urls.query_of({}), urls.query_of({"a": None}), urls.query_of({"a": 1})) == ("", "", "?a=1")


@pytest.mark.parametrize(
    ("parts", "url"),
    [
        ((), None),
        (("http", "h", "/p", {"a": 1}, "f"), "http://h/p?a=1#f"),
        (("http", "h", "p"), "http://h/p"),
        (("http", "h", ""), "http://h"),
        (("http", None, "/p"), "/p"),
        ((None, None, "/p", "a=b"), "/p?a=b"),
        ((None, None, None, {"a": 1}, "f"), "?a=1#f"),
        ((None, None, "/p", {"a": None}), "/p"),
    ],
)
def test_parts_are_joined_to_a_url(parts, url):
    assert urls._urlunsplit(*parts) == url
