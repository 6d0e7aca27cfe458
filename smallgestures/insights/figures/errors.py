"""Refusals, in words for people."""

from smallgestures.errors import DomainError


class NoSuchClip(DomainError):
    """There is none of this id, or it is somebody else's."""

    def __init__(self) -> None:
        super().__init__("There is no such clip among yours.")
