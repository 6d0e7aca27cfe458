"""Earnings as their creator sees them: frozen plain values, with moments that a page formats."""

from dataclasses import dataclass, field
from datetime import date, datetime

from smallgestures.shop.orders.cards import Step


@dataclass(frozen=True)
class EntryCard:
    """The commission of one order: what, how much, where it stands and why, and how it came."""

    id: int
    order_id: str
    number: str
    title: str
    buyer: str
    state: str
    amount: str
    reason: str
    at: datetime
    chain: list[Step] = field(default_factory=list)
    lines: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class SentCard:
    """One transfer to the creator's account."""

    id: int
    about: str
    amount: str
    came_back: str
    at: datetime


@dataclass(frozen=True)
class DayOfEarning:
    """What the orders of one day bring: yours already, and still waiting."""

    on: date
    settled_minor: int
    waiting_minor: int


@dataclass(frozen=True)
class Summary:
    """What stands above the entries; what is counted is of the last thirty days."""

    payable: str
    owes: bool
    on_its_way: str
    next_at: datetime | None
    waiting: str
    taken_back: str
    refunds: int
    buyers: int
    clicks: int
    days: list[DayOfEarning] = field(default_factory=list)


@dataclass(frozen=True)
class ChainEnd:
    """The end of a creator's ledger: with it, a file that was cut short is found out."""

    length: int
    head: str


@dataclass(frozen=True)
class PayoutAccount:
    """How the creator's account at Stripe stands."""

    is_known: bool
    can_receive: bool
    is_submitted: bool
    bank: str
    wanted: list[str]
    is_checked: bool
    trouble: str


@dataclass(frozen=True)
class StatementLine:
    """One line of a monthly statement."""

    at: datetime
    what: str
    reason: str
    amount: str
    balance: str


@dataclass(frozen=True)
class Statement:
    """One month of a creator's ledger: what it began with, what happened, what it ended with."""

    month: date
    opening: str
    sums: list[tuple[str, str]]
    closing: str
    lines: list[StatementLine]
    left_out: int
    end: ChainEnd
