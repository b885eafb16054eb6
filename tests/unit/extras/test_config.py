"""The configuration class that webapp2 had before 2.5."""

import sys
import types

import pytest

from webapp2_extras import config
from webapp2_extras.config import REQUIRED_VALUE, Config, SubConfig


@pytest.fixture(autouse=True)
def shop(monkeypatch):
    """A module with defaults."""
    module = types.ModuleType("shop")
    module.default_config = {"size": 1, "colours": {"red": 1}, "key": REQUIRED_VALUE}
    monkeypatch.setitem(sys.modules, "shop", module)
    return module


def test_defaults_of_a_module_are_added_when_it_is_read():
    values = Config({"shop": {"size": 5}})

    assert dict(values) == {"shop": {"size": 5}}
    assert (values["shop"]["size"], values["shop"]["colours"], values.loaded) == (5, {"red": 1}, ["shop"])


def test_defaults_of_a_module_are_not_shared(shop):
    Config()["shop"]["colours"]["blue"] = 2

    assert shop.default_config["colours"] == {"red": 1}


def test_defaults_given_to_the_constructor_count_instead_of_the_modules():
    values = Config({"shop": {"size": 5}}, {"shop": {"weight": 6}, "other": {"a": 1}})

    assert (dict(values), values.loaded) == ({"shop": {"weight": 6, "size": 5}, "other": {"a": 1}}, ["shop", "other"])


@pytest.mark.parametrize("module", ["no_such_module", "os"])
def test_module_that_is_not_configured_is_a_key_error(module):
    with pytest.raises(KeyError, match="is not configured"):
        Config()[module]


def test_get_does_not_add_defaults():
    assert (Config().get("shop"), Config().get("shop", None), Config({"a": {"b": 1}}).get("a")) == ({}, None, {"b": 1})


def test_values_can_be_set_updated_and_defaulted():
    values = Config()
    values["shop"] = {"a": 1}
    values.update("shop", {"b": 2})
    values.update("new", {"c": 3})

    assert values.setdefault("shop", {"b": 9, "d": 4}) == {"a": 1, "b": 2, "d": 4}
    assert dict(values) == {"shop": {"a": 1, "b": 2, "d": 4}, "new": {"c": 3}}


@pytest.mark.parametrize(
    "call",
    [
        lambda: Config(5),
        lambda: Config({"a": 5}),
        lambda: Config({}, {"a": 5}),
        lambda: Config().update("a", 5),
        lambda: Config().setdefault("a", None),
        lambda: Config().__setitem__("a", []),
    ],
)
def test_configuration_that_is_no_dict_is_an_assertion_error(call):
    with pytest.raises(AssertionError, match="Module configuration must be a dict"):
        call()


def test_get_config_gives_a_module_or_one_of_its_values():
    values = Config()

    assert values.get_config("shop")["size"] == 1
    assert (values.get_config("shop", "size"), values.get_config("shop", "none", 7)) == (1, 7)


@pytest.mark.parametrize("key", ["key", "none"])
def test_get_config_of_a_required_value_is_a_key_error(key):
    with pytest.raises(KeyError, match=f"Module 'shop' requires the config key '{key}' to be set"):
        Config().get_config("shop", key)


@pytest.mark.parametrize(
    ("key", "message"), [("none", "does not have the config key 'none'"), ("key", "requires the config key 'key'")]
)
def test_reading_a_value_that_is_not_set_is_a_key_error(key, message):
    with pytest.raises(KeyError, match=message):
        Config()["shop"][key]


def test_required_value_that_is_set_can_be_none():
    assert Config({"shop": {"key": None}})["shop"]["key"] is None


def test_sub_config_gives_a_default_for_what_is_not_set():
    values = SubConfig("shop", {"a": 1, "key": REQUIRED_VALUE})

    assert (values.get("a"), values.get("b"), values.get("b", 2), SubConfig("empty")) == (1, None, 2, {})
    with pytest.raises(KeyError, match="requires"):
        values.get("key")


def test_default_value_stands_for_no_default():
    assert Config().get("shop", config.DEFAULT_VALUE) == {}
