"""The page that a browser shows of an error in debug mode.

`render.py` calls :func:`page` for an error whose details may be shown. All data comes from the
:class:`~webapp2compat.errors.ErrorInfo`, where secrets are masked already; all that remains here is to lay it out and
to escape it. The page needs neither the network nor JavaScript; only the consoles of `debugger.py` need a script.
"""

from __future__ import annotations

import itertools
import platform
import sysconfig
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Protocol

from .chain import Failure, Frame
from .info import ErrorInfo
from .scrub import safe_str

_LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
_OWN = str(Path(__file__).parents[1])

_LINKS = {
    "cause": "It was raised because of this exception:",
    "context": "It was raised while this exception was handled:",
}


class Consoles(Protocol):
    """What opens a console in a frame: a :class:`~webapp2compat.errors.debugger.Debugger`."""

    def attributes(self) -> Mapping[str, str]:
        """Return what the script of the page needs to know."""

    def token_of(self, frame: Any) -> str:  # a frame, of any kind that has variables
        """Return the name under which a console in the frame can be asked."""


def page(info: ErrorInfo, consoles: Consoles | None = None) -> str:
    """Return the debug page of an error as HTML.

    :param info: What is known about the error.
    :param consoles: What opens consoles in the frames, if there are to be any.
    """
    failures = info.exceptions
    status = f"{info.status} {info.title}"
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            '<meta name="robots" content="noindex">',
            f"<title>{_text(failures[-1].type)}: {_text(_shortened(info.message))}</title>",
            f"<style>\n{_file('debug_page.css')}</style>",
            "</head>",
            _body_tag(consoles),
            _header(info, failures[-1], status),
            "<main>",
            _exceptions(failures, consoles),
            _text_section(info),
            _request_section(info),
            "</main>",
            f"<footer>Python {platform.python_version()} &middot; error {_text(info.error_id)} &middot; this page is "
            "shown because the application runs with <code>debug=True</code></footer>",
            f"<script>\n{_file('debugger.js')}</script>" if consoles else "",
            "</body>",
            "</html>",
            "",
        ]
    )


def _body_tag(consoles: Consoles | None) -> str:
    attributes = consoles.attributes() if consoles else {}
    return "<body" + "".join(f' data-{name}="{_text(value)}"' for name, value in attributes.items()) + ">"


def _header(info: ErrorInfo, failure: Failure, status: str) -> str:
    where = _where(failure.frames[-1]) if failure.frames else ""
    return f"""\
<header>
<p class="status">{_text(status)} <span class="request">{_text(info.method)} {_text(info.path)}</span></p>
<h1>{_text(failure.qualified_type)}</h1>
<p class="message">{_text(info.message)}</p>
<p class="where">{where}</p>
</header>"""


def _exceptions(failures: list[Failure], consoles: Consoles | None, depth: int = 0) -> str:
    """Lay out a chain, the exception itself first and its first cause last."""
    parts = []
    for position, failure in enumerate(reversed(failures)):
        if position:
            parts.append(f'<p class="link">{_LINKS[failure.leads_by or "context"]}</p>')
        parts.append(_exception(failure, consoles, depth, is_open=not position and not depth))
    return "\n".join(parts)


def _exception(failure: Failure, consoles: Consoles | None, depth: int, is_open: bool) -> str:
    notes = "".join(f'<p class="note">{_text(note)}</p>\n' for note in failure.notes)
    members = "".join(_exceptions([member], consoles, depth + 1) for member in failure.members)
    group = f'<div class="members"><p>It holds {len(failure.members)}:</p>\n{members}</div>\n' if members else ""
    return f"""\
<section class="exception">
<h2>{_text(failure.qualified_type)} <small>{_text(failure.message)}</small></h2>
{notes}{_frames(failure, consoles, is_open)}{group}</section>"""


def _frames(failure: Failure, consoles: Consoles | None, is_open: bool) -> str:
    opened = _interesting(failure.frames)
    if opened is None:
        return ""
    pairs = [(frame, _frame(frame, consoles, is_open and frame is opened)) for frame in failure.frames]
    omitted = f'<li class="omitted">{failure.omitted} frames are left out here.</li>\n' if failure.omitted else ""
    middle = len(pairs) // 2 if omitted else len(pairs)
    fold = _together if _is_library(opened) else _folded_libraries
    return f'<ol class="frames">\n{fold(pairs[:middle])}{omitted}{fold(pairs[middle:])}</ol>\n'


def _together(pairs: Iterable[tuple[Frame, str]]) -> str:
    return "".join(text for _, text in pairs)


def _folded_libraries(pairs: Iterable[tuple[Frame, str]]) -> str:
    """Fold runs of library code away, so that the application's own stands out."""
    runs = itertools.groupby(pairs, lambda pair: _is_library(pair[0]))
    return "".join(_folded(list(run), is_library) for is_library, run in runs)


def _folded(pairs: list[tuple[Frame, str]], is_library: bool) -> str:
    if not is_library or len(pairs) == 1:
        return _together(pairs)
    return (
        f'<li class="frame library"><details><summary>{len(pairs)} frames of libraries</summary>\n'
        f'<ol class="frames">\n{_together(pairs)}</ol></details></li>\n'
    )


def _interesting(frames: list[Frame]) -> Frame | None:
    """Return the innermost frame of the application's own code, or the innermost of all."""
    own = [frame for frame in frames if not _is_library(frame)]
    return (own or frames or [None])[-1]  # type: ignore[list-item]  # None where there are no frames


def _is_library(frame: Frame) -> bool:
    return frame.file.startswith((*_LIBRARIES, _OWN, "<frozen"))


def _frame(frame: Frame, consoles: Consoles | None, is_open: bool) -> str:
    kind = "frame library" if _is_library(frame) else "frame"
    console = f'<div class="console" data-frame="{consoles.token_of(frame.frame)}" hidden></div>\n' if consoles else ""
    variables = _pairs(frame.locals)
    shown = f"<details open><summary>Variables</summary>\n{variables}</details>\n" if variables else ""
    lines = "".join(_source_line(number, text, frame.line) for number, text in frame.source)
    source = f'<pre class="source">{lines}</pre>\n' if lines else ""
    return f"""\
<li class="{kind}"><details{" open" if is_open else ""}>
<summary>{_where(frame)} <code>{_text(frame.src)}</code></summary>
{source}{console}{shown}</details></li>
"""


def _where(frame: Frame) -> str:
    return (
        f'<span class="file">{_text(frame.file)}</span>:<span class="line">{frame.line}</span>'
        f' in <span class="name">{_text(frame.name)}</span>'
    )


def _source_line(number: int, text: str, current: int) -> str:
    tag = "mark" if number == current else "span"
    return f"<{tag}><i>{number}</i>{_text(text)}\n</{tag}>"


def _text_section(info: ErrorInfo) -> str:
    return f"""\
<section>
<details><summary><h2>As text</h2></summary>
<pre class="traceback">{_text(info.traceback)}</pre>
</details>
</section>"""


def _request_section(info: ErrorInfo) -> str:
    sections = [
        ("Request", {"Method": info.method, "URL": info.url, "Handler": info.endpoint or "none: no route matched"}),
        ("Arguments", info.arguments),
        ("Headers", info.request_headers),
        ("Context", info.context),
        ("Extra", info.shown_extra),
    ]
    return "\n".join(f"<section>\n<h2>{title}</h2>\n{_pairs(data)}</section>" for title, data in sections if data)


def _pairs(data: Any) -> str:  # context and extra hold what the application put there
    if not data:
        return ""
    items: Iterable[tuple[Any, Any]] = data.items() if isinstance(data, Mapping) else [("", data)]
    rows = [f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>\n" for name, value in items]
    return f"<dl>\n{''.join(rows)}</dl>\n"


def _text(value: Any) -> str:
    return escape(safe_str(value))


def _shortened(text: str) -> str:
    first = text.partition("\n")[0]
    return first if len(first) <= 100 else f"{first[:100]}..."


@cache
def _file(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
