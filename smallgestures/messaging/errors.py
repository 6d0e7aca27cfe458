"""Refusals of messages, in words that are shown as they are."""

from smallgestures.errors import DomainError


class MessagingError(DomainError):
    """The message, or what was to be done with a conversation, was refused."""


class ThreadNotFound(MessagingError):
    """No such conversation, or one of other people: which of both stays untold."""

    def __init__(self) -> None:
        super().__init__("This conversation isn’t here. It may belong to another account of yours.")


class NotReachable(MessagingError):
    """Blocked by either of the two, or a closed account: which of them stays untold."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"{name} can’t get your message. Nothing was sent.")


class YouBlocked(NotReachable):
    """The sender blocks the recipient, which they may know."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.user_message = f"You blocked {name}. Unblock them to write again."


class NoteToSelf(MessagingError):
    """A conversation has two people."""

    def __init__(self) -> None:
        super().__init__("That is you. Choose somebody else to write to.")


class SaysNothing(MessagingError):
    """Only spaces, or characters that nobody can see."""

    def __init__(self) -> None:
        super().__init__("Write something first.")


class TooLong(MessagingError):
    """More than a message holds."""

    def __init__(self, length: int, limit: int) -> None:
        self.length, self.limit = length, limit
        super().__init__(
            f"This message has {length:,} characters, and {limit:,} fit into one. "
            "Shorten it, or send it in parts."
        )


class BadKey(MessagingError):
    """The message came without a usable key of its own, so it could not be told from its copies."""

    def __init__(self) -> None:
        super().__init__("This message could not be sent. Reload the page and try again.")
