import pytest
from PIL import Image

from smallgestures.media.strip import FRAMES, make_strip, moment_ms


@pytest.fixture
def frames(tmp_path):
    def make(number: int):
        paths = []
        for place in range(number):
            paths.append(tmp_path / f"strip-{place}.ppm")
            Image.new("RGB", (54, 96), (place * 30, 0, 0)).save(paths[-1])
        return paths

    return make


def reds(path) -> list[int]:
    with Image.open(path) as strip:
        assert strip.size == (54 * FRAMES, 96)
        return [strip.convert("RGB").getpixel((54 * i + 27, 48))[0] for i in range(FRAMES)]


def test_the_frames_lie_side_by_side(frames, tmp_path):
    assert reds(make_strip(frames(8), tmp_path)) == pytest.approx([30 * i for i in range(8)], abs=6)


def test_a_short_original_repeats_its_last_one(frames, tmp_path):
    assert reds(make_strip(frames(2), tmp_path)) == pytest.approx([0, *[30] * 7], abs=6)


def test_each_frame_is_the_middle_of_its_eighth():
    assert [moment_ms(i, 8000) for i in range(FRAMES)] == [500 + 1000 * i for i in range(FRAMES)]
