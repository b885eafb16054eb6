"""Dates and times as a locale writes them, in the time zone of the user."""

import datetime

import pytest

MOMENT = datetime.datetime(2012, 3, 4, 2, 6, 7)  # in Chicago it is still the third


@pytest.fixture
def chicago(i18n_of):
    return i18n_of(default_timezone="America/Chicago")


@pytest.mark.parametrize(
    ("method", "format", "rebased", "as_it_is"),
    [
        ("format_date", None, "Mar 3, 2012", "Mar 4, 2012"),
        ("format_date", "full", "Saturday, March 3, 2012", "Sunday, March 4, 2012"),
        ("format_date", "iso", "2012-03-03", "2012-03-04"),
        ("format_date", "EEEE", "Saturday", "Sunday"),
        ("format_datetime", "iso", "2012-03-03T20:06:07-0600", "2012-03-04T02:06:07+0000"),
        ("format_datetime", "yyyy HH", "2012 20", "2012 02"),
        ("format_time", "iso", "20:06:07", "02:06:07"),
    ],
)
def test_moment_is_brought_into_the_users_time_zone_unless_told_not_to(chicago, method, format, rebased, as_it_is):
    function = getattr(chicago, method)

    assert (function(MOMENT, format), function(MOMENT, format, rebase=False)) == (rebased, as_it_is)


def test_date_and_time_alone_are_not_converted(chicago):
    assert chicago.format_date(datetime.date(2012, 3, 4), "iso") == "2012-03-04"
    assert chicago.format_time(datetime.time(2, 6), "iso") == "02:06:00"


@pytest.mark.parametrize("method", ["format_date", "format_datetime", "format_time"])
def test_nothing_means_now(chicago, method):
    assert getattr(chicago, method)()


def test_configured_format_is_the_default(i18n_of):
    i18n = i18n_of(date_formats={"date": "full", "time": "mine", "time.short": "HH"})

    assert i18n.format_date(MOMENT) == "Sunday, March 4, 2012"
    assert i18n.format_time(MOMENT, "short") == "02"


def test_locale_that_only_has_translations_formats_like_the_default_one(i18n_of, catalogue):
    i18n = i18n_of(translations_path=catalogue("xx_PIRATE", {}), default_locale="de")
    i18n.set_locale("xx_PIRATE")

    assert i18n.format_date(MOMENT, "full") == "Sonntag, 4. März 2012"


def test_to_local_timezone_and_to_utc_are_each_others_opposite(chicago):
    local = chicago.to_local_timezone(MOMENT)

    assert local.isoformat() == "2012-03-03T20:06:07-06:00"
    assert chicago.to_utc(local) == chicago.to_utc(local.replace(tzinfo=None)) == MOMENT


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"datetime_or_timedelta": datetime.timedelta(days=3)}, "3 days"),
        ({"datetime_or_timedelta": 3 * 3600}, "3 hours"),
        ({"datetime_or_timedelta": datetime.timedelta(hours=3), "granularity": "day"}, "1 day"),
        ({"datetime_or_timedelta": datetime.timedelta(hours=23), "threshold": 1.1}, "23 hours"),
    ],
)
def test_span_is_shown_in_its_largest_unit(chicago, arguments, text):
    assert chicago.format_timedelta(**arguments) == text


@pytest.mark.parametrize("zone", [None, datetime.timezone.utc, datetime.timezone(datetime.timedelta(hours=9))])
def test_span_is_counted_from_a_moment_with_or_without_a_time_zone(chicago, zone):
    moment = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=5)

    assert chicago.format_timedelta(moment.astimezone(zone) if zone else moment.replace(tzinfo=None)) == "5 days"


def test_text_in_the_locales_form_is_parsed(chicago):
    assert chicago.parse_date("4/1/04") == datetime.date(2004, 4, 1)
    assert chicago.parse_time("18:08:09") == datetime.time(18, 8, 9)


@pytest.mark.parametrize("method", ["parse_date", "parse_time"])
def test_text_that_is_no_date_or_time_is_a_value_error(chicago, method):
    with pytest.raises(ValueError, match="No numbers"):
        getattr(chicago, method)("junk")


def test_parse_datetime_is_an_attribute_error_as_in_webapp2(chicago):
    with pytest.raises(AttributeError, match=r"'babel\.dates' has no attribute 'parse_datetime'"):
        chicago.parse_datetime("4/1/04 16:08:09")


def test_time_zone_has_a_name_in_the_locale(chicago):
    assert chicago.get_timezone_location("America/Sao_Paulo") == "Brasilia Time"
