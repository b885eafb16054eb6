"""Time zones by name, with pytz and without."""

import datetime

import pytest

from webapp2compat.extras.i18n import zones

UTC = datetime.timezone.utc
NOON = datetime.datetime(2012, 3, 4, 12, 0)


@pytest.fixture(params=["pytz", "zoneinfo"])
def library(request, monkeypatch):
    """Run the test once with each library of time zones."""
    if request.param == "pytz":
        return pytest.importorskip("pytz")
    monkeypatch.setattr(zones, "_pytz", lambda: None)
    return None


def test_pytz_is_used_if_it_is_there():
    assert zones._pytz() is pytest.importorskip("pytz")


def test_standard_library_is_used_if_pytz_is_not_there(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pytz", None)

    assert zones._pytz.__wrapped__() is None


@pytest.mark.parametrize("name", ["Nowhere/Land", "../../etc/passwd", "/etc/passwd", "", "America", None, 5, "a\0b"])
def test_what_is_no_time_zone_is_a_key_error(library, name):
    with pytest.raises(KeyError):
        zones.timezone(name)


def test_moment_without_a_zone_is_taken_as_utc(library):
    moment = zones.to_zone(NOON, zones.timezone("America/Chicago"))

    assert moment.isoformat() == "2012-03-04T06:00:00-06:00"


def test_moment_with_a_zone_is_converted(library):
    moment = zones.to_zone(NOON.replace(tzinfo=UTC), zones.timezone("Asia/Tokyo"))

    assert moment.isoformat() == "2012-03-04T21:00:00+09:00"


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (NOON, "2012-03-04T18:00:00"),
        (datetime.datetime(2012, 7, 4, 12, 0), "2012-07-04T17:00:00"),
        (datetime.datetime(2012, 3, 11, 2, 30), "2012-03-11T08:30:00"),
        (datetime.datetime(2012, 11, 4, 1, 30), "2012-11-04T07:30:00"),
    ],
)
def test_hour_that_the_clocks_skip_or_repeat_is_standard_time_as_in_webapp2(library, local, utc):
    assert zones.to_utc(local, zones.timezone("America/Chicago")).isoformat() == utc


def test_moment_that_has_a_zone_becomes_naive_utc(library):
    moment = zones.to_zone(NOON, zones.timezone("Asia/Tokyo"))

    assert zones.to_utc(moment, zones.timezone("America/Chicago")) == NOON


def test_time_zone_has_the_methods_of_pytz_in_any_case(library):
    zone = zones.timezone("America/Chicago")
    twice = datetime.datetime(2012, 11, 4, 1, 30)

    assert zone.zone == "America/Chicago"
    assert zone.localize(twice).isoformat() == "2012-11-04T01:30:00-06:00"
    assert zone.localize(twice, is_dst=True).isoformat() == "2012-11-04T01:30:00-05:00"
    assert zone.normalize(zone.localize(NOON)).isoformat() == "2012-03-04T12:00:00-06:00"


def test_moment_that_has_a_zone_cannot_be_localized(library):
    with pytest.raises(ValueError, match="Not naive"):
        zones.timezone("America/Chicago").localize(NOON.replace(tzinfo=UTC))


def test_any_time_zone_will_do_to_convert_from():
    zone = datetime.timezone(datetime.timedelta(hours=2))

    assert zones.to_utc(NOON, zone) == NOON - datetime.timedelta(hours=2)
