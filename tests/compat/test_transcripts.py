"""Whole answers of legacy apps, held against what webapp2 2.5.2 and 3.0.0b1 answered; `record.py` recorded them."""

import json
import runpy
from pathlib import Path

import pytest

HERE = Path(__file__).parent
RECORD = runpy.run_path(str(HERE / "record.py"))
RECORDED = [("handlers", "app"), ("errors", "app"), ("errors", "handled")]


def transcript(file, attribute, version):
    return json.loads((HERE / "transcripts" / f"{file}-{attribute}.{version}.json").read_text())


def cases():
    for file, attribute in RECORDED:
        requests = RECORD["load"](HERE / "legacy" / f"{file}.py")["REQUESTS"]
        versions = [transcript(file, attribute, version) for version in ("2.5.2", "3.0.0b1")]
        for request, *answers in zip(requests, *versions, strict=True):
            accept = request[2].get("Accept", "")
            yield pytest.param(file, attribute, request, answers, id=f"{attribute} {request[0]} {request[1]} {accept}")


@pytest.mark.parametrize(("file", "attribute", "request_", "answers"), cases())
def test_answer_is_one_of_the_originals(file, attribute, request_, answers):
    module = RECORD["load"](HERE / "legacy" / f"{file}.py")

    assert RECORD["answer"](module[attribute], request_) in answers
