"""Handlers for visitors who are signed in with a Google account (extra ``appengine``)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...optional import import_extra

if TYPE_CHECKING:
    from ...handler import RequestHandler

users = import_extra("google.appengine.api.users", "appengine")


def login_required(handler_method: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a ``get()`` that only users who are signed in may call; others are redirected to the sign-in page.

    The request is answered with an error 400 if it is not a GET request.

    .. differs::
        What the method returns is returned, and it keeps its name and docstring; webapp2 loses both.
    """

    @functools.wraps(handler_method)
    def check_login(self: RequestHandler, *args: Any, **kwargs: Any) -> Any:
        _refuse_other_than_get(self, "login_required")
        if not users.get_current_user():
            return self.redirect(users.create_login_url(self.request.url))
        return handler_method(self, *args, **kwargs)

    return check_login


def admin_required(handler_method: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a ``get()`` that only administrators may call.

    Visitors who are not signed in are redirected to the sign-in page; other users get an error 403. The request is
    answered with an error 400 if it is not a GET request.

    .. differs::
        What the method returns is returned, and it keeps its name and docstring; webapp2 loses both.
    """

    @functools.wraps(handler_method)
    def check_admin(self: RequestHandler, *args: Any, **kwargs: Any) -> Any:
        _refuse_other_than_get(self, "admin_required")
        if not users.get_current_user():
            return self.redirect(users.create_login_url(self.request.url))
        if not users.is_current_user_admin():
            self.abort(403)
        return handler_method(self, *args, **kwargs)

    return check_admin


def _refuse_other_than_get(handler: RequestHandler, name: str) -> None:
    if handler.request.method != "GET":
        handler.abort(400, detail=f"The {name} decorator can only be used for GET requests.")
