"""Record what webapp2 2.5.2's i18n makes of moments in time zones, and of numbers: i18n.json.

Run it with Python 2.7, webapp2 2.5.2, Babel and pytz: ``python record_i18n.py > i18n.json``. It imports nothing of
webapp2compat, and `test_i18n.py` runs the same calls through it. Only formats are used that do not change with Babel's
data.
"""

import datetime
import itertools
import json
import sys

ZONES = ["UTC", "America/Chicago", "Asia/Tokyo", "Asia/Kolkata", "Pacific/Apia"]
MOMENTS = [
    datetime.datetime(2012, 3, 4, 2, 6, 7),
    datetime.datetime(2012, 3, 11, 2, 30),  # in Chicago there is no such hour
    datetime.datetime(2012, 11, 4, 1, 30),  # in Chicago there are two of them
    datetime.datetime(2012, 7, 1, 23, 59, 59),
    datetime.datetime(1999, 12, 31, 12, 0),
]
FORMATS = ["iso", "yyyy-MM-dd", "HH:mm:ss", "yyyy.MM.dd HH:mm Z"]
NUMBERS = [0, 5, -5, 1099, 1099.123, 1234567]
PATTERNS = ["#,##0.##;-#", "0000.0", "#,##0"]


def make_context(webapp2, zone):
    app = webapp2.WSGIApplication(config={"webapp2_extras.i18n": {"default_timezone": zone}})
    return webapp2.RequestContext(app, webapp2.Request.blank("/").environ)


def call(function, *arguments):
    try:
        return function(*arguments)
    except AttributeError:  # a date has no hours, and a time no date
        return "AttributeError"


def record(webapp2, i18n):
    """Yield a list for each call: the function, its arguments as text, and the text of what it returns."""
    for zone in ZONES:
        with make_context(webapp2, zone):
            for moment, format, rebase in itertools.product(MOMENTS, FORMATS, [True, False]):
                for name in ("format_date", "format_datetime", "format_time"):
                    text = call(getattr(i18n, name), moment, format, rebase)
                    yield [name, zone, moment.isoformat(), format, rebase, text]
            for moment in MOMENTS:
                yield ["to_utc", zone, moment.isoformat(), i18n.to_utc(moment).isoformat()]
                yield ["to_local_timezone", zone, moment.isoformat(), i18n.to_local_timezone(moment).isoformat()]
    with make_context(webapp2, "UTC"):
        for number, pattern in itertools.product(NUMBERS, PATTERNS):
            yield ["format_decimal", number, pattern, i18n.format_decimal(number, pattern)]
        for number in NUMBERS:
            yield ["format_number", number, i18n.format_number(number)]
            yield ["format_percent", number, i18n.format_percent(number)]
            yield ["format_scientific", number, i18n.format_scientific(number)]


def main():
    import webapp2
    from webapp2_extras import i18n

    lines = [json.dumps(case) for case in record(webapp2, i18n)]
    sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
