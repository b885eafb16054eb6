"""The switches of ``config['webapp2compat']``, and what each of the two profiles sets them to.

``legacy``, the default, keeps the bytes that webapp2 sends; ``safe`` turns on what an application written today would
want. Each switch can also be set alone.
"""

from __future__ import annotations

from typing import Any

KEY = "webapp2compat"

# switch -> (legacy, safe)
SWITCHES: dict[str, tuple[Any, Any]] = {
    "secure_cookies": (False, True),
    "session_expiry": (None, 14 * 24 * 3600),
    "strict_secret_key": (False, True),
    "rehash_passwords": (False, True),
    "xsrf_timeout": (None, 24 * 3600),
    "xsrf_v2": (False, True),
    "head_for_get": (False, True),
    "automatic_options": (False, True),
    "trusted_hosts": (None, None),
    "redirect_hosts": (None, None),
    "max_content_length": (None, 32 * 1024 * 1024),
    "max_form_parts": (None, 1000),
    "max_form_memory": (None, 500_000),
    "nosniff": (False, True),
    "clean_error_response": (False, True),
    "redispatch_errors": (False, True),
}
PROFILES = ("legacy", "safe")


def setting(app: Any, name: str) -> Any:
    """Return the value of a switch for an application.

    :param app: A :class:`WSGIApplication`, or ``None`` for a request that belongs to none: it gets the legacy value.
    :param name: The name of a switch, such as ``"head_for_get"``.
    :raises KeyError: If there is no such switch.
    """
    try:
        values = app.config.get(KEY)
    except AttributeError:
        values = None  # unit tests put stubs and mocks in the place of the application
    if values is None or not isinstance(values, dict):  # asked in this order for speed
        return SWITCHES[name][0]
    if name in values:
        return values[name]
    return SWITCHES[name][values.get("profile") == "safe"]


def check(config: dict[str, Any]) -> None:
    """Check the switches of an application's configuration.

    :raises ValueError: If a switch or the profile is unknown.
    """
    values = config.get(KEY)
    if values is None:
        return
    if not isinstance(values, dict):
        raise ValueError(f"config[{KEY!r}] is {values!r}. Expected a dict such as {{'profile': 'safe'}}.")
    unknown = sorted(set(values) - set(SWITCHES) - {"profile"}, key=str)
    if unknown:
        raise ValueError(
            f"config[{KEY!r}] has no key {unknown[0]!r}. Expected 'profile' or one of: {', '.join(SWITCHES)}."
        )
    profile = values.get("profile", "legacy")
    if profile not in PROFILES:
        raise ValueError(f"config[{KEY!r}]['profile'] is {profile!r}. Expected 'legacy' or 'safe'.")
