"""A model with any attributes, whose texts are read back as they were written."""

import pytest

ascii_text = pytest.importorskip(
    "webapp2_extras.appengine.auth.ascii_text", reason="needs the extra appengine", exc_type=ImportError
)


@pytest.fixture
def read_back():
    """Store a value as an attribute of an entity, and return what is read from the Datastore."""

    class Thing(ascii_text.TextExpando):
        pass

    def read_back(value, writer=Thing):
        key = writer(value=value).put()
        ascii_text.model.Model._kind_map["Thing"] = Thing
        return key.get(use_cache=False, use_memcache=False).value

    return read_back


@pytest.mark.parametrize("value", ["Ann", "", "Änn", ["a", "ä"], 5, True, 1.5, None])
def test_attribute_is_read_back_as_it_was_written(read_back, value):
    found = read_back(value)

    assert (type(found), found) == (type(value), value)


def test_structured_attribute_is_read_back(read_back):
    assert read_back({"number": 5}).number == 5


def test_bytes_that_were_declared_so_stay_bytes(read_back):
    class Thing(ascii_text.model.Model):
        value = ascii_text.model.BlobProperty()

    assert read_back(b"ascii", writer=Thing) == b"ascii"
