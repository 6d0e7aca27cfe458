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
