"""``google.appengine.ext.webapp.util``: running an application as CGI, its middleware, and ``login_required``.

`appengine_config.py` of the application may define ``webapp_add_wsgi_middleware(app)``, which wraps every application
that is run. Only :func:`login_required` needs the SDK, when a page is asked for.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable
from typing import Any
from wsgiref.handlers import CGIHandler

from ..optional import import_extra
from ..typing import WSGIApp
from .exceptions import Error

CONFIG_MODULE = "appengine_config"


def login_required(handler_method: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a ``get`` method: visitors who are not signed in are sent to the login page.

    :raises webapp2compat.classic.Error: If the request is not a GET.

    .. differs::
        Keyword arguments of the route and the method's return value are passed on; webapp loses both.
    """

    @functools.wraps(handler_method)
    def check_login(self: Any, *args: Any, **kwargs: Any) -> Any:
        if self.request.method != "GET":
            raise Error("The check_login decorator can only be used for GET requests.")
        users = import_extra("google.appengine.api.users", "appengine")
        if users.get_current_user() is None:
            self.redirect(users.create_login_url(self.request.uri))
            return None
        return handler_method(self, *args, **kwargs)

    return check_login


def run_wsgi_app(application: WSGIApp) -> None:
    """Answer one CGI request with an application, wrapped in the middleware that the application's folder configures.

    :param application: A WSGI application.
    """
    run_bare_wsgi_app(add_wsgi_middleware(application))


def run_bare_wsgi_app(application: WSGIApp) -> None:
    """Answer one CGI request with an application as it is: from ``os.environ`` and standard input to standard output.

    :param application: A WSGI application.
    """
    CGIHandler().run(application)


def add_wsgi_middleware(application: WSGIApp) -> WSGIApp:
    """Wrap an application in ``webapp_add_wsgi_middleware`` of ``appengine_config``, if there is such a function.

    :param application: A WSGI application.
    """
    try:
        config = importlib.import_module(CONFIG_MODULE)
    except ModuleNotFoundError as error:
        if error.name != CONFIG_MODULE:
            raise
        return application
    add: Callable[[WSGIApp], WSGIApp] | None = getattr(config, "webapp_add_wsgi_middleware", None)
    return add(application) if add else application
