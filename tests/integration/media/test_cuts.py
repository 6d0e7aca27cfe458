"""Trimmed clips, chosen covers, film strips."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from smallgestures.media.cut import Cut
from smallgestures.media.errors import NothingLeft
from smallgestures.media.ffmpeg import make_cover, transcode
from smallgestures.media.strip import FRAMES
from tests.integration.media.clips import loudness, read_clip, shown_at
from tests.integration.media.samples import X264, make

# Eight seconds whose grey says the second, so that every frame tells where it comes from.
GREY_A_SECOND = 30


@pytest.fixture(scope="module")
def greys(folder) -> Path:
    """Second `n` is of the grey 30 n; second 5 alone has a tone."""
    return make(
        folder / "greys.mp4",
        *("-f", "lavfi", "-i", "color=black:size=64x112:rate=10:duration=8"),
        *("-f", "lavfi", "-i", "aevalsrc='if(between(t,5,6),sin(880*PI*t),0)':s=44100:d=8"),
        *("-vf", f"geq=lum='16+floor(T)*{GREY_A_SECOND}*219/255':cb=128:cr=128"),
        *(*X264, "-g", "80", "-c:a", "aac"),
    )


@pytest.fixture
def cut_clip(greys, workdir) -> Callable[..., object]:
    def make_clip(*args: int | None, **more: bool):
        return transcode(greys, workdir, cut=Cut(*args), **more)

    return make_clip


def second_of(grey: float) -> int:
    return round(grey / GREY_A_SECOND)


def second_of_picture(path: Path) -> int:
    with Image.open(path) as picture:
        assert picture.format == "WEBP"
        return second_of(picture.convert("L").getpixel((picture.width // 2, picture.height // 2)))


class TestTrim:
    @pytest.mark.parametrize(
        ("part", "length", "seconds"),
        [((0, 3000), 3000, (0, 2)), ((2000, None), 6000, (2, 7)), ((2500, 4500), 2000, (2, 4)),
         ((0, 20_000), 8000, (0, 7))],
    )  # fmt: skip
    def test_shows_the_part_and_nothing_else(self, cut_clip, part, length, seconds):
        clip = cut_clip(*part)

        path = clip.renditions[0].path
        assert clip.duration_ms == pytest.approx(length, abs=110)
        shown = [second_of(shown_at(path, at_s)) for at_s in (0, (length - 200) / 1000)]
        assert tuple(shown) == seconds
        assert clip.source_ms == pytest.approx(8000, abs=110)

    def test_keeps_picture_and_sound_together(self, cut_clip):
        path = cut_clip(2500, 7000).renditions[0].path

        assert loudness(path, 0, 2.4) < -60
        assert loudness(path, 2.6, 0.8) > -20
        assert loudness(path, 3.7, 0.7) < -60

    def test_is_as_playable_as_any_clip(self, cut_clip):
        read = read_clip(cut_clip(1300, 6100).renditions[0].path)

        assert read.boxes.index("moov") < read.boxes.index("mdat")
        assert read.key_frames_s[0] == 0
        assert read.longest_gap_s <= 2.01
        assert "start: 0.000000" in read.words

    def test_of_a_part_without_a_picture_is_refused(self, cut_clip, workdir):
        with pytest.raises(NothingLeft):
            cut_clip(8500, 9000)
        assert list(workdir.iterdir()) == []


class TestCover:
    @pytest.mark.parametrize(
        ("cut", "second"),
        [
            ((0, None, 3500), 3),
            ((2000, 6000, 4500), 4),
            ((2000, 6000, 6000), 5),
            ((0, None, 8000), 7),
        ],
    )
    def test_is_the_moment_that_was_picked(self, cut_clip, cut, second):
        clip = cut_clip(*cut)

        assert second_of_picture(clip.poster) == second
        assert sorted(path.name for path in clip.poster.parent.iterdir()) == [
            "720.mp4",
            "glow.webp",
            "poster.webp",
        ]

    @pytest.mark.parametrize(("at_ms", "second"), [(0, 2), (1600, 3), (3900, 5)])
    def test_can_be_taken_from_the_clip_itself(self, cut_clip, tmp_path, at_ms, second):
        clip = cut_clip(2000, 6000).renditions[0].path

        assert second_of_picture(make_cover(clip, tmp_path, at_ms=at_ms).poster) == second

    def test_is_found_anew_when_nobody_picks_one(self, plain_clip, tmp_path):
        clip = transcode(plain_clip, tmp_path / "clip").renditions[0].path

        stills = make_cover(clip, tmp_path / "cover", at_ms=None)

        assert stills.poster.exists()
        assert stills.thumbhash


class TestStrip:
    @pytest.mark.parametrize("cut", [(0, None), (2000, 4000)])
    def test_shows_the_whole_original(self, cut_clip, cut):
        strip = cut_clip(*cut, with_strip=True).strip

        with Image.open(strip) as picture:
            assert picture.format == "WEBP"
            width = picture.width // FRAMES
            assert (width, picture.height) == (64, 112)
            greys = picture.convert("L")
            seconds = [second_of(greys.getpixel((width * i + 32, 56))) for i in range(FRAMES)]
        assert seconds == list(range(FRAMES))

    def test_is_small(self, plain_clip, workdir):
        strip = transcode(plain_clip, workdir, with_strip=True).strip

        assert strip.stat().st_size < 30_000
