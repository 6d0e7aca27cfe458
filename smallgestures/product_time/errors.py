"""Why time does not move, in words that are shown as they are."""

from smallgestures.errors import DomainError


class TimeError(DomainError):
    """Product time said no."""


class TimeIsMoving(TimeError):
    """One move at a time."""

    def __init__(self) -> None:
        super().__init__("Time is moving already. It can be moved again when it has arrived.")


class TimeIsReal(TimeError):
    """Only where no real money can move."""

    def __init__(self) -> None:
        super().__init__("Time moves by itself here: there is no sandbox and no test key.")


class TooFarAhead(TimeError):
    """Dates have an end."""

    def __init__(self) -> None:
        super().__init__("Product time is years ahead already, and goes no further.")
