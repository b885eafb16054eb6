"""A tree with ``app.yaml`` as one WSGI application: what App Engine's front end does before the application's code.

A request:

1. :meth:`Tree.__call__` removes the ``X-AppEngine-*`` headers that only App Engine may set.
2. ``dispatch.yaml`` or the host name says which service answers (`companion_yaml.py`).
3. The cookie says who is signed in (`user.py`); ``os.environ`` is set up for this request alone (`environ.py`).
4. Paths below ``/_ah/`` that App Engine answers itself go to the pages of `pages.py`.
5. The first handler of ``app.yaml`` whose ``url`` matches is taken (`url_map.py`).
6. Its ``secure`` and ``login`` are enforced (`gate.py`).
7. A static file is sent (`static_files.py`), or a script is called and its answer collected: here (`scripts.py`), or in
   the process of its service (`service_process.py`).
8. An answer that names a blob is filled with it (`blobs.py`).
"""

from __future__ import annotations

import contextvars
import logging
import re
import secrets
import threading
import time
import traceback
import zlib
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext

from ..optional import import_extra
from ..typing import Environ, StartResponse, WSGIApp
from .answers import Answer, collect, plain, whole
from .app_yaml import Service
from .companion_yaml import Companions
from .environ import process_environ, request_environ, texts_of
from .gate import Gate
from .internal_request import MARK, SERVICE
from .scripts import Scripts
from .service_process import ServiceProcess
from .static_files import StaticFiles
from .url_map import UrlHandler, compile_handlers
from .user import User, user_from_cookies

namespace_manager = import_extra("google.appengine.api.namespace_manager", "appengine")
runtime = import_extra("google.appengine.runtime", "appengine")

logger = logging.getLogger(__name__)

ADMIN_TASK = User("", True)


class ServedService:
    """One service with everything that a request needs: its matchers, files and scripts."""

    def __init__(self, service: Service, as_production: bool) -> None:
        self.service = service
        self.handlers = compile_handlers(service)
        self.static_files = StaticFiles(service, as_production)
        #: Where its scripts are; a service that another process runs has a ``ServiceProcess``.
        self.scripts: Scripts | ServiceProcess = Scripts(service.path, str(service.info.entrypoint or ""))
        self.gate = Gate(as_production)
        is_threadsafe = service.info.threadsafe is not False and service.info.runtime != "python"
        #: What a request holds while it is in the application's code; where threads are not welcome, one at a time can.
        self.turn: AbstractContextManager[object] = nullcontext() if is_threadsafe else threading.RLock()

    def match(self, path: str) -> tuple[UrlHandler, re.Match[str]] | None:
        """Find the handler for a path: the first that matches and does not insist on a file that is missing."""
        # WSGI paths are bytes in a str's clothes.
        path = path.encode("latin-1").decode("utf-8", "replace") or "/"
        for handler in self.handlers:
            match = handler.pattern.fullmatch(path)
            if match is None:
                continue
            if handler.is_static and handler.info.require_matching_file and not self.static_files.find(handler, match):
                continue
            return handler, match
        return None


class Tree:
    """The application that a folder with ``app.yaml`` describes.

    :param services: Its services; the one that this process runs first.
    :param companions: What ``dispatch.yaml`` and the others say.
    :param as_production: Whether to enforce what only the deployed application does.
    :param trusts_front_end: Whether App Engine's front end stands before this process and sets ``X-AppEngine-*``.
    """

    def __init__(
        self,
        services: list[Service],
        companions: Companions,
        *,
        as_production: bool = False,
        trusts_front_end: bool = False,
    ) -> None:
        self.companions = companions
        self.trusts_front_end = trusts_front_end
        self.services = {service.name: ServedService(service, as_production) for service in services}
        #: The service that this process runs.
        self.own = next(iter(self.services.values()))
        #: The service that answers what is meant for no other.
        self.default = self.services.get("default", self.own)
        # The same for every request: applications put it into the URLs of static files.
        self._opened = int(time.time())
        #: Whether a script that fails is answered with its traceback.
        self.debug = False
        #: Answers paths below ``/_ah/`` before any handler does; ``None`` from it leaves the path to the handlers.
        self.pages: Callable[[ServedService, Environ], WSGIApp | None] = lambda served, environ: None
        #: Makes an application one whose answers are noted.
        self.recorded: Callable[[WSGIApp], WSGIApp] = lambda app: app
        #: Fills answers that name a blob.
        self.blobs: Callable[[Answer], Answer] = lambda answer: answer

    def sign_visitors_in(self) -> None:
        """Believe the development server's cookie, and send visitors without one to its login page."""
        for served in self.services.values():
            served.gate.has_login_page = True

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, in a context of its own."""
        return contextvars.copy_context().run(self._respond, environ, start_response)

    def _respond(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get(MARK) and not self.trusts_front_end:
            _remove_app_engine_headers(environ)
        served = self._service(environ)
        user = self._user(environ)
        self._describe(environ, served.service, user)
        with request_environ({**process_environ(), **texts_of(environ)}):
            if environ.get(MARK):
                # A task runs in the namespace that it was added in.
                namespace_manager.set_namespace(environ.get("HTTP_X_APPENGINE_CURRENT_NAMESPACE", ""))
            app = self.pages(served, environ) or self._answer(served, environ, user)
            return self.recorded(app)(environ, start_response)

    def host_of(self, host: str) -> str:
        """The application's own host: without the name of a service before it."""
        label, _, rest = host.partition(".")
        return rest if label in self.services else host

    def _service(self, environ: Environ) -> ServedService:
        name = environ.get(SERVICE)
        host = environ.get("HTTP_HOST", "")
        if name is None:
            label = host.partition(".")[0]
            name = label if label in self.services else self.companions.service_for(host, environ["PATH_INFO"])
        return self.services.get(name, self.default)

    def _user(self, environ: Environ) -> User:
        if environ.get(MARK):
            return ADMIN_TASK
        if self.trusts_front_end:
            is_admin = environ.get("HTTP_X_APPENGINE_USER_IS_ADMIN") == "1"
            return User(environ.get("HTTP_X_APPENGINE_USER_EMAIL", ""), is_admin)
        return user_from_cookies(environ.get("HTTP_COOKIE", "")) if self.default.gate.has_login_page else User()

    def _describe(self, environ: Environ, service: Service, user: User) -> None:
        """Tell the application what App Engine tells it, in the environ and so in ``os.environ``."""
        log_id = secrets.token_hex(16)
        environ.update(
            APPENGINE_RUNTIME=str(service.info.runtime),
            CURRENT_MODULE_ID=service.name,
            CURRENT_VERSION_ID=f"{service.version}.{self._opened}",
            DATACENTER="us1",
            DEFAULT_VERSION_HOSTNAME=self.host_of(environ.get("HTTP_HOST", "")),
            INSTANCE_ID="0",
            REQUEST_ID_HASH=f"{zlib.crc32(log_id.encode()):08X}",
            REQUEST_LOG_ID=log_id,
        )
        if self.trusts_front_end:
            return
        environ["SERVER_SOFTWARE"] = "Development/2.0"
        variables = user.variables() if not environ.get(MARK) else {**User().variables(), "USER_IS_ADMIN": "1"}
        environ.update(variables)
        environ.update({f"HTTP_X_APPENGINE_{name}": value for name, value in variables.items() if value})

    def _answer(self, served: ServedService, environ: Environ, user: User) -> WSGIApp:
        found = served.match(environ["PATH_INFO"])
        if found is None:
            return plain(404, "The resource could not be found: no handler of app.yaml matches.")
        handler, match = found
        refusal = served.gate.refuse(handler, environ, user)
        if refusal is not None:
            return refusal
        if handler.is_static:
            path = served.static_files.find(handler, match)
            return served.static_files.respond(handler, path) if path else plain(404, "No such file.")
        return self.scripted(served, handler.expand(match) if match.re.groups else handler.target)

    def scripted(self, served: ServedService, script: str) -> WSGIApp:
        """Call a script within the request's context: its whole answer is collected before the first byte goes out."""

        def respond(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
            try:
                with served.turn:
                    answer = collect(served.scripts.load(script), environ)
            except (Exception, SystemExit, runtime.DeadlineExceededError):
                logger.exception("The script %s failed.", script)
                page = plain(500, traceback.format_exc()) if self.debug else error_page(served.service)
                return page(environ, start_response)
            return self.blobs(answer).send(start_response)

        return respond


def error_page(service: Service) -> WSGIApp:
    """The answer where the application's code failed: the file that ``error_handlers`` names, or a line of text."""
    for entry in service.info.error_handlers or []:
        path = service.root / entry.file
        if entry.error_code in (None, "default") and path.is_file():
            return whole(500, entry.mime_type or "text/html", path.read_bytes())
    return plain(500, "The server has either erred or is incapable of performing the request.")


def _remove_app_engine_headers(environ: Environ) -> None:
    for name in [name for name in environ if name.startswith("HTTP_X_APPENGINE_")]:
        del environ[name]
