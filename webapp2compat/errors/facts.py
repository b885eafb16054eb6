"""What is known about the request that an error or a report belongs to, with its secrets masked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..properties import cached_property
from . import endpoint
from .scrub import Scrubber

# Where WebOb keeps a form that was read.
_FORM = "webob._parsed_post_vars"
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def path_of(environ: Mapping[str, Any]) -> str:
    """Return the path of a request as text, ``SCRIPT_NAME`` included; what is no UTF-8 in it is replaced."""
    path: str = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    # PEP 3333: the bytes of the path, decoded as latin-1.
    return path.encode("latin-1", "replace").decode("utf-8", "replace")


class RequestFacts:
    """The facts of a request, worked out when somebody asks.

    :param request: The request.
    :param scrubber: Masks what has a secret name.
    """

    #: The request.
    request: Any
    _scrubber: Scrubber

    def __init__(self, request: Any, scrubber: Scrubber) -> None:
        self.request = request
        self._scrubber = scrubber

    @property
    def environ(self) -> dict[str, Any]:
        """The WSGI environ, secrets and all."""
        environ: dict[str, Any] = self.request.environ
        return environ

    @property
    def route(self) -> Any:
        """The route that matched, or ``None``."""
        return getattr(self.request, "route", None)

    @property
    def endpoint(self) -> str | None:
        """The name of the handler, such as ``main.Home.get``; ``None`` if no route matched."""
        return endpoint.name_of(self.route, self.method)

    @property
    def method(self) -> str:
        """The request method."""
        return str(self.environ.get("REQUEST_METHOD", ""))

    @property
    def path(self) -> str:
        """The path of the request."""
        return self.clean(path_of(self.environ))

    @property
    def host_url(self) -> str:
        """The scheme and the host."""
        scheme = str(self.environ.get("wsgi.url_scheme", "http"))
        host = str(self.environ.get("HTTP_HOST") or self.environ.get("SERVER_NAME", ""))
        return f"{scheme}://{host.removesuffix(_DEFAULT_PORTS.get(scheme, ':'))}"

    @property
    def url(self) -> str:
        """The URL of the request."""
        query = self._scrubber.query(self.environ.get("QUERY_STRING", ""))
        return f"{self.host_url}{self.path}{'?' if query else ''}{query}"

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments in the query."""
        return self._scrubber.arguments(self.environ.get("QUERY_STRING", ""))

    @property
    def request_headers(self) -> dict[str, str]:
        """The headers of the request."""
        return {name: self.clean(value) for name, value in self._scrubber.headers(self.environ).items()}

    def header(self, name: str) -> str:
        """Return a header of the request, or an empty text."""
        return self.request_headers.get(name, "")

    def clean(self, text: str) -> str:
        """Return text without the secrets that the request carries."""
        return self._scrubber.text(text, self._secrets)

    @cached_property
    def _secrets(self) -> list[str]:
        variables = [*(getattr(self.request, "route_kwargs", None) or {}).items()]
        if _FORM in self.environ:
            variables += [pair for pair in self.environ[_FORM][0].items() if isinstance(pair[1], str)]
        return self._scrubber.secrets(self.environ, variables)
