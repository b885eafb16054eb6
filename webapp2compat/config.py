"""The configuration of an application: one dict a module, with defaults that the module brings along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

# Any: a configuration value can be anything.
Values = Mapping[str, Any]


class Config(dict[str, Any]):
    """The configuration of a :class:`WSGIApplication`: module keys to dicts of values.

    :param defaults: The values set for the application, a dict of dicts.
    :raises TypeError: If ``defaults`` is not a dict.

    .. differs::
        Defaults are merged at every depth: to set one of several nested values leaves the others at their default.
        webapp2 replaces the whole nested dict, so that setting ``cookie_args={'secure': True}`` loses ``path``.
    """

    #: The keys whose defaults have been loaded, in the order of loading.
    loaded: list[str] = None  # type: ignore[assignment]  # the constructor sets it

    def __init__(self, defaults: Mapping[str, Any] | None = None) -> None:
        try:
            super().__init__(defaults or {})
        except (TypeError, ValueError) as error:
            raise type(error)(
                f"config={defaults!r} is not a configuration. Expected a dict of dicts, such as "
                "{'webapp2_extras.sessions': {'secret_key': '...'}}."
            ) from error
        self.loaded = []

    def load_config(
        self,
        key: str,
        default_values: Values | None = None,
        user_values: Values | None = None,
        required_keys: Iterable[str] | None = None,
    ) -> dict[str, Any]:
        """Return the configuration of a module, setting its defaults the first time.

        :param key: The key of the module, such as ``"webapp2_extras.sessions"``.
        :param default_values: Values used where the application sets none; only the first call for a key counts them.
        :param user_values: Values that go before the stored ones, for the returned dict alone.
        :param required_keys: Keys that must have a value other than ``None``.
        :returns: The stored dict, or a merged copy if there are ``user_values``.
        :raises Exception: If a required key has no value.

        .. differs::
            A call that fails for a missing key leaves the key unloaded, so that the next call fails again; in webapp2
            the second call returns what there is.
        """
        is_loaded = key in self.loaded
        config = self.get(key, {}) if is_loaded else _merged(default_values or {}, self._stored(key))
        shown = _merged(config, user_values) if user_values else config
        missing = [name for name in required_keys or () if shown.get(name) is None]
        if missing:
            raise Exception(f"Missing configuration keys for {key!r}: {missing!r}.")
        if not is_loaded:
            self[key] = config
            self.loaded.append(key)
        return shown

    def _stored(self, key: str) -> dict[str, Any]:
        stored = self.get(key, {})
        if not isinstance(stored, Mapping):
            raise TypeError(f"The configuration of {key!r} is {stored!r}. Expected a dict of values.")
        return stored  # type: ignore[return-value]  # a Mapping that is no dict is merged into one on loading


def _merged(defaults: Values, values: Values) -> dict[str, Any]:
    """Return a new dict of the defaults with the values over them, nested dicts alike; neither is shared."""
    result = {name: _copied(value) for name, value in defaults.items()}
    for name, value in values.items():
        default = result.get(name)
        result[name] = _merged(default, value) if isinstance(default, dict) and isinstance(value, Mapping) else value
    return result


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return _merged(value, {})
    return list(value) if isinstance(value, list) else value
