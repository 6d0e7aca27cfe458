"""Why something can't be done with a trial."""

from smallgestures.errors import DomainError


class TrialError(DomainError):
    """Trials said no."""


class TrialNotFound(TrialError):
    """There is none, or it is somebody else's: one answer for both."""

    def __init__(self) -> None:
        super().__init__("We can’t find this among your gifts.")


class TrialRunsAlready(TrialError):
    """One person has one free time of an offer at once."""

    def __init__(self, brand: str) -> None:
        self.brand = brand
        super().__init__(f"You have {brand} already, so a second gift of it would be lost on you.")


class AlreadyOver(TrialError):
    """It has ended, so there is nothing to cancel."""

    def __init__(self) -> None:
        super().__init__("It is over already, and nothing will be charged.")


class NothingToUndo(TrialError):
    """It was not cancelled, or the time to take that back has passed."""

    def __init__(self) -> None:
        super().__init__("There is no cancellation that could still be undone.")


class CannotBeKept(TrialError):
    """The brand names no price, or the trial has not begun, is cancelled or kept already."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"{why} Nothing was charged.")


class ConsentOutdated(TrialError):
    """What stood on the screen is no longer what would be agreed to."""

    def __init__(self) -> None:
        super().__init__(
            "The price or the date has changed since you opened this. Nothing was agreed to; "
            "read it again as it is now."
        )
