"""Records and blobs on disk."""

import io

import pytest

from webapp2compat.appengine.storage import Storage, StorageFailed, StorageInUse


@pytest.fixture
def storage(tmp_path):
    opened = Storage(tmp_path / "state")
    yield opened
    opened.close()


def test_records_are_found_again_in_their_order(storage, tmp_path):
    storage.write("a", [(b"2", b"two"), (b"1", b"one")])
    storage.write("b", [(b"1", b"other kind")])
    storage.write("a", [(b"2", b"changed"), (b"3", b"three")])
    storage.write("a", [(b"1", None)])
    storage.close()

    reopened = Storage(tmp_path / "state")
    found = reopened.records("a")
    reopened.close()
    assert found == [(b"2", b"changed"), (b"3", b"three")]


def test_failed_write_changes_nothing(storage):
    def broken():
        yield b"1", b"one"
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        storage.write("a", broken())

    assert storage.records("a") == []


def test_second_server_on_a_folder_is_refused(storage, tmp_path):
    with pytest.raises(StorageInUse, match=r"Another server already keeps its data in .*--storage DIR"):
        Storage(tmp_path / "state")


@pytest.mark.parametrize("taken", ["state", "state/records.sqlite3"])
def test_folder_that_cannot_be_used_is_named(tmp_path, taken):
    path = tmp_path / taken
    path.parent.mkdir(exist_ok=True)
    path.write_text("no data of ours")

    with pytest.raises(
        StorageFailed, match=r"Data cannot be kept in .*state: .* or name another folder: --storage DIR"
    ):
        Storage(tmp_path / "state")


def test_memory_keeps_records_and_no_blob_files():
    storage = Storage(None)
    storage.write("a", [(b"1", b"one")])

    assert (storage.records("a"), storage.blob_path("key")) == ([(b"1", b"one")], None)
    storage.close()


@pytest.mark.parametrize("key", ["plain", "../../etc/passwd", "/etc/passwd", "nul\0"])
def test_blob_files_stay_in_the_folder(storage, key):
    path = storage.blob_path(key)
    storage.write_blob(path, io.BytesIO(b"content"))

    assert path.read_bytes() == b"content"
    assert [*storage.folder.glob("blobs/*")] == [path]
