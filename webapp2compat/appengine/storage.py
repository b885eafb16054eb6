"""What local services keep between runs: one SQLite file and a folder of blobs, written through on every change.

A write is on its way to the disk before the application's call returns, so neither Ctrl-C nor ``kill -9`` loses it.
`datastore.py`, `task_queue.py`, `mail.py` and `blobs.py` keep their records here; `stubs.py` opens it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

MEMORY = ":memory:"


class StorageInUse(RuntimeError):
    """Raised when another process keeps its services in the same folder.

    .. versionadded:: 1.0
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        return (
            f"Another server already keeps its data in {self.folder}. Stop it, or name another folder: --storage DIR."
        )


class StorageFailed(RuntimeError):
    """Raised when a folder cannot be used to keep data in: says which and why.

    .. versionadded:: 1.0
    """

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(folder, reason)
        self.folder, self.reason = folder, reason

    def __str__(self) -> str:
        return (
            f"Data cannot be kept in {self.folder}: {self.reason}. "
            "Mend or remove what is there, or name another folder: --storage DIR."
        )


class Storage:
    """Records by table and key, and blobs by key.

    :param folder: Where to keep them; ``None`` keeps them in memory only.
    :raises StorageInUse: If another process has the folder open.
    :raises StorageFailed: If the folder cannot be written, or what is there is no data of an earlier run.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        try:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
            self._connection = _open(MEMORY if folder is None else folder / "records.sqlite3")
        except (OSError, sqlite3.DatabaseError) as error:
            if "locked" in str(error):
                raise StorageInUse(folder or Path(MEMORY)) from error
            raise StorageFailed(folder or Path(MEMORY), str(error)) from error

    def records(self, kind: str) -> list[tuple[bytes, bytes]]:
        """List the ``(key, record)`` pairs of one kind, in the order in which they were first written."""
        with self._lock:
            found = self._connection.execute("SELECT key, record FROM records WHERE kind = ? ORDER BY rowid", (kind,))
            return list(found.fetchall())

    def write(self, kind: str, changes: Iterable[tuple[bytes, bytes | None]]) -> None:
        """Write some records of one kind, all or none of them.

        :param changes: Pairs of key and record; ``None`` for a record deletes it.
        """
        self.write_all((kind, key, record) for key, record in changes)

    def write_all(self, changes: Iterable[tuple[str, bytes, bytes | None]]) -> None:
        """Write some records of any kinds, all or none of them.

        :param changes: Kind, key and record of each; ``None`` for a record deletes it.
        """
        with self._lock, self._connection:
            for kind, key, record in changes:
                if record is None:
                    self._connection.execute("DELETE FROM records WHERE kind = ? AND key = ?", (kind, key))
                else:
                    self._connection.execute(
                        "INSERT INTO records VALUES (?, ?, ?)"
                        " ON CONFLICT (kind, key) DO UPDATE SET record = excluded.record",
                        (kind, key, record),
                    )

    def blob_path(self, key: str) -> Path | None:
        """Name the file of a blob; ``None`` if blobs are kept in memory."""
        if self.folder is None:
            return None
        # Hashed: a key comes from the application and must not lead out of the folder.
        return self.folder / "blobs" / hashlib.sha256(key.encode()).hexdigest()

    def write_blob(self, path: Path, content: BinaryIO) -> None:
        """Write a blob's file whole: a reader, or a crash, never sees half of it."""
        path.parent.mkdir(exist_ok=True)
        unfinished = path.with_suffix(f".{threading.get_ident()}")
        with unfinished.open("wb") as file:
            shutil.copyfileobj(content, file)
        os.replace(unfinished, path)

    def close(self) -> None:
        """Close the file; another process may open it now."""
        with self._lock:
            self._connection.close()


def _open(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False, timeout=0.1)
    try:
        # Exclusive: two servers on one folder would each overwrite what the other knows.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        with connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS records (kind TEXT, key BLOB, record BLOB, PRIMARY KEY (kind, key))"
            )
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection
