import pytest

from webapp2compat.config import Config


def test_defaults_fill_what_the_user_left_out():
    config = Config({"a": {"x": 1}})

    assert config.load_config("a", {"x": 0, "y": 2}) == {"x": 1, "y": 2}
    assert config["a"] == {"x": 1, "y": 2}


def test_later_defaults_do_not_count():
    config = Config()
    config.load_config("a", {"x": 1})

    assert config.load_config("a", {"z": 2}) == {"x": 1}
    assert config.loaded == ["a"]


def test_user_values_are_not_stored():
    config = Config({"a": {"x": 1}})

    assert config.load_config("a", {"y": 2}, {"x": 3}) == {"x": 3, "y": 2}
    assert config["a"] == {"x": 1, "y": 2}


def test_loaded_config_is_the_stored_one():
    config = Config()

    assert config.load_config("a", {"x": 1}) is config["a"]


def test_nested_defaults_survive_a_partial_value():
    config = Config({"s": {"cookie_args": {"secure": True}}})
    loaded = config.load_config("s", {"cookie_args": {"path": "/", "secure": None}})

    assert loaded["cookie_args"] == {"path": "/", "secure": True}


def test_apps_do_not_share_default_dicts():
    defaults = {"backends": {"a": 1}, "names": ["x"]}
    first = Config().load_config("s", defaults)
    first["backends"]["b"] = 2
    first["names"].append("y")

    assert defaults == {"backends": {"a": 1}, "names": ["x"]}


def test_missing_required_keys_raise():
    with pytest.raises(Exception, match=r"^Missing configuration keys for 'a': \['k', 'l'\]\.$"):
        Config({"a": {"k": None, "m": 1}}).load_config("a", required_keys=["k", "l", "m"])


def test_missing_required_keys_raise_every_time():
    config = Config()
    with pytest.raises(Exception, match="Missing"):
        config.load_config("a", {"x": 1}, required_keys=["k"])

    with pytest.raises(Exception, match="Missing"):
        config.load_config("a", {"x": 1}, required_keys=["k"])


def test_required_keys_may_come_from_user_values():
    assert Config().load_config("a", user_values={"k": 1}, required_keys=["k"]) == {"k": 1}


@pytest.mark.parametrize("defaults", [5, [1], "text"])
def test_config_that_is_no_dict_is_named(defaults):
    with pytest.raises((TypeError, ValueError), match=r"is not a configuration\. Expected a dict of dicts"):
        Config(defaults)


def test_module_config_that_is_no_dict_is_named():
    with pytest.raises(TypeError, match=r"The configuration of 'a' is 5\. Expected a dict of values\."):
        Config({"a": 5}).load_config("a", {"x": 1})
