import pytest

from smallgestures.videos.models import FILE_NAME_LIMIT
from smallgestures.videos.uploads.naming import file_name_of
from smallgestures.videos.uploads.words import size_in_words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 KB"),
        (1, "1 KB"),
        (812_400, "812 KB"),
        (1_000_000, "1 MB"),
        (12_430_000, "12.4 MB"),
        (1_000_000_000, "1 GB"),
        (5_200_000_000, "5.2 GB"),
    ],
)
def test_sizes_are_written_as_file_managers_write_them(size, words):
    assert size_in_words(size) == words


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("sunday.mp4", "sunday.mp4"),
        ("../../etc/passwd", "passwd"),
        ("C:\\films\\sunday.mp4", "sunday.mp4"),
        ("/", ""),
        ("a\x00b\nc.mp4", "abc.mp4"),
        ("turned\u202egpj.mp4", "turnedgpj.mp4"),
        ("  slow   sunday.mp4 ", "slow sunday.mp4"),
        ("ü" * 300, "ü" * FILE_NAME_LIMIT),
    ],
)
def test_a_file_is_called_by_the_last_part_of_what_can_be_seen(asked, name):
    assert file_name_of(asked) == name
