"""``google.appengine.datastore.datastore_sqlite_stub``: the stub that test suites registered, in memory today."""

from __future__ import annotations

from typing import Any

from google.appengine.api import datastore_file_stub


class DatastoreSqliteStub(datastore_file_stub.DatastoreFileStub):
    """A Datastore that is empty at first and forgets everything.

    :param app_id: The application id.
    :param datastore_file: Accepted: there is one kind of stub now, and no file is written.
    :param require_indexes: As in the SDK.
    :param kwargs: As in the SDK; ``verbose`` makes no difference.
    """

    def __init__(
        self,
        app_id: str,
        datastore_file: str | None = None,
        require_indexes: bool = False,
        verbose: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(app_id, None, require_indexes=require_indexes, **kwargs)
