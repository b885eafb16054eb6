"""Whole answers of legacy apps, held against what webapp2 2.5.2 and 3.0.0b1 answered; `record.py` recorded them."""

import itertools
import json
import runpy
from pathlib import Path

import pytest

HERE = Path(__file__).parent
RECORD = runpy.run_path(str(HERE / "record.py"))
RECORDED = [
    *[("handlers", "app"), ("errors", "app"), ("errors", "handled")],
    *[("recipes", "app"), ("recipes", "api"), ("natives", "app")],
]
# What webapp2 3.0.0b1 does not run; elsewhere either answer will do.
VERSIONS = {"natives": ["2.5.2"]}


# Where the answer is mended: what differs, and what the answer is instead. See the `differs` notes of the modules.
ALLOW = ["Allow", "GET"]  # RFC 9110 15.5.6: a 405 lists the methods
MENDED = {
    "/get-only": lambda status, headers, body: [status, sorted([ALLOW, *headers]), body],
    # RFC 9110 15.4.5: a 304 has no body, and no headers that describe one.
    "/writes/nocontent": lambda status, headers, body: [status, headers[:1], body],
    # Assigned without a charset, the type stays as assigned while the text is ASCII, as on Python 2.
    "/writes/json": lambda status, headers, body: [status, [*headers[:2], ["Content-Type", "application/json"]], body],
    # PEP 3333 servers and validators want a Content-Type on everything but 204 and 304.
    "/abort/205": lambda status, headers, body: [
        status,
        [["Content-Length", "0"], ["Content-Type", "text/html; charset=UTF-8"]],
        body,
    ],
}


def expected(request, answers):
    mend = MENDED.get(request[1])
    changed = mend and not (request[0] in ("GET", "FOO", "PROPFIND") and request[1] == "/get-only")
    return [mend(*answer) for answer in answers] if changed else answers


def transcript(file, attribute, version):
    return json.loads((HERE / "transcripts" / f"{file}-{attribute}.{version}.json").read_text())


def cases(file, attribute):
    requests = RECORD["load"](HERE / "legacy" / f"{file}.py")["REQUESTS"]
    versions = [transcript(file, attribute, version) for version in VERSIONS.get(file, ("2.5.2", "3.0.0b1"))]
    for request, *answers in zip(requests, *versions, strict=True):
        name = f"{attribute} {request[0]} {request[1]} {request[2].get('Accept', '')}"
        yield pytest.param(file, attribute, request, expected(request, answers), id=name)


ALL_CASES = list(itertools.chain.from_iterable(itertools.starmap(cases, RECORDED)))


@pytest.mark.filterwarnings("ignore:Cookie value")  # WebOb warns of what it sends all the same
@pytest.mark.parametrize(("file", "attribute", "request_", "answers"), ALL_CASES)
def test_answer_is_one_of_the_originals(file, attribute, request_, answers):
    module = RECORD["load"](HERE / "legacy" / f"{file}.py")

    assert RECORD["answer"](module[attribute], request_) in answers
