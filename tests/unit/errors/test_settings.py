import re

import pytest

from webapp2compat.errors.settings import check_format, read_settings


def read(**values):
    return read_settings({"webapp2compat.errors": values})


@pytest.mark.parametrize("config", [{}, {"webapp2compat.errors": None}, {"webapp2compat.errors": {}}])
def test_settings_have_defaults(config):
    settings = read_settings(config)

    assert (settings.format, settings.schema, settings.report_call_exceeding_ms) == (None, "problem", 1000)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format", "xml"),
        ("schema", "soap"),
        ("error_decorator", "f"),
        ("error_reporter", 1),
        ("reporters", "abc"),
        ("reporters", [1]),
        ("report_call_exceeding_ms", "1000"),
        ("report_call_exceeding_ms", True),
        ("report_call_exceeding_ms", -1),
        ("noisy", "yes"),
        ("propagate", None),
        ("trap_http_exceptions", "no"),
        ("error_id_header", "X Id"),
        ("error_id_header", "X-\xc9"),
        ("error_id_header", 7),
        ("internal_error_message", None),
        ("scrub", "("),
        ("scrub", 1),
        ("scrub", b"card"),
        ("name", None),
    ],
)
def test_value_that_a_key_cannot_have_is_refused(name, value):
    with pytest.raises(ValueError, match=name):
        read(**{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format", print),
        ("schema", print),
        ("reporters", (print,)),
        ("report_call_exceeding_ms", 0.5),
        ("report_call_exceeding_ms", None),
        ("error_id_header", "X-Error-Id"),
        ("scrub", "card"),
    ],
)
def test_value_that_a_key_can_have_is_taken(name, value):
    assert getattr(read(**{name: value}), name) == value


def test_schema_is_not_looked_at_where_there_is_no_json():
    assert read(format="text", schema="soap").format == "text"


@pytest.mark.parametrize("pattern", ["card", re.compile("card")])
def test_pattern_for_secrets_takes_the_place_of_the_default(pattern):
    scrubber = read(scrub=pattern).scrubber

    assert scrubber.plain({"Card": 1, "password": 2}) == {"Card": "********", "password": 2}


@pytest.mark.parametrize(
    ("environment", "name"),
    [({}, "app"), ({"K_SERVICE": "run"}, "run"), ({"GAE_SERVICE": "gae", "K_SERVICE": "run"}, "gae")],
)
def test_name_is_that_of_the_service(monkeypatch, environment, name):
    monkeypatch.setattr("os.environ", environment)

    assert read().name == name


def test_unknown_format_is_refused():
    with pytest.raises(ValueError, match="'xml'"):
        check_format("xml")
