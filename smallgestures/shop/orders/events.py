"""What happens to orders that others may want to know."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OrderPaid:
    """An order was paid; its commission, if anybody earns one, is entered."""

    order_id: int


@dataclass(frozen=True)
class OrderRefunded:
    """A part of an order, or all of it, was paid back."""

    order_id: int
    amount_minor: int
