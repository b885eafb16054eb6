"""Importing a module that runs its app, without running it.

Old modules end in ``app.run()`` or ``run_wsgi_app(app)``, often with no ``__name__`` guard. A command (`commands/`)
that wants their app imports them inside :func:`capturing`; ``serve()`` then notes the app and returns at once, and so
does ``wsgiref.handlers.CGIHandler().run(app)``, which the oldest of them call.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from wsgiref.handlers import CGIHandler

from ..typing import WSGIApp

_captured: list[list[WSGIApp]] = []


@contextmanager
def capturing() -> Iterator[list[WSGIApp]]:
    """Have apps noted in the given list instead of run, while the block runs."""
    apps: list[WSGIApp] = []
    run = CGIHandler.run
    CGIHandler.run = lambda self, application: apps.append(application)  # type: ignore[method-assign]
    _captured.append(apps)
    try:
        yield apps
    finally:
        _captured.pop()
        CGIHandler.run = run  # type: ignore[method-assign]


def capture(app: WSGIApp) -> bool:
    """Note ``app`` if a module is being imported for its app; ``False`` if it is to be run."""
    if not _captured:
        return False
    _captured[-1].append(app)
    return True
