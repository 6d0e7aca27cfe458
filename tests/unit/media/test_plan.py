import pytest

from smallgestures.media.plan import fit, rate_for, rungs_for
from smallgestures.media.probe import Picture


def picture(width: int, height: int) -> Picture:
    return Picture(width, height, min(width, height), 30.0, "", "")


class TestRungsFor:
    @pytest.mark.parametrize(
        ("original", "sizes"),
        [
            ((1080, 1920), [(720, 1280), (480, 852)]),
            ((2160, 3840), [(720, 1280), (480, 852)]),
            ((1920, 1080), [(1280, 720), (852, 480)]),
            ((1080, 1080), [(720, 720), (480, 480)]),
            ((1080, 2400), [(576, 1280), (384, 854)]),
            ((480, 854), [(480, 854)]),
            ((320, 240), [(320, 240)]),
            ((101, 75), [(100, 74)]),
        ],
    )
    def test_fits_and_never_enlarges(self, original, sizes):
        assert [(rung.width, rung.height) for rung in rungs_for(picture(*original))] == sizes

    def test_a_strip_stays_encodable(self):
        assert fit(4, 4000, 720, 1280) == (16, 1280)


class TestRateFor:
    @pytest.mark.parametrize(
        ("fps", "rate"),
        [(8, "10"), (10, "10"), (14.7, "15"), (22, "24000/1001"), (24, "24"),
         (28.7, "30000/1001"), (29.97, "30000/1001"), (30, "30"),
         (59.94, "60000/1001"), (60, "60"), (240, "60"), (90_000, "60")],
    )  # fmt: skip
    def test_is_the_steady_rate_that_loses_nothing_up_to_60(self, fps, rate):
        assert rate_for(fps)[1] == rate
