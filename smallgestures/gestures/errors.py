"""The root of what Small Gestures refuses."""

from smallgestures.errors import DomainError


class GestureError(DomainError):
    """The programme said no; `field` names the input that it is about, or is empty."""

    field = ""
