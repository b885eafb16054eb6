"""Who is signed in on a local run: the cookie of the development server, and what the application learns from it.

`sign_in.py` sets the cookie, `tree.py` reads it, and `gate.py` guards ``login:`` handlers with it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import quote, unquote

COOKIE = "dev_appserver_login"


@dataclass(frozen=True)
class User:
    """A signed-in user; the default is nobody."""

    email: str = ""
    is_admin: bool = False

    @property
    def user_id(self) -> str:
        """The id that App Engine's development server gives this address."""
        if not self.email:
            return ""
        digest = hashlib.md5(self.email.lower().encode(), usedforsecurity=False).digest()
        return "1" + "".join(f"{byte:02d}" for byte in digest)[:20]

    @property
    def cookie(self) -> str:
        """The cookie's value: ``email:is_admin:user_id``."""
        return quote(f"{self.email}:{self.is_admin}:{self.user_id}", safe="@:")

    def variables(self) -> dict[str, str]:
        """The variables that tell the application who this is."""
        return {
            "AUTH_DOMAIN": "gmail.com",
            "USER_EMAIL": self.email,
            "USER_ID": self.user_id,
            "USER_IS_ADMIN": "1" if self.is_admin else "0",
            "USER_NICKNAME": self.email.removesuffix("@gmail.com"),
            "USER_ORGANIZATION": "",
        }


def user_from_cookies(header: str) -> User:
    """Read the user from a ``Cookie`` header; nobody if there is no such cookie or it makes no sense."""
    cookies = dict(pair.strip().partition("=")[::2] for pair in header.split(";"))
    email, _, rest = unquote(cookies.get(COOKIE, "").strip('"')).partition(":")
    return User(email, rest.partition(":")[0] == "True" and bool(email))
