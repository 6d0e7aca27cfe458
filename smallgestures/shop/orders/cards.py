"""Orders as people see them: frozen plain values, with moments that a page formats."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class OrderTile:
    """One order in a list."""

    id: int
    public_id: str
    number: str
    title: str
    brand: str
    picture: str
    price: str
    state: str
    status: str
    placed_at: datetime


@dataclass(frozen=True)
class Step:
    """Something that happened to an order, or is still to come when `at` is empty."""

    what: str
    detail: str
    at: datetime | None


@dataclass(frozen=True)
class Amount:
    """One line of a receipt."""

    label: str
    amount: str


@dataclass(frozen=True)
class OrderCard:
    """One order, as its buyer sees it, or without the buyer as the creator who earns by it does."""

    tile: OrderTile
    is_buyers: bool
    can_pay: bool
    is_settling: bool
    trouble: str
    product_url: str
    steps: list[Step]
    chain: list[Step]
    receipt: list[Amount]
    address: list[str] = field(default_factory=list)
    commission: str = ""


@dataclass(frozen=True)
class SoldTile:
    """One order of a brand, with what can be sent back."""

    tile: OrderTile
    refundable_minor: int
    refundable: str
    refunded: str
    refunding: str
    is_disputed: bool
    failures: list[str]
