"""What the tests want to know of a finished clip, read without the code under test."""

import re
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

from smallgestures.media.mp4 import boxes
from smallgestures.media.process import ffmpeg_path

VOLUME = ("-af", "volumedetect", "-vn", "-f", "null", "-")


@dataclass(frozen=True)
class Clip:
    boxes: list[str]
    key_frames_s: list[float]
    words: str

    @property
    def longest_gap_s(self) -> float:
        pairs = zip(self.key_frames_s, self.key_frames_s[1:], strict=False)
        return max((after - before for before, after in pairs), default=0.0)


def read_clip(path: Path) -> Clip:
    data = path.read_bytes()
    words = subprocess.run(
        [ffmpeg_path(), "-hide_banner", "-nostdin", "-i", str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=10,
    ).stderr
    return Clip([name for name, _content in boxes(data)], _key_frames(data), words)


def _key_frames(data: bytes) -> list[float]:
    """Return when each key frame of the picture's track is shown, by `stss` and `stts`."""
    movie = dict(boxes(data))["moov"]
    for name, track in boxes(movie):
        media = dict(boxes(track)).get("mdia", b"") if name == "trak" else b""
        found = dict(boxes(media))
        if found.get("hdlr", b"")[8:12] != b"vide":
            continue
        (scale,) = struct.unpack_from(">I", found["mdhd"], 12)
        table = dict(boxes(dict(boxes(found["minf"]))["stbl"]))
        times, at = [], 0
        for index in range(struct.unpack_from(">I", table["stts"], 4)[0]):
            count, step = struct.unpack_from(">II", table["stts"], 8 + index * 8)
            for _ in range(count):
                times.append(at / scale)
                at += step
        keys = struct.unpack_from(">I", table["stss"], 4)[0]
        return [times[k - 1] for k in struct.unpack_from(f">{keys}I", table["stss"], 8)]
    return []


def bit_rate(words: str) -> int:
    """Return kb/s of the whole file."""
    match = re.search(r"bitrate: (\d+) kb/s", words)
    assert match
    return int(match[1])


def brightness(path: Path) -> float:
    """Return the mean of the first frame's grey values, 0 to 255."""
    return shown_at(path, 0)


def shown_at(path: Path, at_s: float) -> float:
    """Return the mean of the grey values of the frame that is shown then, 0 to 255."""
    command = [ffmpeg_path(), "-v", "error", "-nostdin", "-ss", str(at_s), "-i", str(path)]
    raw = subprocess.run(
        [*command, "-frames:v", "1", "-pix_fmt", "gray", "-f", "rawvideo", "-"],
        capture_output=True,
        check=True,
        timeout=10,
    ).stdout
    return sum(raw) / len(raw)


def loudness(path: Path, from_s: float, length_s: float) -> float:
    """Return the mean volume of that part in decibels below the loudest there can be."""
    part = ("-ss", str(from_s), "-t", str(length_s), "-i", str(path))
    words = subprocess.run(
        [ffmpeg_path(), "-hide_banner", "-nostdin", *part, *VOLUME],
        capture_output=True,
        text=True,
        check=True,
        timeout=10,
    ).stderr
    match = re.search(r"mean_volume: (-?[\d.]+|-inf) dB", words)
    assert match, words
    return float(match[1])


def troubles(path: Path) -> str:
    """Return what a decoder complains about that reads the whole file: nothing, of a good one."""
    run = subprocess.run(
        [ffmpeg_path(), "-v", "warning", "-nostdin", "-i", str(path), "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return run.stderr + (f"exit code {run.returncode}" if run.returncode else "")
