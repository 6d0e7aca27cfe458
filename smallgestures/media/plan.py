"""What is made of an original: the sizes of its clip, their rate, and which part of it."""

from dataclasses import dataclass

from smallgestures.media.cut import Cut
from smallgestures.media.probe import Picture, Probed

SHORT_SIDE, LONG_SIDE = 720, 1280
SMALL_SHORT_SIDE, SMALL_LONG_SIDE = 480, 854
SMALLEST_SIDE = 16
# (frames a second, as ffmpeg takes it); a variable rate is evened out to the next one up.
RATES = (
    (10.0, "10"),
    (12.0, "12"),
    (15.0, "15"),
    (20.0, "20"),
    (23.976, "24000/1001"),
    (24.0, "24"),
    (25.0, "25"),
    (29.97, "30000/1001"),
    (30.0, "30"),
    (50.0, "50"),
    (59.94, "60000/1001"),
    (60.0, "60"),
)
RATE_TOLERANCE = 0.02


@dataclass(frozen=True)
class Rung:
    """One size to encode, with the most that its picture may take on average."""

    name: str
    width: int
    height: int
    video_kbps: int
    audio_kbps: int
    crf: int

    @property
    def file_name(self) -> str:
        """The name of its file in the working directory."""
        return f"{self.name}.mp4"


def rungs_for(picture: Picture) -> list[Rung]:
    """Return the sizes of a clip, the best first; none is larger than the original."""
    width, height = fit(picture.width, picture.height, SHORT_SIDE, LONG_SIDE)
    rungs = [Rung("720", width, height, 2100, 128, 23)]
    if min(width, height) > SMALL_SHORT_SIDE:
        width, height = fit(width, height, SMALL_SHORT_SIDE, SMALL_LONG_SIDE)
        rungs.append(Rung("480", width, height, 850, 96, 25))
    return rungs


def fit(width: int, height: int, short_side: int, long_side: int) -> tuple[int, int]:
    """Return the even size that fits the box, upright or lying, in the same proportions."""
    box_width, box_height = (short_side, long_side) if height >= width else (long_side, short_side)
    scale = min(1.0, box_width / width, box_height / height)
    return _even(width * scale), _even(height * scale)


def _even(length: float) -> int:
    # Down, so that nothing is enlarged; the little more is for 1279.9999.
    return max(SMALLEST_SIDE, int((length + 0.001) / 2) * 2)


def rate_for(fps: float) -> tuple[float, str]:
    """Return the steady rate that loses no frame of a video up to 60 frames a second."""
    for number, name in RATES:
        if fps <= number + RATE_TOLERANCE:
            return number, name
    return RATES[-1]


@dataclass(frozen=True)
class Plan:
    """What is made of an original in one run: the clip's sizes, its stills, maybe the strip."""

    probed: Probed
    rungs: list[Rung]
    cut: Cut
    with_strip: bool

    @property
    def clip_ms(self) -> int:
        """How long the clip becomes."""
        return self.cut.length_ms(self.probed.duration_ms)

    @property
    def rate(self) -> tuple[float, str]:
        """The clip's frames a second, and how ffmpeg writes them."""
        return rate_for(self.probed.picture.fps or 30.0)
