import os
import threading
from datetime import timedelta

import pytest

from smallgestures import clock
from smallgestures.media.errors import InvalidKey
from smallgestures.media.storage import Storage, get_storage, hashed_key, open_storage


@pytest.fixture(params=["folder", "object store"])
def storage(request, tmp_path) -> Storage:
    return open_storage(None if request.param == "folder" else "memory:///", tmp_path / "data")


class TestStorage:
    def test_gives_back_what_was_put(self, storage, tmp_path):
        (tmp_path / "in").write_bytes(b"clip" * 3_000_000)

        storage.put_file(tmp_path / "in", "ab/clip.mp4")
        storage.get_to_file("ab/clip.mp4", tmp_path / "out")

        assert (tmp_path / "out").read_bytes() == (tmp_path / "in").read_bytes()

    def test_knows_what_is_there(self, storage):
        key = hashed_key(b"poster", ".webp")

        assert not storage.exists(key)
        storage.put_bytes(b"poster", key)
        assert storage.exists(key)

    def test_deletes_and_deletes_again(self, storage):
        storage.put_bytes(b"poster", "ab/poster.webp")

        storage.delete("ab/poster.webp")
        storage.delete("ab/poster.webp")

        assert not storage.exists("ab/poster.webp")

    def test_lists_below_a_prefix(self, storage):
        for key in ("ab/clip.mp4", "originals/ab/clip.mp4", "originals/cd/clip.mov"):
            storage.put_bytes(b"clip", key)

        assert sorted(storage.list("originals/")) == [
            "originals/ab/clip.mp4",
            "originals/cd/clip.mov",
        ]
        assert len(list(storage.list())) == 3

    def test_a_missing_file_leaves_nothing_behind(self, storage, tmp_path):
        with pytest.raises(FileNotFoundError):
            storage.get_to_file("ab/missing.mp4", tmp_path / "out")

        assert not (tmp_path / "out").exists()

    @pytest.mark.parametrize("key", ["../secret_key", "/etc/passwd", "a/../../b", ""])
    def test_no_key_leads_outside(self, storage, tmp_path, key):
        (tmp_path / "in").write_bytes(b"clip")

        for act in (
            lambda: storage.put_file(tmp_path / "in", key),
            lambda: storage.put_bytes(b"clip", key),
            lambda: storage.get_to_file(key, tmp_path / "out"),
            lambda: storage.exists(key),
            lambda: storage.delete(key),
        ):
            with pytest.raises(InvalidKey):
                act()

    def test_says_where_a_browser_finds_a_file(self, storage):
        assert storage.url("ab/clip.mp4") == "/media/ab/clip.mp4"

    def test_answers(self, storage):
        assert storage.answers()


class TestFolder:
    def test_no_file_is_seen_half_written(self, tmp_path):
        storage = open_storage(None, tmp_path)
        source, content = tmp_path / "in", os.urandom(40_000_000)
        source.write_bytes(content)
        clip = tmp_path / "media" / "ab" / "clip.mp4"
        sizes, over = set(), threading.Event()

        def watch() -> None:
            while not over.is_set():
                if clip.exists():
                    sizes.add(clip.stat().st_size)

        watcher = threading.Thread(target=watch)
        watcher.start()
        for _ in range(3):
            storage.put_file(source, "ab/clip.mp4")
        over.set()
        watcher.join()

        assert sizes <= {len(content)}
        assert clip.read_bytes() == content

    def test_a_folder_that_was_removed_does_not_answer(self, tmp_path):
        storage = open_storage(f"file://{tmp_path}/else%20where", tmp_path)
        assert storage.folder == tmp_path / "else where"

        storage.folder.rmdir()

        assert not storage.answers()


def test_the_storage_of_the_settings_is_opened_once(tmp_path):
    assert get_storage() is get_storage()
    assert get_storage().folder == tmp_path / "data" / "media"


def test_says_when_a_file_was_stored_last(tmp_path):
    storage = open_storage(None, tmp_path)
    storage.put_bytes(b"frame", "ab/frame.webp")
    hour_ago = clock.wall() - timedelta(hours=1)
    os.utime(tmp_path / "media/ab/frame.webp", (hour_ago.timestamp(),) * 2)

    assert storage.stored_at("ab/frame.webp") == pytest.approx(hour_ago, abs=timedelta(seconds=1))
    storage.put_bytes(b"frame", "ab/frame.webp")
    assert storage.stored_at("ab/frame.webp") > hour_ago
    assert storage.stored_at("ab/none.webp") is None
