import functools
import threading
import time

import pytest

from webapp2compat.properties import cached_property


class Page:
    def __init__(self):
        self.computed = 0

    @cached_property
    def title(self):
        """The title."""
        self.computed += 1
        return f"title {self.computed}"


def run_together(*functions):
    threads = [threading.Thread(target=function, daemon=True) for function in functions]
    [thread.start() for thread in threads]
    [thread.join(5) for thread in threads]
    return [thread for thread in threads if thread.is_alive()]


def test_value_is_computed_once():
    page = Page()

    assert (page.title, page.title, page.computed) == ("title 1", "title 1", 1)


def test_value_is_kept_in_the_object():
    page = Page()
    page.title

    assert page.__dict__["title"] == "title 1"


def test_assignment_replaces_the_value():
    page = Page()
    page.title = "mine"

    assert page.title == "mine"


def test_deletion_forgets_the_value():
    page = Page()
    page.title
    del page.title

    assert page.title == "title 2"


def test_class_attribute_is_the_descriptor():
    assert isinstance(Page.title, cached_property)
    assert (Page.title.__name__, Page.title.__doc__) == ("title", "The title.")


def test_name_and_doc_can_be_given():
    prop = cached_property(lambda self: 1, name="other", doc="Other.")

    assert (prop.__name__, prop.__doc__) == ("other", "Other.")


def test_failed_computation_is_tried_again():
    class Fails:
        tries = 0

        @cached_property
        def value(self):
            self.tries += 1
            return 1 // (self.tries - 1)

    obj = Fails()
    with pytest.raises(ZeroDivisionError):
        obj.value

    assert obj.value == 1


def test_threads_share_one_computation():
    class Slow:
        @cached_property
        def value(self):
            time.sleep(0.02)
            return object()

    obj, seen = Slow(), []
    run_together(*[lambda: seen.append(obj.value)] * 8)

    assert len(set(map(id, seen))) == 1


def test_thread_that_waited_for_a_failed_computation_tries_itself():
    class FailsOnce:
        has_begun = threading.Event()

        @cached_property
        def value(self):
            if not self.has_begun.is_set():
                self.has_begun.set()
                time.sleep(0.05)
                raise ZeroDivisionError
            return 1

    obj, seen = FailsOnce(), []

    def fail():
        with pytest.raises(ZeroDivisionError):
            obj.value
        seen.append("failed")

    run_together(fail, lambda: obj.has_begun.wait(5) and seen.append(obj.value))

    assert sorted(map(str, seen)) == ["1", "failed"]


class LateDict(dict):
    """Attributes that another thread sets right after a look at them."""

    def get(self, name, default=None):
        value = super().get(name, default)
        self[name] = "theirs"
        return value


class LaterDict(dict):
    def __contains__(self, name):
        is_there = super().__contains__(name)
        self[name] = "theirs"
        return is_there


@pytest.mark.parametrize("attributes", [LateDict, LaterDict])
def test_value_that_another_thread_was_first_to_compute_leaves_no_lock(attributes):
    page = Page()
    page.__dict__ = attributes(computed=0)

    assert page.title == "theirs"
    assert Page.title._computing == {}


def test_unrelated_objects_do_not_wait_for_one_another():
    barrier = threading.Barrier(4)

    class Together:
        @cached_property
        def value(self):
            return barrier.wait(5)

    left = run_together(*[functools.partial(getattr, Together(), "value") for _ in range(4)])

    assert not left
    assert not barrier.broken


def test_opposite_order_on_unrelated_objects_does_not_deadlock():
    barrier = threading.Barrier(2)

    class Node:
        other = None

        @cached_property
        def one(self):
            if self.other:
                barrier.wait(5)
                return self.other.two
            return 1

        @cached_property
        def two(self):
            if self.other:
                barrier.wait(5)
                return self.other.one
            return 2

    first, second = Node(), Node()
    first.other, second.other = Node(), Node()

    assert not run_together(lambda: first.one, lambda: second.two)
