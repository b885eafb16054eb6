import builtins
import sys
import time

import pytest

from webapp2compat.errors.chain import as_text, causes_of, describe, forget_frames, leaf_of
from webapp2compat.errors.scrub import Scrubber

ExceptionGroup = getattr(builtins, "ExceptionGroup", None)
since_3_11 = pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 has no exception groups and no notes")


def caught(function, *args):
    try:
        function(*args)
    except Exception as error:
        return error


def described(error):
    return describe(error, Scrubber(), [])


def fail(password="s3cr3t", environ=None, headers=None):
    raise ValueError("wrong")


def recurse():
    recurse()


def fail_from(cause):
    raise KeyError("k") from cause


def raise_group(member):
    raise ExceptionGroup("g", [KeyError("k"), member])


def fail_while_handling():
    try:
        fail()
    except ValueError:
        raise KeyError("k")


def fail_without_context():
    try:
        fail()
    except ValueError:
        raise KeyError("k") from None


class Falsy(Exception):
    def __bool__(self):
        return False


@pytest.mark.parametrize(
    ("error", "links"),
    [
        (caught(fail), [("ValueError", None)]),
        (caught(fail_from, Falsy()), [("Falsy", "cause"), ("KeyError", None)]),
        (caught(fail_while_handling), [("ValueError", "context"), ("KeyError", None)]),
        (caught(fail_without_context), [("KeyError", None)]),
    ],
)
def test_chain_begins_with_the_first_cause(error, links):
    assert [(type(link).__name__, leads_by) for link, leads_by in causes_of(error)] == links


def test_chain_that_runs_in_a_circle_is_followed_once():
    first, second = ValueError(), KeyError()
    first.__context__, second.__context__ = second, first

    assert [link for link, _ in causes_of(first)] == [second, first]


def test_long_chain_is_cut():
    error = ValueError(0)
    for number in range(100):
        error = caught(fail_from, error) or number

    assert len(causes_of(error)) == 20


def test_frame_has_its_source_and_its_variables():
    frame = described(caught(fail))[-1].frames[-1]

    assert (frame.name, frame.src) == ("fail", 'raise ValueError("wrong")')
    assert frame.locals == {"password": "********", "environ": "None", "headers": "None"}
    assert (frame.line, '    raise ValueError("wrong")') in frame.source
    assert "s3cr3t" not in str(frame.source)
    assert frame.as_line().endswith('in fail: raise ValueError("wrong")')


def test_variables_hide_environs_and_the_secrets_in_dicts():
    error = caught(fail, "x", {"wsgi.input": 1, "HTTP_COOKIE": "a=1"}, {"Cookie": "a=1", "Ok": "y" * 600})

    shown = described(error)[-1].frames[-1].locals

    assert shown["environ"] == "<WSGI environ>"
    assert shown["headers"].startswith("{'Cookie': '********', 'Ok': 'yyy")
    assert len(shown["headers"]) == 503


@pytest.mark.parametrize("password", ["hunter2", b"hunter2"])
def test_secret_variable_is_masked_in_the_message_and_in_other_frames(password):
    def refuse(password):
        raise ValueError(f"{password} is wrong")

    def log_in():
        try:
            refuse(password)
        except ValueError as error:
            raise KeyError(error) from error

    first, last = described(caught(log_in))

    assert "********" in first.message
    assert "hunter" not in f"{first.message} {last.message} {last.frames[-1].locals}"


@pytest.mark.parametrize(
    ("value", "begins"),
    [
        (list(range(10**6)), "[0, 1, 2"),
        (tuple(range(10**6)), "(0, 1, 2"),
        (dict.fromkeys(range(10**6)), "{0: None, 1: None"),
        ([1, "a"], "[1, 'a']"),
        (set(), "set()"),
    ],
)
def test_only_the_beginning_of_a_large_collection_is_looked_at(value, begins):
    started = time.process_time()

    shown = described(caught(fail, "x", value))[-1].frames[-1].locals["environ"]

    assert shown.startswith(begins)
    assert len(shown) <= 503
    assert time.process_time() - started < 0.2


class Watched:
    """It notes in a list that it was written."""

    def __init__(self, written):
        self.written = written

    def __repr__(self):
        self.written.append(self)
        return "w"


@pytest.mark.parametrize(
    "wrap", [lambda items: items, lambda items: [1, {"a": items}], lambda items: ([(item,) for item in items], items)]
)
def test_items_that_are_not_seen_are_not_written_at_any_depth(wrap):
    written = []

    described(caught(fail, "x", wrap([Watched(written)] * 5000)))

    assert len(written) < 2500


def test_secrets_deep_in_a_collection_are_masked():
    shown = described(caught(fail, "x", [{"user": {"password": ["hunter2"]}}]))[-1].frames[-1].locals["environ"]

    assert shown == "[{'user': {'password': '********'}}]"


def test_collections_in_a_large_one_are_shown_with_their_items():
    shown = described(caught(fail, "x", {key: [key] for key in range(1000)}))[-1].frames[-1].locals["environ"]

    assert shown.startswith("{0: [0], 1: [1], 2: [2]")


def test_collection_in_itself_is_shown():
    endless = [1]
    endless.append(endless)

    assert described(caught(fail, "x", endless))[-1].frames[-1].locals["environ"].startswith("[1, [1, ")


@pytest.mark.parametrize(("notes", "shown"), [("abc", ["abc"]), (5, ["5"]), (["a", 1], ["a", "1"])])
def test_notes_may_be_anything(notes, shown):
    error = ValueError("v")
    error.__notes__ = notes

    assert described(error)[0].notes == shown


def test_generated_code_has_frames_without_source():
    error = caught(eval, compile("1 / 0", "<generated>", "eval"))

    assert described(error)[-1].frames[-1].as_dict() == {
        "file": "<generated>",
        "line": 1,
        "name": "<module>",
        "src": "",
    }


def test_endless_recursion_leaves_out_the_middle():
    failure = described(caught(recurse))[-1]

    assert len(failure.frames) == 60
    assert failure.omitted > 500


def test_class_of_a_module_is_shown_with_it():
    assert [failure.qualified_type for failure in described(caught(fail_from, Falsy()))] == [
        f"{__name__}.Falsy",
        "KeyError",
    ]


@since_3_11
def test_group_of_one_is_its_member():
    member = ValueError("v")

    assert leaf_of(ExceptionGroup("g", [ExceptionGroup("g", [member])])) is member


@since_3_11
def test_group_has_its_members_and_notes():
    group = ExceptionGroup("g", [ValueError("v"), caught(fail_from, OSError("o"))])
    group.add_note("noted")

    failure = described(group)[-1]

    assert [member.type for member in failure.members] == ["ValueError", "OSError", "KeyError"]
    assert failure.as_dict()["notes"] == ["noted"]
    assert [member["type"] for member in failure.as_dict()["members"]] == ["ValueError", "OSError", "KeyError"]


@since_3_11
def test_text_has_notes_and_indented_members():
    group = ExceptionGroup("g", [ValueError("v"), KeyError("k")])
    group.add_note("noted")

    lines = as_text(described(group)).split("\n")

    assert lines[1:3] == ["ExceptionGroup: g (2 sub-exceptions)", "noted"]
    assert "  | ValueError: v" in lines


@pytest.mark.parametrize(
    ("function", "words"), [(fail_while_handling, "During handling of"), (lambda: fail_from(OSError()), "direct cause")]
)
def test_text_says_how_one_led_to_the_other(function, words):
    assert words in as_text(described(caught(function)))


def test_forgetting_frames_follows_the_context():
    error = caught(fail_while_handling)

    forget_frames(error)

    assert (error.__traceback__, error.__context__.__traceback__) == (None, None)


@since_3_11
def test_forgetting_frames_follows_the_members_of_a_group():
    member = caught(fail)
    group = caught(raise_group, member)

    forget_frames(group)

    assert (group.__traceback__, member.__traceback__) == (None, None)
