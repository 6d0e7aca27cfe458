"""Where a viewer is in the feed, as an opaque word for addresses.

A cursor holds keys, not an offset, so that a page costs the same wherever it
lies. It holds nothing secret: a made-up one shows what any other shows.
"""

import base64
import binascii
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import lru_cache

from smallgestures.feed.errors import BadCursor

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAYOUT = struct.Struct("<BqIQ")
_GROUP, _LAST = 0x7F, 0x80
# Scores and ids are 32 bits wide; more would be an error of the database.
HIGHEST = 2**31 - 1
# The year 9999, the last that a timestamp can name.
_LATEST_MS = 253_402_300_799_000

# How many of the clips that were given out last a cursor names. A score that falls would bring
# them again; those before them have been watched by then, or lie ten pages back.
GIVEN_KEPT = 100
KNOWN_IDS = 4096


class Part(IntEnum):
    """Which part of the feed comes next."""

    FRESH = 1
    SEEN = 2
    FOLLOWING = 3


@dataclass(frozen=True)
class Cursor:
    """The last clip that was given out, those shortly before it, and when the first page was."""

    part: Part
    key: int
    video_id: int
    started_ms: int
    given: tuple[int, ...] = ()

    def after(self, key: int, given: Sequence[int]) -> "Cursor":
        """Return the place behind these clips, of which the last has the key `key`."""
        kept = (*self.given, *given)[-GIVEN_KEPT:]
        return replace(self, key=key, video_id=given[-1], given=kept)

    def encode(self) -> str:
        """Return the cursor as letters for an address."""
        packed = _LAYOUT.pack(self.part, self.key, self.video_id, self.started_ms)
        packed += b"".join(map(_pack, self.given))
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def decode(cls, word: str) -> "Cursor":
        """Read a cursor back.

        Raises:
            BadCursor: Not a word that `encode` made.
        """
        try:
            packed = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
            part, key, video_id, started_ms = _LAYOUT.unpack_from(packed)
            given = tuple(_unpack(packed[_LAYOUT.size :]))
            cursor = cls(Part(part), key, video_id, started_ms, given)
        except (binascii.Error, struct.error, ValueError) as error:
            raise BadCursor from error
        if not cursor._is_possible():
            raise BadCursor
        return cursor

    def _is_possible(self) -> bool:
        keys = range(_LATEST_MS) if self.part is Part.SEEN else range(-HIGHEST, HIGHEST + 1)
        ids = range(HIGHEST + 1)
        return (
            self.key in keys
            and self.video_id in ids
            and self.started_ms in range(_LATEST_MS)
            and len(self.given) <= GIVEN_KEPT
            and all(video_id in ids for video_id in self.given)
        )


@lru_cache(KNOWN_IDS)
def _pack(number: int) -> bytes:
    """Return the number in groups of seven bits, the lowest first; the last has its high bit."""
    groups = bytearray()
    while number > _GROUP:
        groups.append(number & _GROUP)
        number >>= 7
    groups.append(number | _LAST)
    return bytes(groups)


def _unpack(packed: bytes) -> Iterator[int]:
    number = shift = 0
    for group in packed:
        number |= (group & _GROUP) << shift
        shift += 7
        if group & _LAST:
            yield number
            number = shift = 0
    if shift:
        raise ValueError("the last number is cut off")


def to_ms(moment: datetime) -> int:
    """Return a time as whole milliseconds since 1970, for a cursor."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    """Return the time that `to_ms` was given, to the millisecond."""
    return _EPOCH + timedelta(milliseconds=ms)
