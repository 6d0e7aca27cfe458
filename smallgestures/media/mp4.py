"""Reading the boxes of an MP4 file of our own making."""

import struct
from collections.abc import Iterator
from pathlib import Path

SHORT_HEADER, LONG_HEADER = 8, 16
WIDE_VERSION = 1


def boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each box of one level, in the order of the file."""
    at = 0
    while at + SHORT_HEADER <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        header = SHORT_HEADER
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, at + SHORT_HEADER)
            header = LONG_HEADER
        if size < header:
            return
        yield name.decode("latin-1"), data[at + header : at + size]
        at += size


def duration_ms(path: Path) -> int:
    """Return the length that the movie's header states; 0 when there is none."""
    movie = dict(boxes(path.read_bytes())).get("moov", b"")
    header = dict(boxes(movie)).get("mvhd", b"")
    if not header:
        return 0
    layout, at = (">IQ", 20) if header[0] == WIDE_VERSION else (">II", 12)
    timescale, length = struct.unpack_from(layout, header, at)
    return round(length * 1000 / timescale) if timescale else 0
