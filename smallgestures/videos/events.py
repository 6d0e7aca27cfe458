"""What happens to videos that other domains want to know."""

from dataclasses import dataclass


@dataclass(frozen=True)
class VideoAdded:
    """An original was stored and waits to be processed."""

    video_id: int


@dataclass(frozen=True)
class VideoPublished:
    """A clip is out: it can be watched by whom its visibility lets."""

    video_id: int
    creator_id: int


@dataclass(frozen=True)
class VideoRefused:
    """The file can't become a clip; the video row says why."""

    video_id: int


@dataclass(frozen=True)
class VideoChanged:
    """Others see something else of a video now, or nothing: words, visibility, deleted or not."""

    video_id: int


@dataclass(frozen=True)
class VideoEdited:
    """Its creator wants other files of a clip: another part, another cover, other captions."""

    video_id: int


@dataclass(frozen=True)
class FilesLeft:
    """These files are named by a video no more, as far as is known."""

    keys: list[str]
