"""The root of every error that a person may be told about."""


class DomainError(Exception):
    """A rule of the product said no.

    Subclasses keep the offending values as attributes and say, in words that may
    be shown as they are, what happened and what to do. A bug is never a
    `DomainError`.
    """

    def __init__(self, user_message: str) -> None:
        super().__init__(user_message)
        self.user_message = user_message
