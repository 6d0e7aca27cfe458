"""Why the feed can't do what was asked."""

from smallgestures.errors import DomainError


class FeedError(DomainError):
    """Base of every refusal of this domain."""


class BadCursor(FeedError):
    """The place in the feed that was asked for is not one that we gave out."""

    def __init__(self) -> None:
        super().__init__("This place in the feed is not known. Start again from the top.")


class ClipNotFound(FeedError):
    """No such clip is in the feed."""

    def __init__(self, public_id: str) -> None:
        self.public_id = public_id
        super().__init__("We can’t find this video. It may have been taken down.")
