"""The page that a browser shows of an error in debug mode.

`render.py` calls :func:`page` for an error whose details may be shown. All data comes from the
:class:`~webapp2compat.errors.ErrorInfo`, where secrets are masked already; all that remains here is to escape it.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from .info import ErrorInfo

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em; }}
pre {{ overflow-x: auto; padding: 1em; border: 1px solid; }}
dd {{ overflow-wrap: anywhere; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{message}</p>
<pre>{traceback}</pre>
{sections}</body>
</html>
"""


def page(info: ErrorInfo) -> str:
    """Return the debug page of an error as HTML.

    :param info: What is known about the error.
    """
    sections = [
        _section("Context", info.context),
        _section("Extra", info.shown_extra),
        _section("Request", {"Method": info.method, "Path": info.path}),
        _section("Arguments", info.arguments),
        _section("Headers", info.request_headers),
        *(_section(f"Variables of {frame.name}", frame.locals) for frame in info.exceptions[-1].frames),
    ]
    return _PAGE.format(
        title=escape(f"{info.status} {info.title}"),
        message=escape(info.message),
        traceback=escape(info.traceback),
        sections="".join(sections),
    )


def _section(title: str, data: Any) -> str:
    if not data:
        return ""
    items = data.items() if isinstance(data, Mapping) else [("", data)]
    rows = "".join(f"<dt>{escape(str(name))}</dt><dd>{escape(str(value))}</dd>\n" for name, value in items)
    return f"<h2>{escape(title)}</h2>\n<dl>\n{rows}</dl>\n"
