"""For your own tests: App Engine's services, set up for one test and gone after it.

An application is called in the test's own thread, by ``app.get_response("/")`` or by WebTest, and sees the services
that :func:`app_engine` has set up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .optional import import_extra

if TYPE_CHECKING:
    from .appengine.testbed import Testbed


@contextmanager
def app_engine(
    *, application: str = "testbed-test", user: str = "", admin: bool = False, root: str | Path | None = None
) -> Iterator[Testbed]:
    """Give a test every service of App Engine, empty, in memory, and the modules that the SDK lacks.

    .. code-block:: python

        @pytest.fixture
        def gae():
            with app_engine() as testbed:
                yield testbed

    :param application: The application id.
    :param user: The email address of the current user; nobody if empty.
    :param admin: Whether that user is an administrator.
    :param root: The folder that holds ``queue.yaml``, if there is one.
    :returns: A :class:`~webapp2compat.appengine.testbed.Testbed`, all stubs on.
    :raises MissingExtraError: If the App Engine SDK is not installed.

    .. versionadded:: 1.0
    """
    # Optional: the SDK comes with the extra "appengine".
    import_extra("google.appengine.ext.testbed", "appengine")
    from .appengine import gaps
    from .appengine.testbed import Testbed

    gaps.install()
    testbed = Testbed()
    testbed.activate()
    try:
        testbed.setup_env(app_id=application)
        testbed.sign_in(user, admin=admin)
        testbed.init_every_stub(root)
        yield testbed
    finally:
        testbed.deactivate()
