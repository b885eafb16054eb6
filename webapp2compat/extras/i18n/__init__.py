"""Translations, and dates and numbers as a locale writes them (extra ``i18n``)."""

from gettext import NullTranslations as NullTranslations

from . import facade as facade
from .current import (
    I18n as I18n,
    _ as _,
    _i18n_registry_key as _i18n_registry_key,
    _lazy as _lazy,
    format_currency as format_currency,
    format_date as format_date,
    format_datetime as format_datetime,
    format_decimal as format_decimal,
    format_number as format_number,
    format_percent as format_percent,
    format_scientific as format_scientific,
    format_time as format_time,
    format_timedelta as format_timedelta,
    get_i18n as get_i18n,
    get_timezone_location as get_timezone_location,
    gettext as gettext,
    lazy_gettext as lazy_gettext,
    ngettext as ngettext,
    parse_date as parse_date,
    parse_datetime as parse_datetime,
    parse_decimal as parse_decimal,
    parse_number as parse_number,
    parse_time as parse_time,
    set_i18n as set_i18n,
    to_local_timezone as to_local_timezone,
    to_utc as to_utc,
)
from .store import (
    I18nStore as I18nStore,
    _store_registry_key as _store_registry_key,
    default_config as default_config,
    get_store as get_store,
    set_store as set_store,
)
