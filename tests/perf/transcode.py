"""How long a clip takes to be made, beside the bare ffmpeg command that makes the same two files.

Ours also reads every packet of the original first, bounds what the program may use, and makes
the poster, its shadows and the film strip.
"""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from smallgestures.media.ffmpeg import transcode
from smallgestures.media.process import ffmpeg_path
from tests.perf.bench import Bench, median, spread
from tests.perf.rows import Row

MUST = 0.95
SECONDS = 15
FILM = (
    *("-f", "lavfi", "-i", f"testsrc2=size=1080x1920:rate=30:duration={SECONDS},noise=alls=8"),
    *("-f", "lavfi", "-i", f"sine=sample_rate=48000:duration={SECONDS}"),
    *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
)
H264 = ("-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-g", "60")
BIG = ("-crf", "23", "-maxrate", "2100k", "-bufsize", "2100k", "-b:a", "128k")
SMALL = ("-crf", "25", "-maxrate", "850k", "-bufsize", "850k", "-b:a", "96k")
AS_MP4 = ("-c:a", "aac", "-ac", "2", "-ar", "48000", "-movflags", "+faststart", "-y")


def measure(bench: Bench) -> Iterator[Row]:
    """Convert the same phone video both ways, in turn."""
    ours, bare = [], []
    with tempfile.TemporaryDirectory(dir=bench.folder) as temporary:
        folder = Path(temporary)
        film = folder / "phone.mp4"
        _run(*FILM, str(film))
        for _ in range(bench.times(9, 2)):
            ours.append(_ours(film, folder))
            bare.append(_bare(film, folder))
    yield Row(
        what=f"transcode {SECONDS} s of 1080 x 1920 into 720 and 480, stills and film strip",
        measured=f"median {median(ours):.2f} s",
        baseline=f"bare ffmpeg, the two files alone: median {median(bare):.2f} s",
        value=round(median(bare) / median(ours), 3),
        must=MUST,
        better="more",
        details={"ours": spread(ours), "bare": spread(bare)},
    )


def _ours(film: Path, folder: Path) -> float:
    began = perf_counter()
    transcode(film, folder / "ours", with_strip=True)
    return perf_counter() - began


def _bare(film: Path, folder: Path) -> float:
    began = perf_counter()
    _run(
        *("-i", str(film), "-filter_complex"),
        "[0:v:0]scale=720:1280,split[a][b];[b]scale=480:852[c]",
        *("-map", "[a]", "-map", "0:a:0", *H264, *BIG, *AS_MP4, str(folder / "720.mp4")),
        *("-map", "[c]", "-map", "0:a:0", *H264, *SMALL, *AS_MP4, str(folder / "480.mp4")),
    )
    return perf_counter() - began


def _run(*arguments: str) -> None:
    command = [ffmpeg_path(), "-v", "error", "-nostdin", *arguments]
    subprocess.run(command, check=True, timeout=300)
