import pytest

from smallgestures.media.cut import Cut


class TestWords:
    @pytest.mark.parametrize(
        ("cut", "text"),
        [
            (Cut(), ""),
            (Cut(0, 9000), "0-9000"),
            (Cut(1500), "1500-"),
            (Cut(1500, 9000, 3000), "1500-9000@3000"),
            (Cut(cover_ms=0), "@0"),
        ],
    )
    def test_are_read_as_they_were_written(self, cut, text):
        assert str(cut) == text
        assert Cut.from_str(text) == cut


class TestLength:
    @pytest.mark.parametrize(
        ("cut", "length_ms"),
        [(Cut(), 8000), (Cut(1500), 6500), (Cut(1500, 4000), 2500), (Cut(0, 9000), 8000),
         (Cut(8000), 0), (Cut(9000), 0)],
    )  # fmt: skip
    def test_is_what_is_left_of_the_original(self, cut, length_ms):
        assert cut.length_ms(8000) == length_ms


class TestCoverInClip:
    @pytest.mark.parametrize(
        ("cover_ms", "in_clip_ms"),
        [(None, None), (1000, 0), (1500, 0), (2500, 1000), (4000, 2400), (9000, 2400)],
    )
    def test_is_a_moment_that_the_clip_has(self, cover_ms, in_clip_ms):
        assert Cut(1500, 4000, cover_ms).cover_in_clip_ms(2500) == in_clip_ms


def test_another_cover_is_the_same_part():
    assert Cut(0, 4000, 1000).has_same_part(Cut(0, 4000))
    assert not Cut(0, 4000).has_same_part(Cut())
