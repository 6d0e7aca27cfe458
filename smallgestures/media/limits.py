"""How much a file may ask of the machine before it is refused."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds of one conversion; a file that needs more is refused, never served cut."""

    duration_ms: int = 60_000
    # A phone's "60 seconds" is often a frame or two more, and its sound some 100 ms more.
    duration_slack_ms: int = 500
    pixels: int = 4096 * 4096
    frames: int = 60 * 250
    streams: int = 8
    # A minute of 4K HDR takes some 180 s of processor time; a busy machine makes it wait.
    wall_s: float = 480
    cpu_s: int = 600
    # Without one more frame for so long, it hangs: an encoder out of memory may wait for itself.
    stall_s: float = 60
    memory_bytes: int = 4096 * MEBIBYTE
    output_bytes: int = 100 * MEBIBYTE
    # Of the video's packets; beyond it a viewer would see more gaps than picture.
    undecodable_share: float = 0.1

    @property
    def longest_ms(self) -> int:
        """The longest duration that is still taken."""
        return self.duration_ms + self.duration_slack_ms

    @property
    def read_s(self) -> int:
        """How many seconds are read of any file: enough to see that it is too long."""
        return self.duration_ms // 1000 + 5


DEFAULT = Limits()
