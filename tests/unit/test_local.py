import contextvars
import copy
import threading

import pytest

from webapp2compat.local import Local, LocalProxy, get_ident


class Box:
    entered = False

    def __enter__(self):
        self.entered = True
        return self

    def __exit__(self, *error):
        self.entered = False


@pytest.fixture
def local():
    return Local()


def proxy_of(value):
    return LocalProxy(lambda: value)


def test_attributes_are_set_read_and_deleted(local):
    local.x = 1
    assert local.x == 1
    del local.x

    with pytest.raises(AttributeError, match="x"):
        local.x


def test_missing_attribute_cannot_be_deleted(local):
    with pytest.raises(AttributeError, match="nope"):
        del local.nope


def test_iteration_gives_the_values_of_this_thread(local):
    local.x = 1

    assert list(local) == [(get_ident(), {"x": 1})]


def test_release_forgets_everything(local):
    local.x = 1
    local.__release_local__()

    assert list(local) == []


def test_threads_do_not_see_one_another(local):
    local.x, seen = 1, []
    thread = threading.Thread(target=lambda: seen.append(getattr(local, "x", None)))
    thread.start()
    thread.join()

    assert seen == [None]


def test_copied_context_keeps_its_own_values(local):
    local.x = 1
    contextvars.copy_context().run(setattr, local, "x", 2)

    assert local.x == 1


def test_proxy_follows_the_attribute(local):
    proxy = local("x")
    local.x = [1]

    assert proxy == [1]
    assert proxy._get_current_object() is local.x


def test_proxy_of_a_function_calls_it():
    assert proxy_of(5)._get_current_object() == 5


def test_unbound_proxy_answers_only_what_needs_no_object(local):
    proxy = local("x")

    assert (repr(proxy), bool(proxy), dir(proxy)) == ("<LocalProxy unbound>", False, [])
    assert isinstance(proxy, LocalProxy)


def test_unbound_proxy_has_no_attribute_for_hasattr_and_getattr(local):
    proxy = local("x")

    assert (hasattr(proxy, "name"), getattr(proxy, "name", "default")) == (False, "default")


@pytest.mark.parametrize("use", [lambda p: p.a, lambda p: p.__dict__, str, lambda p: p + 1, len, lambda p: p()])
def test_unbound_proxy_says_that_nothing_is_bound(local, use):
    with pytest.raises(RuntimeError, match="no object bound to x"):
        use(local("x"))


@pytest.mark.parametrize(
    ("use", "value", "expected"),
    [
        (str, 5, "5"),
        (repr, "a", "'a'"),
        (bytes, b"a", b"a"),
        (lambda p: f"{p:>3}", "a", "  a"),
        (hash, 5, 5),
        (lambda p: p + 1, 1, 2),
        (lambda p: 1 - p, 3, -2),
        (lambda p: divmod(7, p), 2, (3, 1)),
        (lambda p: divmod(p, 2), 7, (3, 1)),
        (lambda p: p < 3, 2, True),
        (lambda p: -p, 2, -2),
        (int, 2.5, 2),
        (lambda p: [10, 20][p], 1, 20),
        (len, "abc", 3),
        (list, (1, 2), [1, 2]),
        (lambda p: list(reversed(p)), [1, 2], [2, 1]),
        (next, iter([7]), 7),
        (lambda p: p["k"], {"k": 1}, 1),
        (lambda p: "k" in p, {"k": 1}, True),
        (lambda p: p("11", base=2), int, 3),
        (lambda p: p.upper(), "a", "A"),
        (lambda p: isinstance(p, str), "a", True),
        (copy.copy, [1], [1]),
        (copy.deepcopy, [[1]], [[1]]),
        (bool, [], False),
        (lambda p: "upper" in dir(p), "a", True),
    ],
)
def test_proxy_does_what_its_object_does(use, value, expected):
    assert use(proxy_of(value)) == expected


def test_proxy_writes_through():
    box = Box()
    proxy = proxy_of(box)
    proxy.x, proxy.y = 1, 2
    del proxy.y

    assert box.__dict__ == proxy.__dict__ == {"x": 1}


def test_proxy_writes_items_through():
    values = {"a": 1}
    proxy = proxy_of(values)
    proxy["b"] = 2
    del proxy["a"]

    assert values == {"b": 2}


def test_in_place_operators_return_the_object():
    values = [1]
    proxy = proxy_of(values)
    proxy += [2]

    assert proxy is values
    assert values == [1, 2]


def test_with_enters_the_object():
    box = Box()
    with proxy_of(box) as entered:
        assert entered is box
        assert box.entered

    assert not box.entered


def test_class_of_the_object_can_be_replaced():
    class Other(Box):
        pass

    box = Box()
    proxy_of(box).__class__ = Other

    assert type(box) is Other


def test_class_is_set_on_the_object_behind():
    box = Box()
    other = type("Other", (Box,), {})

    proxy_of(box).__class__ = other

    assert type(box) is other
