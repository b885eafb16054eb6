"""Sessions as pickles that Python 2 and Python 3 both read."""

import datetime
import io
import pickle
import pickletools

import pytest

from webapp2compat.extras.appengine import pickles

# {"city": "Zürich" as bytes, "name": u"José", "f": 1.5, "cart": ["tea"], "n": 5L, "t": (1, None, True)}
PYTHON_2 = (
    b"\x80\x02}q\x00(U\x04cityq\x01U\x07Z\xc3\xbcrichq\x02U\x04nameq\x03X\x05\x00\x00\x00Jos\xc3\xa9q\x04U\x01fq\x05"
    b"G?\xf8\x00\x00\x00\x00\x00\x00U\x04cartq\x06]q\x07U\x03teaq\x08aU\x01nq\t\x8a\x01\x05U\x01tq\nK\x01N\x88\x87q\x0bu."
)
PYTHON_2_DATE = (
    b"\x80\x02}q\x00U\x04seenq\x01cdatetime\ndatetime\nq\x02"
    b"U\n\x07\xdc\x03\x04\x05\x06\x07\x00\x00\x00q\x03\x85q\x04Rq\x05s."
)


@pytest.mark.parametrize(
    ("data", "session"),
    [
        (PYTHON_2, {"city": "Zürich", "name": "José", "f": 1.5, "cart": ["tea"], "n": 5, "t": (1, None, True)}),
        (PYTHON_2_DATE, {"seen": datetime.datetime(2012, 3, 4, 5, 6, 7)}),
        (b"\x80\x02}q\x00U\x03rawq\x01U\x02\xff\xfeq\x02s.", {"raw": "ÿþ"}),
        (pickle.dumps({"cart": ["té"]}), {"cart": ["té"]}),
    ],
)
def test_pickle_of_either_python_is_read(data, session):
    assert pickles.loads(data) == session
    assert pickles.Unpickler(io.BytesIO(data)).load() == session


@pytest.mark.parametrize(
    "data", [b"", b"junk", b"\x80\x02cno.such\nclass\n.", pickle.dumps(["a list"]), pickle.dumps(None), PYTHON_2[:-9]]
)
def test_pickle_that_holds_no_session_is_none_with_a_warning(caplog, data):
    assert pickles.loads(data) is None
    assert caplog.messages[0].startswith("A stored session")


def test_python_2_can_read_what_is_stored():
    protocols = {opcode.proto for opcode, _, _ in pickletools.genops(pickles.dumps({"cart": ["té"], "n": 2**40}))}

    assert max(protocols) == 2
