"""``/_ah/login`` and ``/_ah/logout`` on a local run: sign in as anyone, with no password.

`gate.py` sends visitors here who meet a ``login:`` handler; ``users.create_login_url`` links here.
"""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from ..handler import RequestHandler
from .user import COOKIE, User, user_from_cookies

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Sign in</title>
<form method="post" action="/_ah/login">
  <h1>{heading}</h1>
  <p><label>Email <input name="email" type="email" value="{email}" required autofocus></label>
  <p><label><input name="admin" type="checkbox" value="True"{checked}> Sign in as administrator</label>
  <input name="continue" type="hidden" value="{target}">
  <p><button name="action" value="Login">Sign in</button>
  <button name="action" value="Logout" formnovalidate>Sign out</button>
</form>
</html>
"""


def local_target(url: str, host: str) -> str:
    """Where to go on after signing in or out: ``url`` if it stays on this host, else the front page."""
    try:
        parts = urlsplit(url.replace("\\", "/"))
    except ValueError:
        # Half of an IPv6 address.
        return "/"
    is_local = not parts.scheme and not parts.netloc and url.startswith("/")
    stays = is_local or (parts.scheme in ("http", "https") and parts.netloc == host)
    # A line break or another control character cannot be sent on.
    return url if stays and url.isprintable() else "/"


class SignIn(RequestHandler):
    """The login page, and the request that it sends."""

    def get(self) -> None:
        """Show the form; with ``email`` and ``action=Login`` in the URL, sign in at once as App Engine's page does."""
        if self.request.get("action"):
            self.post()
            return
        user = user_from_cookies(self.request.headers.get("Cookie", ""))
        self.response.headers["Cache-Control"] = "no-store"
        self.response.write(
            _PAGE.format(
                heading=f"Signed in as {escape(user.email)}" if user.email else "Not signed in",
                email=escape(user.email or "test@example.com"),
                checked=" checked" if user.is_admin else "",
                target=escape(self.target()),
            )
        )

    def post(self) -> None:
        """Set the cookie, or take it away, and go on to where the visitor came from."""
        email = self.request.get("email").strip()
        if self.request.get("action").lower() == "logout" or not email:
            self.sign(User())
        else:
            self.sign(User(email, self.request.get("admin").lower() == "true"))

    def sign(self, user: User) -> None:
        """Make ``user`` the one who is signed in."""
        if user.email:
            self.response.set_cookie(COOKIE, user.cookie, httponly=True, samesite="Lax")
        else:
            self.response.delete_cookie(COOKIE)
        self.response.headers["Location"] = self.target()
        self.response.set_status(302)

    def target(self) -> str:
        """Where the visitor goes on."""
        return local_target(self.request.get("continue") or "/", self.request.host)


class SignOut(SignIn):
    """The logout link."""

    def get(self) -> None:
        """Sign out and go on."""
        self.sign(User())
