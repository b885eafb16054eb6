from webapp2compat.settling import Settled


class Thing:
    asked = 0
    value = Settled(lambda self: self.work_out())

    def work_out(self):
        self.asked += 1
        return 42


def test_value_is_worked_out_at_the_first_look_only():
    thing = Thing()

    assert (thing.value, thing.value, thing.asked) == (42, 42, 1)


def test_class_has_none():
    assert Thing.value is None


def test_value_that_was_set_is_not_worked_out():
    thing = Thing()
    thing.value = 7

    assert (thing.value, thing.asked) == (7, 0)
