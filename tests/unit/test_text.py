import pytest

from webapp2compat.text import _to_basestring, _to_utf8


@pytest.mark.parametrize(("value", "expected"), [("é", b"\xc3\xa9"), (b"\xff", b"\xff"), (None, None)])
def test_to_utf8_encodes_text_only(value, expected):
    assert _to_utf8(value) == expected


@pytest.mark.parametrize(("value", "expected"), [("é", "é"), (b"\xc3\xa9", "é")])
def test_to_basestring_decodes_bytes_only(value, expected):
    assert _to_basestring(value) == expected


def test_to_utf8_refuses_other_types():
    with pytest.raises(TypeError, match=r"Expected bytes, unicode, or None; got <class 'int'>"):
        _to_utf8(1)


def test_to_basestring_refuses_none():
    with pytest.raises(TypeError, match=r"Expected bytes, unicode, or None; got <class 'NoneType'>"):
        _to_basestring(None)
