"""Links from what a request owns back to its owner."""

import pytest

from webapp2compat.extras.backlinks import Backlink, let_go


class Owner:
    pass


class Owned:
    owner = Backlink()

    def __init__(self, owner):
        self.owner = owner


def test_owner_is_found_before_and_after_it_is_let_go():
    owner = Owner()
    owned = Owned(owner)
    assert owned.owner is owner

    let_go(owned)

    assert owned.owner is owner


def test_owner_is_kept_until_it_is_let_go():
    owned = Owned(Owner())
    assert isinstance(owned.owner, Owner)

    let_go(owned)

    assert owned.owner is None


def test_owner_can_be_set_and_let_go_again():
    owned, owner = Owned(Owner()), Owner()
    let_go(owned)

    owned.owner = owner
    let_go(owned)

    assert owned.owner is owner


def test_class_attribute_is_none():
    assert Owned.owner is None


def test_owner_that_cannot_be_let_go_stays():
    stub = object()
    owned = Owned(stub)

    let_go(owned)

    assert owned.owner is stub


@pytest.mark.parametrize("thing", [None, 5, {"owner": 1}, Owner(), Owned(None)])
def test_things_without_an_owner_are_left_alone(thing):
    before = dict(getattr(thing, "__dict__", {}))

    let_go(thing)

    assert getattr(thing, "__dict__", {}) == before
