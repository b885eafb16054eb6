"""``google.appengine.ext.webapp.mock_webapp``: requests and responses for tests of handlers, without a server."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import parse_qsl, urlsplit


class MockHeaders(dict[str, str]):
    """Headers in a dict."""

    def add_header(self, key: str, value: str) -> None:
        """Set a header."""
        self[key] = value


class MockRequest:
    """A request whose parameters a test sets."""

    def __init__(self) -> None:
        self.method = "GET"
        self.scheme = "http"
        self.host = "foo.com"
        self._path = ""
        self.params: dict[str, Any] = {}
        self.params_list: list[str] = []
        self.headers = MockHeaders()
        self.body = ""
        self.url = ""
        self.path_url = ""
        self.user = None
        self.environ: dict[str, Any] = {}
        self.set_url("http://foo.com/")

    def get_path(self) -> str:
        """Return the path."""
        return self._path

    def set_path(self, path: str) -> None:
        """Set the path, and the URL with it; a query in it sets the parameters."""
        self.set_url(f"{self.scheme}://{self.host}{path}")

    path = property(get_path, set_path)

    @property
    def uri(self) -> str:
        """The URL."""
        return self.url

    def set_url(self, url: str) -> None:
        """Set the URL; a query in it sets the parameters."""
        parts = urlsplit(url)
        self.url, self._path = url, parts.path
        self.scheme, self.host = parts.scheme, parts.netloc
        self.path_url = f"{parts.scheme}://{parts.netloc}{parts.path}"
        for name, value in parse_qsl(parts.query, keep_blank_values=True):
            self.set(name, value)

    def set(self, argument_name: str, value: Any) -> None:
        """Set a parameter."""
        self.params[argument_name] = value
        if argument_name not in self.params_list:
            self.params_list.append(argument_name)

    def get(self, argument_name: str, default_value: Any = "", allow_multiple: bool = False) -> Any:
        """Return a parameter; a list of values if ``allow_multiple`` is true."""
        if argument_name not in self.params:
            return [] if allow_multiple and default_value == "" else default_value
        value = self.params[argument_name]
        if allow_multiple:
            return value if isinstance(value, list) else [value]
        return value[0] if isinstance(value, list) else value

    def get_all(self, argument_name: str) -> list[Any]:
        """Return all values of a parameter."""
        values: list[Any] = self.get(argument_name, allow_multiple=True)
        return values

    def get_range(self, name: str, min_value: int | None = None, max_value: int | None = None, default: Any = 0) -> Any:
        """Return a parameter as an integer within bounds, or ``default`` if it is none."""
        try:
            value = int(self.get(name, default))
        except ValueError:
            return default
        if max_value is not None:
            value = min(value, max_value)
        return value if min_value is None else max(value, min_value)

    def arguments(self) -> list[str]:
        """Return the names of the parameters, in the order in which they were set."""
        return self.params_list


class MockResponse:
    """A response that a test looks at: ``status``, ``status_message``, ``headers`` and ``out``."""

    def __init__(self) -> None:
        self.status = 200
        self.status_message = "OK"
        self.headers = MockHeaders()
        self.out = io.StringIO()

    def set_status(self, code: int, message: str | None = None) -> None:
        """Set the status."""
        self.status = code
        self.status_message = message or ""

    def clear(self) -> None:
        """Empty the body."""
        self.out.seek(0)
        self.out.truncate()
