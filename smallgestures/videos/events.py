"""What happens to videos that other domains want to know."""

from dataclasses import dataclass


@dataclass(frozen=True)
class VideoAdded:
    """An original was stored and waits to be processed."""

    video_id: int


@dataclass(frozen=True)
class VideoPublished:
    """A clip can be watched by everybody."""

    video_id: int
    creator_id: int


@dataclass(frozen=True)
class VideoRefused:
    """The file can't become a clip; the video row says why."""

    video_id: int
