import pytest

from smallgestures.media.cut import Cut
from smallgestures.videos.cutting import check_cut, made_cut, wanted_cut
from smallgestures.videos.errors import CutTooShort, OriginalGone, OutsideVideo
from tests.factories import make_clip


class TestCheckCut:
    @pytest.fixture
    def clip(self, db):
        return make_clip(db, source_ms=8000)

    @pytest.mark.parametrize(
        "cut",
        [Cut(), Cut(0, 8000), Cut(7000), Cut(1000, 2000), Cut(0, 4000, 4000), Cut(cover_ms=8000)],
    )
    def test_lets_a_part_be_kept(self, clip, cut):
        check_cut(clip, cut)

    @pytest.mark.parametrize(
        "cut",
        [Cut(-1), Cut(8000), Cut(0, 8001), Cut(4000, 3000), Cut(2000, 2000), Cut(cover_ms=8001),
         Cut(2000, 4000, 1999), Cut(2000, 4000, 4001), Cut(cover_ms=-1)],
    )  # fmt: skip
    def test_refuses_what_the_video_does_not_have(self, clip, cut):
        with pytest.raises(OutsideVideo):
            check_cut(clip, cut)

    def test_refuses_to_leave_nearly_nothing(self, clip):
        with pytest.raises(CutTooShort):
            check_cut(clip, Cut(0, 999))

    def test_refuses_before_the_length_is_known(self, db):
        with pytest.raises(OutsideVideo):
            check_cut(make_clip(db, source_ms=None, state="uploading", duration_ms=None), Cut())


class TestWithoutTheOriginal:
    @pytest.fixture
    def clip(self, db):
        trim = {"trim_start_ms": 1000, "trim_end_ms": 5000, "made_as": "1000-5000"}
        return make_clip(db, source_ms=8000, source_key=None, **trim)

    def test_another_part_can_not_be_had(self, clip):
        with pytest.raises(OriginalGone, match="7 days"):
            check_cut(clip, Cut(1000, 4000))

    def test_another_cover_can(self, clip):
        check_cut(clip, Cut(1000, 5000, 2000))


def test_what_is_wanted_and_what_is_made_may_differ(db):
    clip = make_clip(db, trim_start_ms=500, cover_ms=700, made_as="0-4000")

    assert (wanted_cut(clip), made_cut(clip)) == (Cut(500, None, 700), Cut(0, 4000))
