"""Makers of video files, good and bad, all small."""

import struct
import subprocess
from pathlib import Path

from smallgestures.media.mp4 import boxes
from smallgestures.media.process import ffmpeg_path

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
HEVC_10 = ("-pix_fmt", "yuv420p10le", "-c:v", "libx265", "-tag:v", "hvc1")


def make(path: Path, *arguments: str) -> Path:
    """Run ffmpeg with `arguments` and return the file that it wrote."""
    command = [ffmpeg_path(), "-v", "error", "-nostdin", "-y", *arguments, str(path)]
    subprocess.run(command, check=True, timeout=30)
    return path


def picture(size: str = "64x112", *, seconds: float = 1, fps: int = 30) -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", f"testsrc2=size={size}:rate={fps}:duration={seconds}")


def tone(seconds: float = 1, *, hertz: int = 44100) -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", f"sine=sample_rate={hertz}:duration={seconds}")


def hdr(transfer: str) -> tuple[str, ...]:
    """Encode as a phone does in HDR: 10 bit, BT.2020, tagged."""
    tags = f"log-level=error:colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc"
    return (
        *HEVC_10,
        *("-x265-params", tags, "-color_primaries", "bt2020"),
        *("-color_trc", transfer, "-colorspace", "bt2020nc"),
    )


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, name) + content


CONTAINERS = {"moov", "trak", "mdia", "minf", "dinf", "stbl"}


def rewritten(data: bytes, name: str, change) -> bytes:
    """Return the file with `change` applied to the content of every box of that name."""
    out = b""
    for found, content in boxes(data):
        if found == name:
            content = change(content)  # noqa: PLW2901
        elif found in CONTAINERS:
            content = rewritten(content, name, change)  # noqa: PLW2901
        out += box(found.encode("latin-1"), content)
    return out


def pointing_elsewhere(clip: bytes, target: str) -> bytes:
    """Return the clip with its samples said to lie in another file, by a QuickTime alias."""
    path = target.encode()
    path += b"\0" * (len(path) % 2)
    alias = b"\0" * 148 + struct.pack(">HH", 2, len(path)) + path + struct.pack(">HH", 0xFFFF, 0)
    # volume, name and levels, as `alis` lays them out; only the absolute path is of interest.
    entry = box(b"alis", b"\0\0\0\0" + b"\0\0" + alias)
    return rewritten(clip, "dref", lambda _old: struct.pack(">II", 0, 1) + entry)


def claiming_length(clip: bytes, seconds: int) -> bytes:
    """Return the clip with headers that state another length than its samples have."""

    def lie(at: int, scale_at: int):
        def change(content: bytes) -> bytes:
            (scale,) = struct.unpack_from(">I", content, scale_at)
            return content[:at] + struct.pack(">I", seconds * scale) + content[at + 4 :]

        return change

    clip = rewritten(clip, "mvhd", lie(16, 12))
    return rewritten(clip, "mdhd", lie(16, 12))
