"""The still that stands for a clip, and its two blurred shadows."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import thumbhash
from PIL import Image, ImageStat

POSTER_WIDTH = 720
POSTER_QUALITY = 80
GLOW_BOX = (28, 28)
GLOW_QUALITY = 70
# ThumbHash keeps 7 x 7 waves at most: more pixels than this cost time and change no bit of note.
HASH_BOX = (32, 32)
# Spread of brightness (0-127) below which a frame is black, white or a fade.
FLAT_SPREAD = 8.0


@dataclass(frozen=True)
class Stills:
    """Files and text that show a clip before it plays."""

    poster: Path
    glow: Path
    thumbhash: str  # base64


def make_stills(frames: Sequence[Path], folder: Path) -> Stills:
    """Write poster and glow from the first frame that shows something."""
    with Image.open(_telling_frame(frames)) as opened:
        picture = opened.convert("RGB")
    poster, glow = folder / "poster.webp", folder / "glow.webp"
    if picture.width > POSTER_WIDTH:
        height = max(1, round(picture.height * POSTER_WIDTH / picture.width))
        shown = picture.resize((POSTER_WIDTH, height), Image.Resampling.LANCZOS)
    else:
        shown = picture
    shown.save(poster, "WEBP", quality=POSTER_QUALITY, method=3)
    small = picture.copy()
    small.thumbnail(HASH_BOX, Image.Resampling.BOX)
    text = _thumbhash(small)
    small.thumbnail(GLOW_BOX, Image.Resampling.BOX)
    small.save(glow, "WEBP", quality=GLOW_QUALITY)
    return Stills(poster, glow, text)


def _telling_frame(frames: Sequence[Path]) -> Path:
    """Return the first frame, which motion continues unseen, unless a later one says more."""
    spreads = {}
    for frame in frames:
        with Image.open(frame) as picture:
            spreads[frame] = ImageStat.Stat(picture.convert("L").reduce(4)).stddev[0]
        if spreads[frame] >= FLAT_SPREAD:
            return frame
    return max(spreads, key=spreads.__getitem__)


def _thumbhash(picture: Image.Image) -> str:
    rgba = list(picture.convert("RGBA").tobytes())
    return base64.b64encode(
        bytes(thumbhash.rgba_to_thumb_hash(picture.width, picture.height, rgba))
    ).decode()
