import pytest

from webapp2_extras import json


@pytest.mark.parametrize(
    ("value", "options", "text"),
    [
        ({"a": "</script>", "b": "\u2028é"}, {}, r'{"a":"<\/script>","b":"\u2028\u00e9"}'),
        ([1, 2.5, None], {}, "[1,2.5,null]"),
        ({"b": 1, "a": 2}, {"sort_keys": True}, '{"a":2,"b":1}'),
        ({"b": 1}, {"separators": (", ", ": ")}, '{"b": 1}'),
    ],
)
def test_encode_is_compact_and_hides_end_tags(value, options, text):
    assert json.encode(value, **options) == text


@pytest.mark.parametrize("value", ["<!--<script>", "</script>", "a&b", "a>b", "\u2028\u2029"])
@pytest.mark.parametrize("options", [{}, {"ensure_ascii": False}])
def test_s13_encode_html_writes_nothing_that_html_or_scripts_heed(value, options):
    text = json.encode_html(value, **options)

    assert not set(text) & set("<>&\u2028\u2029")
    assert json.decode(text) == value


@pytest.mark.parametrize(
    ("text", "options", "value"),
    [
        ('{"a":1}', {}, {"a": 1}),
        (b'["\xc3\xa9"]', {}, ["é"]),
        (' {"a": 1} ', {}, {"a": 1}),
        ("[1] ", {}, [1]),
        ("null", {}, None),
        ("[1.5]", {"parse_float": str}, ["1.5"]),
    ],
)
def test_decode_reads_text_and_bytes(text, options, value):
    assert json.decode(text, **options) == value


@pytest.mark.parametrize("text", ["", "{", "[1]x", b'"\xff"', "nul"])
def test_decode_refuses_what_is_no_json(text):
    with pytest.raises(ValueError, match=r"."):
        json.decode(text)


def test_decode_refuses_other_types():
    with pytest.raises(TypeError, match="bytearray"):
        json.decode(bytearray(b"1"))


@pytest.mark.parametrize("packed", ["eyJhIjoxfQ==", b"eyJhIjoxfQ==", "eyJhIjo!!xfQ=="])
def test_base_64_holds_json(packed):
    assert json.b64encode({"a": 1}) == b"eyJhIjoxfQ=="
    assert json.b64decode(packed) == {"a": 1}


@pytest.mark.parametrize("packed", ["eyJhIjoxfQ", "é"])
def test_broken_base_64_is_refused(packed):
    with pytest.raises(ValueError, match=r"."):
        json.b64decode(packed)


def test_quoted_json_fits_a_url():
    assert json.quote({"a": "x y/<"}) == "%7B%22a%22%3A%22x%20y/%3C%22%7D"
    assert json.unquote("%7B%22a%22%3A1%7D") == json.unquote(b"%7B%22a%22%3A1%7D") == {"a": 1}
