"""The film strip of an original: small frames, evenly spread over it, side by side in one picture.

A page shows one frame by CSS alone: `background-size: 800% 100%` and, for frame `i`,
`background-position: calc(i / 7 * 100%) 0`; the frame's sides are in the clip's own proportion.
"""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

FRAMES = 8
# Twice what it is shown at, for screens with two dots a pixel.
SHORT_SIDE, LONG_SIDE = 216, 384
QUALITY = 70


def moment_ms(frame: int, source_ms: int) -> int:
    """Return when frame `frame` (0 to 7) is shown: the middle of its eighth of the original."""
    return (2 * frame + 1) * source_ms // (2 * FRAMES)


def make_strip(frames: Sequence[Path], folder: Path) -> Path:
    """Write the strip; where an original has fewer frames than it, the last one is repeated."""
    shown = [*frames, *[frames[-1]] * FRAMES][:FRAMES]
    with Image.open(shown[0]) as first:
        width, height = first.size
    strip = Image.new("RGB", (width * FRAMES, height))
    for place, path in enumerate(shown):
        with Image.open(path) as frame:
            strip.paste(frame.convert("RGB"), (place * width, 0))
    path = folder / "strip.webp"
    strip.save(path, "WEBP", quality=QUALITY, method=3)
    return path
