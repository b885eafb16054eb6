"""``secure`` and ``login`` of a handler: who may pass, and what the others are answered.

A local run does not enforce ``secure``, as App Engine's development server does not; ``as_production`` does.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin
from wsgiref.util import request_uri

from ..typing import Environ, WSGIApp
from .answers import plain, redirect
from .url_map import UrlHandler
from .user import User

LOGIN = "/_ah/login"


class Gate:
    """Lets requests pass, or answers them itself.

    :param as_production: Whether ``secure`` and ``redirect_http_response_code`` are enforced.
    """

    def __init__(self, as_production: bool) -> None:
        self.as_production = as_production
        #: Whether there is a page to send visitors to who are not signed in.
        self.has_login_page = False

    def refuse(self, handler: UrlHandler, environ: Environ, user: User) -> WSGIApp | None:
        """Answer a request that may not pass; ``None`` lets it pass."""
        return self._other_scheme(handler, environ) or self._refuse_user(handler, environ, user)

    def _other_scheme(self, handler: UrlHandler, environ: Environ) -> WSGIApp | None:
        scheme: str = environ["wsgi.url_scheme"]
        wanted = {"always": "https", "never": "http"}.get(handler.info.secure, scheme)
        if not self.as_production or wanted == scheme:
            return None
        code = int(handler.info.redirect_http_response_code or 302)
        return redirect(code, _url(environ, wanted))

    def _refuse_user(self, handler: UrlHandler, environ: Environ, user: User) -> WSGIApp | None:
        login = handler.info.login
        if user.is_admin or login not in ("required", "admin"):
            return None
        if user.email:
            refusal = f"Current logged in user {user.email} is not authorized to view this page."
            return None if login == "required" else plain(401, refusal)
        if handler.info.auth_fail_action == "unauthorized" or not self.has_login_page:
            return plain(401, "Login required to view page.")
        url = _url(environ, environ["wsgi.url_scheme"])
        return redirect(302, f"{urljoin(url, LOGIN)}?continue={quote(url)}")


def _url(environ: Environ, scheme: str) -> str:
    host = environ.get("HTTP_HOST") or environ["SERVER_NAME"]
    return request_uri({**environ, "wsgi.url_scheme": scheme, "HTTP_HOST": re.sub(":(80|443)$", "", host)})
