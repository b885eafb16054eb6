import copy

import pytest

import webapp2
from webapp2_extras.sessions import SessionDict


@pytest.fixture
def session():
    """Make a session as if its values had been loaded: ``session(a=1)``."""
    return lambda **values: SessionDict(None, data=values)


@pytest.mark.parametrize(
    "change",
    [
        lambda session: session.__setitem__("a", 1),
        lambda session: session.__delitem__("a"),
        lambda session: session.__ior__({"b": 2}),
        lambda session: session.clear(),
        lambda session: session.pop("a"),
        lambda session: session.popitem(),
        lambda session: session.setdefault("a", 2),
        lambda session: session.update(),
        lambda session: session.add_flash("hello"),
        lambda session: setattr(session, "modified", True),
    ],
)
def test_a_change_is_noted(session, change):
    changed = session(a=1)
    change(changed)

    assert changed.modified


@pytest.mark.parametrize(
    "read",
    [
        lambda session: session["a"],
        lambda session: session.get("b"),
        lambda session: session.pop("b", None),
        lambda session: session.get_flashes(),
        lambda session: dict(session),
        lambda session: list(session["a"]["b"]),
    ],
)
def test_a_look_is_no_change(session, read):
    seen = session(a={"b": [1, {2}, (3, [4])]})
    read(seen)

    assert not seen.modified


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value.__setitem__("new", 1),
        lambda value: value["list"].append(3),
        lambda value: value["list"].__setitem__(0, True),
        lambda value: value["list"].__setitem__(0, 1.0),
        lambda value: value["tuple"][1].clear(),
        lambda value: value["set"].add(5),
        lambda value: value.__setitem__("list", value.pop("list")),
    ],
)
def test_s7_a_change_inside_a_value_is_noted(session, change):
    changed = session(a={"list": [1, 2], "tuple": (3, [4]), "set": {4}})
    change(changed["a"])

    assert changed.modified


def test_a_change_that_was_undone_is_none(session):
    changed = session(a=[1, float("nan")])
    changed["a"].append(2)
    changed["a"].pop()

    assert not changed.modified


def test_what_is_said_to_be_unmodified_is(session):
    changed = session(a=[1])
    changed["a"].append(2)
    changed["b"] = 3
    changed.modified = False

    assert not changed.modified


def test_values_of_other_kinds_are_left_alone(session):
    class Opaque:
        pass

    changed = session(a=[Opaque()], b=Opaque())
    changed["a"][0].x = changed["b"].x = 1

    assert not changed.modified


def test_a_missing_key_is_an_error_and_no_change(session):
    empty = session()
    with pytest.raises(KeyError):
        empty.pop("a")
    with pytest.raises(KeyError):
        del empty["a"]

    assert not empty.modified


def test_flashes_are_read_once(session):
    flashing = session()
    flashing.add_flash("a", level="x", key="k")
    flashing.add_flash("b", "info")
    flashing.add_flash("c")

    assert flashing.get_flashes(key="k") == [("a", "x")]
    assert flashing.get_flashes() == [("b", "info"), ("c", None)]
    assert flashing.get_flashes() == []
    assert flashing == {}


def test_a_session_knows_where_it_comes_from():
    assert SessionDict("container", {"a": 1}, True).new
    assert SessionDict("container", [("a", 1)]).container == "container"
    assert repr(SessionDict(None, {"a": 1})) == "{'a': 1}"


def test_session_of_a_request_can_be_copied_deeply():
    request = webapp2.Request.blank("/")
    original = SessionDict(request, data={"cart": ["pen"]}, new=True)
    original["count"] = 1

    copied = copy.deepcopy(original)
    copied["cart"].append("cup")

    assert original == {"cart": ["pen"], "count": 1}
    assert (copied.container, copied.new, copied.modified) == (request, True, True)
