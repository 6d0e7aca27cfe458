"""Why a video can't be taken or shown."""

from smallgestures.errors import DomainError


class VideoError(DomainError):
    """Base of every refusal of this domain."""


class CaptionTooLong(VideoError):
    """The caption has more characters than a clip carries."""

    def __init__(self, length: int, limit: int) -> None:
        self.length = length
        super().__init__(
            f"The caption has {length} characters; a clip takes at most {limit}. Shorten it."
        )


class VideoNotFound(VideoError):
    """No such video, or it isn't published."""

    def __init__(self, public_id: str) -> None:
        self.public_id = public_id
        super().__init__("We can’t find this video. It may have been taken down.")


class OutsideVideo(VideoError):
    """Trim or cover name a moment that the video, or the part that is kept, doesn't have."""


class CutTooShort(VideoError):
    """Trimmed like that, nearly nothing of the video would be left."""

    def __init__(self, shortest_ms: int) -> None:
        self.shortest_ms = shortest_ms
        super().__init__("At least one second must be left. Trim less off.")


class OriginalGone(VideoError):
    """The clip was made long ago, and the file that it was made of is deleted."""

    def __init__(self) -> None:
        super().__init__(
            "This video can’t be trimmed any more: your original is deleted 7 days after it was "
            "converted. Its cover, words and captions can still be changed."
        )
