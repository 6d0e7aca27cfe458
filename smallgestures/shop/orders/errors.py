"""Why an order can't be placed, paid or refunded."""

from smallgestures.money import Money
from smallgestures.shop.errors import ShopError


class OrderError(ShopError):
    """Orders said no."""


class OrderNotFound(OrderError):
    """There is none, or it is somebody else's: one answer for both."""

    def __init__(self) -> None:
        super().__init__("We can’t find this order among yours.")


class SoldOut(OrderError):
    """Nothing is left, or all that is left is held by people who are paying."""

    def __init__(self, title: str) -> None:
        self.title = title
        super().__init__(f"Somebody took the last {title}. Nothing was ordered.")


class NotSoldHere(OrderError):
    """It is sold in an outside shop only."""

    def __init__(self, domain: str) -> None:
        self.domain = domain
        super().__init__(f"This is sold at {domain}, not here. Nothing was ordered.")


class PriceChanged(OrderError):
    """The price is no longer the one that the person saw."""

    def __init__(self, seen: Money, now: Money) -> None:
        self.seen, self.now = seen, now
        super().__init__(
            f"The price changed from {seen} to {now} while you were looking. Nothing was ordered; "
            "buy it at the new price if you still like it."
        )


class WaitsAtAnotherPrice(OrderError):
    """The buyer has ordered it before, and that order keeps its price."""

    def __init__(self, number: str, price: Money) -> None:
        self.number, self.price = number, price
        super().__init__(
            f"You ordered this at {price} before, and order {number} still waits for its payment. "
            "Pay it under Orders, or wait: unpaid, it ends by itself within 40 minutes."
        )


class PaymentsNotSetUp(OrderError):
    """This installation has no Stripe key, and is no place for a sandbox."""

    def __init__(self) -> None:
        super().__init__("Nothing can be bought here yet: payments are not set up.")


class AlreadyPaid(OrderError):
    """There is nothing left to pay."""

    def __init__(self) -> None:
        super().__init__("This order is paid already. Nothing more was charged.")


class NothingToRefund(OrderError):
    """The order was never paid."""

    def __init__(self) -> None:
        super().__init__("This order was not paid, so there is nothing to send back.")


class RefundTooLarge(OrderError):
    """More than is left of what was paid."""

    def __init__(self, asked: Money, left: Money) -> None:
        self.asked, self.left = asked, left
        super().__init__(
            f"At most {left} can be sent back, so the refund of {asked} was not made. "
            "No money moved."
            if left.amount_minor
            else "All of it has gone back or is on its way, so no further refund was made."
        )


class RefundNotAllowed(OrderError):
    """Only who speaks for the product's brand sends money back."""

    def __init__(self) -> None:
        super().__init__("Only the brand that sold this can refund it. No money moved.")
