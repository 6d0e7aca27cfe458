"""Refusals of moderation, in words that are shown as they are."""

from smallgestures.errors import DomainError


class ModerationError(DomainError):
    """A report was refused."""


class ReasonMissing(ModerationError):
    """A report says what is wrong."""

    def __init__(self) -> None:
        super().__init__("Choose what is wrong, so that we know where to look.")


class WordsTooLong(ModerationError):
    """More than a report holds."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"Say it in at most {limit} characters. Nothing was sent yet.")
