"""The locale and time zone of a request, and functions that use those of the current one."""

import datetime
from decimal import Decimal

import pytest

import webapp2
from webapp2_extras import i18n

MOMENT = datetime.datetime(2012, 3, 4, 2, 6, 7)


@pytest.fixture
def during(app):
    """Call a function during a request: ``during(function, path="/", **config)``."""

    def call(function, path="/", **config):
        results = []
        application = app(
            [webapp2.Route("/", lambda request: results.append(function()) or webapp2.Response())],
            config={"webapp2_extras.i18n": config},
        )
        assert application.get_response(path).status_int == 200
        return results[0]

    return call


def choose_locale(store, request):
    return request.get("hl", store.default_locale)


def choose_timezone(store, request):
    return request.get("tz", store.default_timezone)


def test_gettext_translates_and_fills_in_variables(i18n_of, catalogue):
    spanish = i18n_of(translations_path=catalogue("es", {"Hi %(name)s": "Hola %(name)s"}), default_locale="es")

    assert spanish.gettext("Hi %(name)s", name="Ann") == "Hola Ann"
    assert spanish.gettext("100%") == "100%"


def test_ngettext_depends_on_the_number(i18n_of, catalogue):
    path = catalogue("es", {("%(num)s apple", "%(num)s apples"): ("%(num)s manzana", "%(num)s manzanas")})
    spanish = i18n_of(translations_path=path, default_locale="es")

    assert spanish.ngettext("%(num)s apple", "%(num)s apples", 1, num=1) == "1 manzana"
    assert spanish.ngettext("%(num)s apple", "%(num)s apples", 2, num=2) == "2 manzanas"
    assert spanish.ngettext("One", "Many", 2) == "Many"


@pytest.mark.parametrize(
    ("call", "result"),
    [
        (lambda: i18n.gettext("Hi %(name)s", name="Ann"), "Hi Ann"),
        (lambda: i18n._("Hi"), "Hi"),
        (lambda: i18n.ngettext("one", "%(n)smany", 2), "%(n)smany"),
        (lambda: i18n.to_local_timezone(MOMENT).isoformat(), "2012-03-04T02:06:07+00:00"),
        (lambda: i18n.to_utc(MOMENT), MOMENT),
        (lambda: i18n.format_date(MOMENT, "iso"), "2012-03-04"),
        (lambda: i18n.format_datetime(MOMENT, "iso"), "2012-03-04T02:06:07+0000"),
        (lambda: i18n.format_time(MOMENT, "iso"), "02:06:07"),
        (lambda: i18n.format_timedelta(datetime.timedelta(days=3)), "3 days"),
        (lambda: i18n.format_number(1099), "1,099"),
        (lambda: i18n.format_decimal(1.5), "1.5"),
        (lambda: i18n.format_currency(1.5, "USD"), "$1.50"),
        (lambda: i18n.format_percent(0.5), "50%"),
        (lambda: i18n.format_scientific(10000), "1E4"),
        (lambda: i18n.parse_date("3/4/12"), datetime.date(2012, 3, 4)),
        (lambda: i18n.parse_time("2:06:07"), datetime.time(2, 6, 7)),
        (lambda: i18n.parse_number("1,099"), 1099),
        (lambda: i18n.parse_decimal("1.5"), Decimal("1.5")),
        (lambda: i18n.get_timezone_location("America/Chicago"), "Central Time"),
    ],
)
def test_function_uses_the_current_request(during, call, result):
    assert during(call) == result


def test_parse_datetime_is_an_attribute_error_during_a_request_too(during):
    def fail():
        with pytest.raises(AttributeError):
            i18n.parse_datetime("4/1/04 16:08:09")
        return "failed"

    assert during(fail) == "failed"


@pytest.mark.parametrize(
    "call",
    [
        lambda: i18n.gettext("Hi"),
        lambda: i18n.format_date(MOMENT),
        i18n.get_i18n,
        lambda: i18n.set_i18n("mine"),
        lambda: str(i18n.lazy_gettext("Hi")),
    ],
)
def test_without_a_request_it_is_an_assertion_error_that_says_what_to_do(call):
    with pytest.raises(AssertionError, match=r"Request global variable is not set\..* i18n\.get_i18n\(request="):
        call()


def test_request_of_its_own_needs_no_current_one(app, catalogue):
    request = webapp2.Request.blank("/")
    request.app = app(config={"webapp2_extras.i18n": {"default_locale": "de_DE"}})

    assert i18n.get_i18n(request=request).format_date(MOMENT, "full") == "Sonntag, 4. März 2012"
    assert list(request.registry) == ["webapp2_extras.i18n.I18n"]


def test_lazy_text_follows_the_locale_of_each_request(during, catalogue):
    lazy = i18n._lazy("Hi %(name)s", name="Ann")
    catalogue("es", {"Hi %(name)s": "Hola %(name)s"})
    path = catalogue("fr", {"Hi %(name)s": "Salut %(name)s"})
    config = {"translations_path": path, "locale_selector": choose_locale}

    texts = [during(lambda: str(lazy), f"/?hl={locale}", **config) for locale in ("es", "fr", "en")]

    assert texts == ["Hola Ann", "Salut Ann", "Hi Ann"]


@pytest.mark.parametrize("locale", ["junk", "../uploads", "%2Fetc", "", "x" * 500, "en_US.../../uploads/es", "%00"])
def test_junk_locale_of_a_request_gives_the_default_one(during, catalogue, locale):
    path = catalogue("es", {"Hi": "PWNED"}, folder="uploads")
    config = {"translations_path": path.replace("uploads", "locale"), "locale_selector": choose_locale}

    shown = during(
        lambda: (i18n.get_i18n().locale, i18n.gettext("Hi"), i18n.format_date(MOMENT)), f"/?hl={locale}", **config
    )

    assert shown == ("en_US", "Hi", "Mar 4, 2012")


@pytest.mark.parametrize("timezone", ["Nowhere/Land", "../../etc/passwd", ""])
def test_junk_timezone_of_a_request_gives_the_default_one(during, caplog, timezone):
    shown = during(
        lambda: i18n.get_i18n().timezone,
        f"/?tz={timezone}",
        timezone_selector=choose_timezone,
        default_timezone="Asia/Tokyo",
    )

    assert (shown, caplog.messages) == ("Asia/Tokyo", [f"There is no time zone {timezone!r}. Using 'Asia/Tokyo'."])


def test_set_timezone_raises_and_keeps_the_old_one(i18n_of):
    made = i18n_of()

    with pytest.raises(KeyError):
        made.set_timezone("Nowhere/Land")

    assert made.timezone == "UTC"


def test_set_i18n_replaces_the_i18n_of_a_request_under_its_key():
    request = webapp2.Request.blank("/")

    i18n.set_i18n("mine", key="k", request=request)

    assert i18n.get_i18n(key="k", request=request) == "mine"
