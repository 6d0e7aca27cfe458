"""Why an offer can't be given."""

from smallgestures.gestures.errors import GestureError


class OfferError(GestureError):
    """Offers said no."""

    field = "offer"


class OfferNotFound(OfferError):
    """There is none of that name in the season that runs."""

    def __init__(self) -> None:
        super().__init__("We can’t find this offer. Choose another one.")


class OfferEnded(OfferError):
    """Its time is over, has not begun, or the brand has taken it back."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"{name} can’t be given any more. Nothing was sent; choose another one.")


class AllGiven(OfferError):
    """No unit is left."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"Somebody gave the last of {name} just now. Nothing was sent; choose another one."
        )


class NoSendsLeft(GestureError):
    """The season's sends are used up."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(
            f"You have given all {limit} of this season. Nothing was sent; a gift that finds no "
            "home gives its send back."
        )


class CodesUsedUp(OfferError):
    """The brand's list has no code left for whoever accepts."""

    def __init__(self, brand: str) -> None:
        self.brand = brand
        super().__init__(
            f"{brand} has to send us new codes first. Nothing is lost: your gift stays open, so "
            "try again tomorrow."
        )
