"""How webapp2 2.5.2 and 3.0.0b1 match and build URLs, held against how it is done here (see `record_routes.py`)."""

import json
import runpy
from pathlib import Path

import pytest

import webapp2

HERE = Path(__file__).parent
RECORD = runpy.run_path(str(HERE / "record_routes.py"))
RECORDED = [
    json.loads((HERE / "transcripts" / f"routes.{version}.json").read_text()) for version in ("2.5.2", "3.0.0b1")
]
REFUSED = {"raises": "ValueError"}

# Where it is mended: the outcome here. See the `differs` notes of the modules.
MENDED = {
    # A literal % can be built.
    "parse /100%": ["/100%%", 0, 0, [], 0],
    "parse /100%%": ["/100%%%%", 0, 0, [], 0],
    'build /100%/<a> [{}, [], {"a": "b"}]': "/100%25/b",
    'build /100%%/<a> [{}, [], {"a": "b"}]': "/100%25%25/b",
    'build /%(a)s [{}, [], {"a": "b"}]': "/%25%28a%29s?a=b",
    # Malformed requests are answered with 400.
    "match /<a> {} /%E9 {}": {"raises": "HTTPBadRequest"},
    # Names that only look positional are names.
    "match /<__x__> {} /a {}": [[], {"__x__": "a"}],
    # A regex matches the whole path, with all of its alternatives, and the whole value.
    r"regex /(\d+)|/b(x)? /12zzz": None,
    "regex ^/a|^/b$ /aZZ": None,
    "regex /a /a%0A": None,
    r'build /<a:\d+> [{}, [], {"a": "1\n"}]': REFUSED,
    'build /<a:x|y> [{}, [], {"a": "xz"}]': REFUSED,
    # No value leads off the site.
    'build /x [{}, [], {"_scheme": "ftp"}]': REFUSED,
    'build /x [{}, [], {"_scheme": "javascript"}]': REFUSED,
    'build /x [{}, [], {"_netloc": "a/b@c"}]': REFUSED,
    'build //x/<a> [{}, [], {"a": 1}]': "/x/1",
    'build <a:.+> [{}, [], {"a": "//evil"}]': "/evil",
    'build /<a:.*> [{}, [], {"a": "/evil"}]': "/evil",
    # Query values that are no text.
    'build /x [{}, [], {"z": [1, 2]}]': "/x?z=1&z=2",
    'build /x [{}, [], {"n": null}]': "/x",
}


@pytest.fixture(scope="module")
def outcomes():
    return json.loads(json.dumps(RECORD["outcomes"](webapp2)))


@pytest.mark.parametrize("case", sorted(set(RECORDED[0]) - set(MENDED)))
def test_outcome_is_one_of_the_originals(outcomes, case):
    assert outcomes[case] in [recorded[case] for recorded in RECORDED]


@pytest.mark.parametrize("case", MENDED)
def test_outcome_is_mended(outcomes, case):
    assert outcomes[case] == MENDED[case]
