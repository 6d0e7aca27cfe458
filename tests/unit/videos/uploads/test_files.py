import os
from pathlib import Path

import pytest

from smallgestures.videos.uploads import files
from smallgestures.videos.uploads.errors import DiskFull, UploadBusy

KEY = "d" * 32


def grown(*pieces: bytes) -> files.Growing:
    file = files.open_growing(KEY)
    file.append(pieces)
    return file


class TestGrowing:
    def test_adds_pieces_at_the_end_and_knows_how_much_is_there(self):
        grown(b"slow ", b"", b"wa").close()

        again = files.open_growing(KEY)

        assert again.offset == 7
        again.append([b"ter"])
        again.close()
        files.sync(KEY)
        assert files.path_of(KEY).read_bytes() == b"slow water"
        assert files.size_of(KEY) == 10

    def test_adds_more_pieces_than_the_system_takes_at_once(self):
        pieces = [bytes([number % 256]) for number in range(files.AT_ONCE * 2 + 7)]

        grown(*pieces).close()

        assert files.path_of(KEY).read_bytes() == b"".join(pieces)

    def test_is_held_by_one_at_a_time(self):
        file = grown(b"a")

        with pytest.raises(UploadBusy):
            files.open_growing(KEY)

        file.close()
        files.open_growing(KEY).close()

    def test_says_in_words_that_the_disk_is_full(self):
        files.path_of(KEY).symlink_to("/dev/full")
        file = files.open_growing(KEY)

        with pytest.raises(DiskFull) as refused:
            file.append([b"anything"])

        assert "What has arrived is kept" in refused.value.user_message
        file.close()

    def test_writes_nowhere_once_it_is_closed(self, tmp_path: Path):
        file = grown(b"a")
        file.close()
        # The number of a closed descriptor is given to whatever is opened next.
        other = os.open(tmp_path / "other", os.O_WRONLY | os.O_CREAT)

        with pytest.raises(OSError, match="Bad file descriptor"):
            file.append([b"b"])

        os.close(other)
        assert (tmp_path / "other").read_bytes() == b""

    def test_can_be_removed_while_it_is_written(self):
        file = grown(b"a")

        files.remove(KEY)
        file.append([b"b"])
        file.close()

        assert files.size_of(KEY) == 0
        files.remove(KEY)


def test_nobody_else_on_the_machine_reads_unfinished_files():
    grown(b"a").close()

    assert files.folder().stat().st_mode & 0o077 == 0
    assert files.path_of(KEY).stat().st_mode & 0o077 == 0
