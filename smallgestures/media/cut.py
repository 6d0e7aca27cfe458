"""Which part of an original becomes the clip, and which moment stands for it."""

from dataclasses import dataclass

# A clip's last frame begins at most so long before its end: the lowest rate is 10 a second.
LAST_FRAME_MS = 100


@dataclass(frozen=True)
class Cut:
    """The part of an original that is shown; every time counts from the original's beginning.

    Attributes:
        start_ms: Where the clip begins.
        end_ms: Where it ends; None: where the original ends.
        cover_ms: The moment of the cover; None: the first that shows something.
    """

    start_ms: int = 0
    end_ms: int | None = None
    cover_ms: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is cut off."""
        return self.start_ms == 0 and self.end_ms is None

    def has_same_part(self, other: "Cut") -> bool:
        """Whether both show the same part, whatever their covers."""
        return (self.start_ms, self.end_ms) == (other.start_ms, other.end_ms)

    def length_ms(self, source_ms: int) -> int:
        """Return how long the clip of an original of that length is."""
        end = source_ms if self.end_ms is None else min(self.end_ms, source_ms)
        return max(0, end - self.start_ms)

    def cover_in_clip_ms(self, clip_ms: int) -> int | None:
        """Return when the cover's moment comes in the clip; the nearest one that is in it."""
        if self.cover_ms is None:
            return None
        last = max(0, clip_ms - LAST_FRAME_MS)
        return min(max(0, self.cover_ms - self.start_ms), last)

    def __str__(self) -> str:
        """Write it as `1500-9000@3000`; what is not set stays out, so the whole is empty."""
        part = "" if self.is_whole else f"{self.start_ms}-{_text(self.end_ms)}"
        return part if self.cover_ms is None else f"{part}@{self.cover_ms}"

    @classmethod
    def from_str(cls, text: str) -> "Cut":
        """Read what `str` wrote."""
        part, _at, cover = text.partition("@")
        start, _dash, end = part.partition("-")
        return cls(int(start or 0), _number(end), _number(cover))


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _number(text: str) -> int | None:
    return int(text) if text else None
